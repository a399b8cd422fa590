"""Letters that have not left follow what happens to the invitations they are about."""

from datetime import timedelta

from muster.features import invitations
from muster.features.invitations import Change, Guest, Window

ADA = Guest("ada@example.com", "Ada Okafor")
LETTER = """
select state, send_before, variables ->> 'expires_at' as deadline, variables ->> 'activities' as listed
from message where kind <> 'withdrawal'"""


async def invite_together(employer, *keys, **changes):
    activities = tuple(employer.activities[key] for key in keys)
    return (await employer.invite(ADA, activities=activities, together=True, **changes)).rows


async def act(verb, employer, row, *change):
    await verb(
        employer.database,
        employer.organization.id,
        str(row.invitation.id),
        *change,
        actor="key:test",
        clock=employer.clock,
    )


async def test_a_letter_to_the_home_page_lists_no_revoked_invitation(employer):
    quiz, puzzle = await invite_together(employer, "quiz", "puzzle")
    await act(invitations.revoke, employer, quiz)
    (letter,) = await employer.fetch(LETTER)
    assert "The quiz" not in letter["listed"]
    assert "The puzzle" in letter["listed"]
    await act(invitations.revoke, employer, puzzle)
    (letter,) = await employer.fetch(LETTER)
    assert letter["state"] == "cancelled"


async def test_a_letter_to_the_home_page_says_the_extended_deadline(employer):
    rows = await invite_together(employer, "quiz", "puzzle")
    later = employer.clock.now() + timedelta(days=60)
    for row in rows:
        await act(invitations.extend, employer, row, Change(expires_at=later))
    (letter,) = await employer.fetch(LETTER)
    assert (letter["send_before"], letter["deadline"]) == (later, later.isoformat())


async def test_a_letter_to_the_home_page_says_the_deadline_of_a_repeated_call(employer):
    await invite_together(employer, "quiz", "puzzle")
    later = employer.clock.now() + timedelta(days=60)
    await invite_together(employer, "quiz", "puzzle", send=False, window=Window(expires_at=later))
    (letter,) = await employer.fetch(LETTER)
    assert (letter["send_before"], letter["deadline"]) == (later, later.isoformat())


async def test_a_rotated_home_link_leaves_the_letter_its_last_moment(employer):
    row, _ = await invite_together(employer, "quiz", "puzzle")
    await act(invitations.rotate, employer, row)
    (letter,) = await employer.fetch(LETTER)
    assert letter["send_before"] == row.invitation.expires_at


async def test_a_second_call_adds_to_the_letter_that_waits(employer):
    await invite_together(employer, "quiz", "puzzle")
    await invite_together(employer, "talk", "path")
    (letter,) = await employer.fetch(LETTER)
    for title in ("The quiz", "The puzzle", "A short talk", "The whole way"):
        assert title in letter["listed"]


async def test_changing_a_revoked_invitation_lets_no_stopped_letter_leave(employer):
    (row,) = (await employer.invite(ADA)).rows
    await employer.change("update message set state = 'sending'")
    await act(invitations.revoke, employer, row)
    (stopped,) = await employer.fetch(LETTER)
    await act(invitations.extend, employer, row, Change(external_id="A-1"))
    assert await employer.fetch(LETTER) == [stopped]
