"""The worker's looks at invitations: reminders, ends, the daily notice; on the real database."""

import json
from datetime import datetime, timedelta

import pytest

from muster.base.signing import LinkClaim, LinkKind
from muster.features import delivery, invitations, organizations, tracks
from muster.features.invitations import Change, Guest, Stop, Window

ADA = Guest("ada@example.org", "Ada Lovelace")
BO = Guest("bo@example.org", "薄 波")
NOTHING = {"days": 0}


@pytest.fixture
def look(employer):
    """Let time pass and letters leave, then look; return what was reminded of by then."""

    async def look(**passing):
        employer.clock.advance(**(passing or NOTHING))
        await employer.change(
            "update message set state = 'accepted', ended_at = created_at, due_at = null"
            " where due_at is not null"
        )
        await invitations.look_after(employer.database, employer.clock)
        return await employer.fetch(
            "select * from message where kind = 'reminder' order by message.id"
        )

    return look


async def types(employer):
    rows = await employer.fetch("select type from event order by id")
    return [row["type"] for row in rows if row["type"].startswith("invitation.")]


async def wake_at(employer) -> datetime | None:
    return (await employer.fetch("select wake_at from invitation order by id"))[0]["wake_at"]


async def test_two_reminders_and_then_the_end(employer, look):
    (row,) = (await employer.invite(ADA)).rows
    end = row.invitation.expires_at
    assert row.invitation.wake_at == end - timedelta(days=3)
    assert await look(days=10) == []
    (first,) = await look(days=1)
    assert (first["reference"], first["bulk"]) == (row.invitation.id, True)
    assert first["send_before"] == end
    variables = json.loads(first["variables"])
    assert variables["started"] is False
    assert variables["stop"]["subject"] == row.invitation.id
    assert variables["calendar"] == {"uid": str(row.invitation.uid), "sequence": 0}
    assert len(await look()) == 1
    assert len(await look(days=2)) == 2
    assert await wake_at(employer) == end
    await look(days=1)
    await look(days=1)
    assert await wake_at(employer) is None
    assert await types(employer) == [
        "invitation.created",
        "invitation.reminded",
        "invitation.reminded",
        "invitation.expired",
    ]
    assert await employer.count("reminder") == 2


async def test_whom_no_letter_told_is_reminded_only_where_somebody_wants_it(employer, look):
    asked = Guest(*("bo@example.org", "Bo"), remind_before=(timedelta(days=2),))
    await employer.invite(ADA, asked, send=False)
    assert await look(days=11) == []
    (one,) = await look(days=1)
    assert one["recipient"] == "bo@example.org"


async def test_a_letter_that_is_asked_for_later_makes_reminders_possible(employer, look):
    await employer.invite(ADA, BO, send=False)
    employer.clock.advance(days=1)
    ada, bo = (await employer.invite(ADA, BO, send=False)).rows
    await invitations.resend(
        employer.database,
        employer.organization,
        str(ada.invitation.id),
        actor="key:test",
        clock=employer.clock,
    )
    await employer.invite(BO)
    await look()
    letters = await look(days=11)
    assert {one["reference"] for one in letters} == {ada.invitation.id, bo.invitation.id}


async def act(verb, employer, row, *more):
    return await verb(
        employer.database,
        employer.organization.id,
        str(row.invitation.id),
        *more,
        actor="key:test",
        clock=employer.clock,
    )


async def complete(employer, row):
    async with employer.database.transaction(employer.organization.id) as connection:
        await invitations.mark_completed(
            connection,
            employer.organization.id,
            row.invitation.id,
            actor="candidate",
            now=employer.clock.now(),
        )


async def test_nobody_is_reminded_of_what_is_over_or_not_wanted(employer, look):
    guests = [Guest(f"{name}@example.org", name) for name in "abcde"]
    rows = (await employer.invite(*guests)).rows
    await act(invitations.revoke, employer, rows[0])
    await complete(employer, rows[1])
    async with employer.database.transaction(employer.organization.id) as connection:
        await delivery.suppress.within(
            connection,
            employer.organization.id,
            ["c@example.org"],
            reason="bounced",
            actor="operator",
            now=employer.clock.now(),
        )
    for row, stop in ((rows[3], Stop.ONE), (rows[4], Stop.ALL)):
        claim = LinkClaim(LinkKind.REMINDERS, employer.organization.id, row.invitation.id, 0)
        await invitations.stop_reminders(employer.database, claim, stop, employer.clock)
    await look(days=11)
    await look(days=2)
    assert await look(hours=12) == []


async def test_stopping_again_is_no_news(employer):
    (row,) = (await employer.invite(ADA)).rows
    claim = LinkClaim(LinkKind.REMINDERS, employer.organization.id, row.invitation.id, 0)
    for stop in (Stop.ALL, Stop.ALL, Stop.ONE, Stop.ONE, Stop.NONE, Stop.NONE, Stop.ONE, Stop.ALL):
        await invitations.stop_reminders(employer.database, claim, stop, employer.clock)
    told = [one for one in await types(employer) if "reminders" in one]
    assert [one.rpartition("_")[2] for one in told] == ["stopped", "allowed", "stopped", "stopped"]


async def test_a_reminder_that_waits_is_stopped_changed_or_cancelled(employer, look):
    first, second, third = (await employer.invite(ADA, BO, Guest("c@example.org", "C"))).rows
    await look(days=11)
    claim = LinkClaim(LinkKind.REMINDERS, employer.organization.id, first.invitation.id, 0)
    await invitations.stop_reminders(employer.database, claim, Stop.ONE, employer.clock)
    later = second.invitation.expires_at + timedelta(days=5)
    await act(invitations.extend, employer, second, Change(expires_at=later))
    await complete(employer, third)
    letters = {
        row["reference"]: row
        for row in await employer.fetch("select * from message where kind = 'reminder'")
    }
    assert letters[first.invitation.id]["state"] == "cancelled"
    assert letters[second.invitation.id]["state"] == "queued"
    assert letters[second.invitation.id]["send_before"] == later
    calendar = json.loads(letters[second.invitation.id]["variables"])["calendar"]
    assert calendar["sequence"] == 1
    assert letters[third.invitation.id]["state"] == "cancelled"


async def test_the_candidates_night_counts_and_a_later_window_plans_anew(employer, look):
    # 09:30 UTC is 04:30 in Bogota.
    guest = Guest("ada@example.org", "Ada", time_zone="America/Bogota")
    (row,) = (await employer.invite(guest)).rows
    assert row.invitation.wake_at == row.invitation.expires_at - timedelta(days=3, hours=-3.5)
    assert await look(days=11) == []
    assert len(await look(hours=4)) == 1
    changed = await act(
        invitations.extend, employer, row, Change(expires_at=employer.clock.now() + timedelta(9))
    )
    assert changed.invitation.reminder_at is None
    await look()
    (view,) = await invitations.list_invitations(
        employer.database, employer.organization.id, invitations.Filter(), employer.clock
    )
    assert view.invitation.reminder_at == view.invitation.expires_at - timedelta(days=3)
    assert view.invitation.reminders_sent == 1


async def test_what_was_begun_is_reminded_of_in_other_words_and_does_not_expire(employer, look):
    (row,) = (await employer.invite(ADA)).rows
    async with employer.database.transaction(employer.organization.id) as connection:
        await invitations.mark_started(
            connection,
            employer.organization.id,
            row.invitation.id,
            actor="candidate",
            now=employer.clock.now(),
        )
    (letter,) = await look(days=11)
    assert json.loads(letter["variables"])["started"] is True
    await look(days=2)
    await look(days=3)
    assert "invitation.expired" not in await types(employer)
    assert await wake_at(employer) is None


async def test_a_track_is_reminded_of_by_its_stage_with_the_tracks_link(employer, look):
    (row,) = (await employer.invite(ADA, activities=(employer.activities["path"],))).rows
    employer.clock.advance(days=2)
    await tracks.begin(
        employer.database,
        employer.organization.id,
        str(row.invitation.id),
        clock=employer.clock,
    )
    await look()
    (letter,) = await look(days=9)
    variables = json.loads(letter["variables"])
    assert variables["activities"][0]["title"] == "The quiz"
    assert variables["link"]["subject"] == row.invitation.id
    assert variables["stop"]["subject"] == row.invitation.id
    assert variables["calendar"]["uid"] == str(row.invitation.uid)
    assert letter["reference"] != row.invitation.id


async def test_organizations_hear_once_a_day_who_did_not_finish(employer, look, database):
    profile = organizations.Profile(reply_to="jobs@example.com", time_zone="Europe/Berlin")
    await organizations.change_organization(database, employer.organization.slug, profile)
    await employer.invite(ADA, BO)
    await employer.invite(
        Guest("c@example.org", "Cy"), window=Window(expires_at=employer.clock.now() + timedelta(9))
    )
    for _ in range(16):
        await look(days=1)
        await invitations.tell_expired(employer.database, employer.clock)
    notices = await employer.fetch("select * from message where kind = 'notice' order by id")
    facts = [json.loads(one["variables"])["facts"] for one in notices]
    assert [one["count"] for one in facts] == [1, 2]
    assert facts[1]["people"] == [
        {"name": "Ada Lovelace", "title": "The quiz"},
        {"name": "薄 波", "title": "The quiz"},
    ]
    assert {one["recipient"] for one in notices} == {"jobs@example.com"}
    assert (await types(employer)).count("invitation.expired") == 3


async def test_one_that_is_revived_may_expire_again(employer, look):
    await employer.invite(ADA)
    await look(days=15)
    await employer.invite(ADA)
    await look(days=15)
    assert (await types(employer)).count("invitation.expired") == 2


async def test_a_reminder_of_one_number_cannot_leave_twice(employer, look):
    ada, bo = (await employer.invite(ADA, BO)).rows
    await look(days=11)
    # As after a restored backup that knows nothing of it, but for the key.
    await employer.change(
        "update invitation set wake_at = updated_at, reminders_sent = 0 where id = $1",
        ada.invitation.id,
    )
    with pytest.raises(ExceptionGroup):
        await look(days=2)
    letters = await employer.fetch("select reference from message where kind = 'reminder'")
    # It is put off, and stops nobody else.
    assert sorted(one["reference"] for one in letters) == [
        ada.invitation.id,
        bo.invitation.id,
        bo.invitation.id,
    ]
    assert await wake_at(employer) == employer.clock.now() + timedelta(hours=1)
