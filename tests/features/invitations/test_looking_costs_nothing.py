"""A look for what is due reads the index, and nothing of what only waits."""

import re

from muster.features.invitations.store.reminders import SELECT_AWAKE
from muster.storage.postgres import Role


async def test_the_look_uses_its_index_however_many_wait(employer):
    # What other tests took back is still in the index until it is cleaned.
    for _ in range(2):
        _, before = await look_at_nothing(employer)
    await employer.change(
        """
        insert into candidate (organization_id, uid, address, address_key, name, created_at,
                               updated_at)
        select $1, gen_random_uuid(), n || '@example.org', n || '@example.org', 'N', $2, $2
        from generate_series(1, 5000) n""",
        employer.organization.id,
        employer.clock.now(),
    )
    await employer.change(
        """
        insert into invitation (organization_id, uid, activity_id, candidate_id, round, state,
                                expires_at, wake_at, created_at, updated_at)
        select $1, gen_random_uuid(), $3, id, 1, 'pending', $2::timestamptz + interval '14 days',
               $2::timestamptz + interval '11 days', $2, $2
        from candidate where organization_id = $1""",
        employer.organization.id,
        employer.clock.now(),
        employer.activities["quiz"].id,
    )
    plan, after = await look_at_nothing(employer)
    assert "invitation_wake" in plan
    assert after <= before + 3, plan


async def look_at_nothing(employer):
    async with employer.database.acting_as(Role.WORKER).transaction() as connection:
        await connection.execute("set local enable_seqscan to off")  # as all our transactions
        lines = await connection.fetch(
            "explain (analyze, buffers, timing off, summary off) " + SELECT_AWAKE,
            employer.clock.now(),
            500,
        )
    plan = "\n".join(line[0] for line in lines)
    pages = re.findall(r"shared hit=(\d+)(?: read=(\d+))?", plan.partition("Planning")[0])
    return plan, max(int(hit) + int(read or 0) for hit, read in pages)
