"""The table of DESIGN 6: what inviting means for each state of the latest invitation."""

from datetime import timedelta

import pytest

from muster.features.invitations import Guest, OnCompleted, Outcome, State, Window, WindowError

ADA = Guest("ada@example.com", "Ada Okafor")
DAY = timedelta(days=1)


async def test_a_first_invitation_is_created_with_the_organizations_window(employer):
    (row,) = (await employer.invite(ADA)).rows
    assert row.outcome is Outcome.CREATED
    assert row.invitation.expires_at == employer.clock.now() + timedelta(days=14)
    assert row.invitation.round == 1
    assert row.letter is not None


async def test_a_pending_invitation_is_returned_and_its_window_counted_from_now(employer):
    (first,) = (await employer.invite(ADA)).rows
    employer.clock.advance(days=3)
    (again,) = (await employer.invite(ADA, send=False)).rows
    assert again.outcome is Outcome.RENEWED
    assert again.invitation.id == first.invitation.id
    assert again.invitation.expires_at == first.invitation.expires_at + timedelta(days=3)
    assert again.letter is None
    assert await employer.count("invitation") == 1


async def test_a_window_that_follows_from_the_default_is_never_shortened(employer):
    far = employer.clock.now() + timedelta(days=90)
    await employer.invite(ADA, window=Window(expires_at=far))
    (again,) = (await employer.invite(ADA)).rows
    assert again.invitation.expires_at == far


async def test_an_explicit_date_wins_even_when_it_shortens(employer):
    await employer.invite(ADA)
    soon = employer.clock.now() + DAY
    (again,) = (await employer.invite(ADA, window=Window(expires_at=soon))).rows
    assert again.invitation.expires_at == soon


async def test_an_expired_invitation_is_revived(employer):
    (first,) = (await employer.invite(ADA)).rows
    employer.clock.advance(days=15)
    assert first.invitation.state(employer.clock.now()) is State.EXPIRED
    (again,) = (await employer.invite(ADA)).rows
    assert again.outcome is Outcome.REVIVED
    assert again.invitation.id == first.invitation.id
    assert again.invitation.link_version == first.invitation.link_version
    assert again.invitation.state(employer.clock.now()) is State.PENDING


async def test_a_revoked_invitation_is_revived_with_a_new_link(employer):
    (first,) = (await employer.invite(ADA)).rows
    await employer.change("update invitation set state = 'revoked', revoked_at = now()")
    (again,) = (await employer.invite(ADA)).rows
    assert again.outcome is Outcome.REVIVED
    assert again.invitation.link_version == first.invitation.link_version + 1
    assert again.invitation.revoked_at is None


async def test_a_started_invitation_is_returned_unchanged(employer):
    (first,) = (await employer.invite(ADA)).rows
    await employer.change("update invitation set state = 'started', started_at = now()")
    employer.clock.advance(days=2)
    (again,) = (await employer.invite(ADA)).rows
    assert again.outcome is Outcome.UNCHANGED
    assert again.invitation.expires_at == first.invitation.expires_at


async def test_a_completed_invitation_is_returned_as_such_and_nobody_is_mailed(employer):
    (first,) = (await employer.invite(ADA)).rows
    await employer.change("update invitation set state = 'completed', completed_at = now()")
    (again,) = (await employer.invite(ADA)).rows
    assert again.outcome is Outcome.COMPLETED
    assert again.invitation.id == first.invitation.id
    assert again.letter is None


async def test_a_new_attempt_exists_only_when_it_is_asked_for(employer):
    (first,) = (await employer.invite(ADA)).rows
    await employer.change("update invitation set state = 'completed', completed_at = now()")
    (again,) = (await employer.invite(ADA, on_completed=OnCompleted.NEW_ATTEMPT)).rows
    assert again.outcome is Outcome.NEW_ATTEMPT
    assert again.invitation.id != first.invitation.id
    assert again.invitation.round == 2
    (third,) = (await employer.invite(ADA, on_completed=OnCompleted.NEW_ATTEMPT)).rows
    assert third.outcome is Outcome.RENEWED
    assert third.invitation.id == again.invitation.id


async def test_the_same_person_twice_in_a_call_is_one_invitation_and_two_equal_rows(employer):
    twice = (ADA, Guest("ADA@Example.COM", "Ada Okafor-Lind"))
    first, second = (await employer.invite(*twice)).rows
    assert first.invitation == second.invitation
    assert first.letter == second.letter
    assert await employer.count("invitation") == 1
    assert await employer.count("message") == 1
    assert first.candidate.name == "Ada Okafor-Lind"


async def test_the_latest_name_wins_with_an_event(employer):
    await employer.invite(ADA)
    await employer.invite(Guest("ada@example.com", "Ada Lind"))
    types = [row["type"] for row in await employer.fetch("select type from event order by id")]
    assert types.count("candidate.created") == 1
    assert types.count("candidate.renamed") == 1


async def test_a_bad_row_never_fails_the_good_ones(employer):
    guests = (
        ADA,
        Guest("not-an-address", "Bo"),
        Guest("bo@example.com", "Bo\r\nBcc: x@example.com"),
        Guest("bo@example.com", "=?utf-8?q?Bo?="),
        Guest("", ""),
        Guest("cy@example.com", "Cy", window=Window(expires_at=employer.clock.now() - DAY)),
        Guest("dee@example.com", "Dee", redirect_url="javascript:alert(1)"),
    )
    invited = await employer.invite(*guests)
    codes = [[problem.code for problem in row.problems] for row in invited.rows]
    assert codes == [
        [], ["bad_address"], ["unsafe_text"], ["unsafe_text"],
        ["bad_address", "text_length"], ["bad_window"], ["invalid"],
    ]  # fmt: skip
    assert [row.outcome for row in invited.rows[1:]] == [Outcome.REFUSED] * 6
    assert await employer.count("candidate") == 1
    assert await employer.count("message") == 1


async def test_a_past_window_of_the_call_is_refused_and_nothing_is_written(employer):
    with pytest.raises(WindowError):
        await employer.invite(ADA, window=Window(expires_at=employer.clock.now()))
    assert await employer.count("candidate") == 0


async def test_no_problem_repeats_the_address(employer):
    invited = await employer.invite(Guest("secret person@@example.com", "Bo"))
    assert "secret" not in str(invited.rows[0].problems)


async def test_several_activities_together_are_one_letter_to_the_home_page(employer):
    both = (employer.activities["quiz"], employer.activities["puzzle"])
    invited = await employer.invite(ADA, activities=both, together=True)
    assert len(invited.rows) == 2
    assert len(invited.messages) == 1
    (message,) = await employer.fetch("select kind, reference from message")
    assert (message["kind"], message["reference"]) == ("home", invited.rows[0].candidate.id)


async def test_extending_by_inviting_changes_the_letter_that_waits(employer):
    await employer.invite(ADA)
    later = employer.clock.now() + timedelta(days=40)
    await employer.invite(ADA, window=Window(expires_at=later), send=False)
    (message,) = await employer.fetch(
        "select variables ->> 'expires_at' as end, send_before from message"
    )
    assert message["end"] == later.isoformat()
    assert message["send_before"] == later


async def test_a_retried_call_does_not_queue_a_second_letter_while_the_first_waits(employer):
    (first,) = (await employer.invite(ADA)).rows
    (again,) = (await employer.invite(ADA)).rows
    assert again.letter == first.letter
    assert await employer.count("message") == 1


async def test_another_organization_sees_nothing_of_it(employer, other_employer):
    await employer.invite(ADA)
    assert await other_employer.count("invitation") == 0
    assert await other_employer.count("candidate") == 0
    assert await other_employer.count("message") == 0
