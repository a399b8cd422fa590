"""Reports that were written before 0013 get what lists and ranks need; by an owner who is nobody."""

from decimal import Decimal

import pytest

from muster.storage.migrate import migrations

REPORTS = 13
ROWS = """
set session_replication_role = replica;
insert into attempt (organization_id, id, uid, invitation_id, candidate_id, activity_id, version,
                     state, holder, epoch, seed, consent_sha256, time_percent, untimed,
                     break_minutes, break_seconds_left, started_at, due_at, submitted_at, ended_by)
overriding system value
select 7, id, gen_random_uuid(), id, 100 + id, 200, 1, 'submitted', gen_random_uuid(), 1, 1, '\\x00',
       100, false, 0, 0, now(), now(), now(), 'candidate'
from generate_series(1, 3) as id;
insert into report (organization_id, attempt_id, uid, revision, score, waiting, percent, settled_at)
values (7, 1, gen_random_uuid(), 1, '{"overall": {"points": "14/3", "of": "8/1"}}', 0, 58.333333, now()),
       (7, 2, gen_random_uuid(), 1, '{"overall": {"points": "1/1", "of": "25/2"}}', 0, 8, now()),
       (7, 3, gen_random_uuid(), 1, '{"overall": {"points": "1/2", "of": "8/1"}}', 1, null, now());
set session_replication_role = origin;
"""
# Whoever sees a row only by a policy sees none here: nobody names an organization.
HAND_OVER = """
create role {role} nosuperuser;
grant muster_app, muster_worker to {role};
grant create on schema public to {role};
do $$
declare
    thing regclass;
begin
    for thing in select oid from pg_class where relnamespace = 'public'::regnamespace
        and relkind = 'r' loop
        execute format('alter table %s owner to {role}', thing);
    end loop;
end $$;
-- Checked as everybody's by foreign keys, and not what this is about.
insert into organization (id, uid, slug, name, created_at) overriding system value
values (7, gen_random_uuid(), 'before', 'Before', now());
set session_replication_role = replica;
insert into activity (organization_id, id, uid, key, kind, title, summary, have_ready,
                      current_version, created_at)
overriding system value
values (7, 200, gen_random_uuid(), 'k', 'assessment', 't', '', '{{}}', 1, now());
insert into candidate (organization_id, id, uid, address_key, address, name, created_at, updated_at)
overriding system value
select 7, 100 + id, gen_random_uuid(), id, id, '', now(), now() from generate_series(1, 3) as id;
set session_replication_role = origin;
"""


@pytest.fixture
async def connection(empty_database, owner):
    """A database of before, with rows, whose tables belong to a role without privileges."""
    async with owner(empty_database) as connection:
        for migration in migrations()[: REPORTS - 1]:
            await connection.execute(migration.sql)
        await connection.execute(ROWS)
        await connection.execute(HAND_OVER.format(role="plain_owner"))
        yield connection
        await connection.execute("reset role; drop owned by plain_owner cascade")
        await connection.execute("drop role plain_owner")


async def test_reports_of_before_are_filled_in(connection):
    await connection.execute("set role plain_owner")
    async with connection.transaction():
        await connection.execute(migrations()[REPORTS - 1].sql)
    await connection.execute("reset role")

    rows = await connection.fetch(
        "select activity_id, candidate_id, top / bottom from report order by attempt_id"
    )
    fractions = [row[2] and round(row[2], 6) for row in rows]
    assert fractions == [Decimal("0.583333"), Decimal("0.080000"), None]
    assert [tuple(row)[:2] for row in rows] == [(200, 101), (200, 102), (200, 103)]
    forced = "select relforcerowsecurity from pg_class where relname in ('report', 'attempt')"
    assert [row[0] for row in await connection.fetch(forced)] == [True, True]
