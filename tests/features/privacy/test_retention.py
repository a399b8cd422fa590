"""For how long people are kept: who is due, the night's sweep, and what it leaves."""

from datetime import UTC, datetime, timedelta

import pytest

from muster.features import invitations, jobs, privacy
from muster.features.invitations import Guest
from muster.features.jobs import Details, Opening
from muster.features.privacy import Basis, RetentionError
from muster.features.privacy.model import months_before, next_night
from muster.storage.postgres import Role
from takers import AMARA, follow, start, take

NOOR = Guest("noor@example.com", "Noor Haddad")


async def keep(employer, months):
    return await privacy.set_retention(
        employer.database,
        employer.organization.id,
        months,
        time_zone=employer.organization.time_zone,
        actor="cli",
        clock=employer.clock,
    )


async def look_ahead(employer, months=12):
    return await privacy.look_ahead(
        employer.database, employer.organization.id, months, employer.clock
    )


async def sweep(employer, months=12):
    swept = privacy.sweep(
        employer.database, employer.organization.id, months, actor="cli", clock=employer.clock
    )
    return [stone async for stone in swept]


async def names(employer) -> list[str]:
    return [row[0] for row in await employer.fetch("select name from candidate order by id")]


async def test_people_are_kept_for_ever_until_somebody_says_otherwise(employer):
    assert await privacy.read_retention(employer.database, employer.organization.id) is None
    await take(employer, "quiz", {"q1": "a"})
    employer.clock.advance(days=36_500)
    assert await privacy.sweep_due(employer.database, employer.clock) == 0
    assert await names(employer) == ["Amara Nwosu"]


async def test_who_was_kept_for_long_enough_goes_at_night(employer, other_employer):
    await take(employer, "quiz", {"q1": "a"})
    await take(other_employer, "quiz", {"q1": "a"})
    employer.clock.advance(days=200)
    await employer.invite(NOOR)
    kept = await keep(employer, 12)
    assert kept.sweep_at == datetime(2026, 9, 19, 1, tzinfo=UTC)  # three o'clock in Berlin
    employer.clock.advance(days=200)
    ahead = await look_ahead(employer)
    counts = (ahead.people, ahead.held, ahead.invitations, ahead.attempts, ahead.files)
    assert counts == (1, 0, 1, 1, 0)
    assert ahead.oldest == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    assert await privacy.sweep_due(employer.database, employer.clock) == 1
    assert await privacy.sweep_due(employer.database, employer.clock) == 0
    assert await names(employer) == ["Noor Haddad"]
    assert await names(other_employer) == ["Amara Nwosu"]
    (stone,) = await privacy.list_erased(
        employer.database, employer.organization.id, employer.clock.now()
    )
    assert (stone.basis, stone.erased_by) == (Basis.RETENTION, "retention")
    events = await employer.fetch(
        "select type, data from event where type ~ 'retention' order by id"
    )
    assert [tuple(row) for row in events] == [
        ("retention.changed", '{"months": 12}'),
        ("retention.swept", '{"erased": 1, "months": 12, "applicants": 0}'),
    ]
    later = await privacy.read_retention(employer.database, employer.organization.id)
    assert later.sweep_at == next_night(employer.clock.now(), "Europe/Berlin")


async def test_a_dry_run_changes_nothing_and_counts_whom_a_hold_keeps(employer):
    await take(employer, "quiz", {"q1": "a"})
    await take(employer, "quiz", {"q1": "b"}, NOOR)
    reference = str((await employer.fetch("select min(id) from candidate"))[0][0])
    words = (employer.database, employer.organization.id, reference)
    await privacy.hold(*words, "Case 12/27", actor="cli", clock=employer.clock)
    employer.clock.advance(days=400)
    ahead = await look_ahead(employer)
    assert (ahead.people, ahead.held) == (1, 1)
    assert await look_ahead(employer) == ahead
    assert [stone.basis for stone in await sweep(employer)] == [Basis.RETENTION]
    assert await names(employer) == ["Amara Nwosu"]
    await privacy.release(*words, actor="cli", clock=employer.clock)
    assert len(await sweep(employer)) == 1


async def test_applicants_who_were_never_invited_go_too(employer):
    by = {"actor": "key:test", "clock": employer.clock}
    words = (employer.database, employer.organization.id)
    job = await jobs.create_job(*words, Opening(title="Baker"), **by)
    for name in ("Ada", "Bo"):
        said = Details(first_name=name, last_name="Quill", email=f"{name}@example.com")
        await jobs.apply(*words, str(job.id), said, **by)
        employer.clock.advance(days=200)
    assert (await look_ahead(employer)).applicants == 1
    assert await sweep(employer) == []
    assert [row[0] for row in await employer.fetch("select first_name from job_applicant")] == [
        "Bo"
    ]
    events = await employer.fetch("select type, data from event order by id desc limit 2")
    assert [tuple(row) for row in events] == [
        ("retention.swept", '{"erased": 0, "months": 12, "applicants": 1}'),
        ("applicant.removed", f'{{"job_id": {job.id}}}'),
    ]


@pytest.mark.parametrize("contact", ["invited", "extended", "resent", "submitted"])
async def test_any_contact_lets_the_time_begin_anew(employer, contact):
    window = invitations.Window(None, employer.clock.now() + timedelta(days=301))
    (row,) = (await employer.invite(AMARA, window=window)).rows
    by = {"actor": "key:test", "clock": employer.clock}
    reference = str(row.invitation.id)
    employer.clock.advance(days=300)
    if contact == "invited":
        await employer.invite(AMARA)
    elif contact == "extended":
        change = invitations.Change(expires_at=employer.clock.now() + timedelta(days=2))
        await invitations.extend(
            employer.database, employer.organization.id, reference, change, **by
        )
    elif contact == "resent":
        left = "update message set state = 'accepted', due_at = null, ended_at = created_at"
        await employer.change(left)
        await invitations.resend(employer.database, employer.organization, reference, **by)
    else:
        await (await follow(employer, row.invitation)).submit()
    employer.clock.advance(days=300)
    assert (await look_ahead(employer)).people == 0
    assert await sweep(employer) == []
    employer.clock.advance(days=100)
    assert len(await sweep(employer)) == 1


async def test_who_can_still_come_or_is_in_the_middle_stays(employer):
    window = invitations.Window(None, employer.clock.now() + timedelta(days=3000))
    await employer.invite(NOOR, window=window)
    await start(employer, "quiz")
    employer.clock.advance(days=1000)
    assert (await look_ahead(employer)).people == 0
    assert await sweep(employer) == []


async def test_the_time_is_said_once_for_all_and_can_be_taken_back(employer):
    for months in (0, 601):
        with pytest.raises(RetentionError):
            await keep(employer, months)
    await keep(employer, 6)
    assert await keep(employer, None) is None
    assert await privacy.read_retention(employer.database, employer.organization.id) is None


@pytest.mark.parametrize(
    ("instant", "months", "expected"),
    [
        ("2026-03-31T12:00", 1, "2026-02-28T12:00"),
        ("2024-03-31T12:00", 1, "2024-02-29T12:00"),
        ("2026-01-15T00:00", 1, "2025-12-15T00:00"),
        ("2026-01-15T00:00", 12, "2025-01-15T00:00"),
        ("2026-12-31T00:00", 24, "2024-12-31T00:00"),
    ],
)
def test_months_go_by_the_calendar(instant, months, expected):
    before = months_before(datetime.fromisoformat(instant), months)
    assert before == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        ("2026-01-10T01:00", "UTC", "2026-01-10T03:00"),
        ("2026-01-10T03:00", "UTC", "2026-01-11T03:00"),
        ("2026-01-10T12:00", "Asia/Tokyo", "2026-01-10T18:00"),
        ("2026-03-29T00:30", "Europe/Berlin", "2026-03-29T01:00"),  # the night with an hour less
    ],
)
def test_the_night_is_the_organizations(now, zone, expected):
    night = next_night(datetime.fromisoformat(now).replace(tzinfo=UTC), zone)
    assert night == datetime.fromisoformat(expected).replace(tzinfo=UTC)


async def test_one_who_cannot_be_erased_stops_nobody_else(employer, other_employer):
    for each in (employer, other_employer):
        await keep(each, 12)
        await each.invite(AMARA, NOOR)
    # As after a restored backup that knows the person again, but for the tombstone.
    eraser = employer.database.acting_as(Role.ERASER)
    async with eraser.transaction(employer.organization.id) as connection:
        await connection.execute(
            "insert into tombstone select organization_id, id, uid, 'request', now(), 'test'"
            " from candidate where name = 'Amara Nwosu'"
        )
    employer.clock.advance(days=400)
    with pytest.raises(ExceptionGroup):
        await privacy.sweep_due(employer.database, employer.clock)
    assert await names(employer) == ["Amara Nwosu"]
    assert await names(other_employer) == []
