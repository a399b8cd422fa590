"""The client against a server that listens: real HTTP, real PostgreSQL."""

from datetime import UTC, datetime, timedelta

import pytest

from muster.client import ApiError, Batches, Person, RefusedError

AMARA = Person("amara@example.com", "Amara Nwosu", external_id="ats-7", metadata={"desk": 3})


def people(number):
    return [Person(f"p{each}@example.com", f"Žofie {each}") for each in range(number)]


async def test_one_person_is_invited_once(ask, employer):
    first = await ask(lambda muster: muster.invite("quiz", AMARA))
    again = await ask(lambda muster: muster.invite("quiz", AMARA, send=False))

    assert (first.outcome, again.outcome) == ("created", "renewed")
    assert first.letter == "queued"
    assert again.letter is None
    assert again.invitation.id == first.invitation.id
    assert again.invitation.link.startswith("https://muster.example.com/i/")
    assert again.invitation.activity.key == "quiz"
    assert again.invitation.candidate.name == "Amara Nwosu"
    assert again.invitation.metadata == {"desk": 3}
    assert await employer.count("invitation") == 1


async def test_many_are_invited_in_batches_that_tell_how_far_they_are(ask, employer):
    heard = []
    guests = [*people(6), Person("nobody", "Nobody")]
    batches = Batches(size=3, on_progress=heard.append)

    rows = await ask(lambda muster: list(muster.invite_many("quiz", guests, batches=batches)))

    assert [row.index for row in rows] == list(range(7))
    assert [row.outcome for row in rows] == ["created"] * 6 + ["refused"]
    assert (rows[6].invitation, rows[6].faults[0].field) == (None, "email")
    assert [(one.done, one.refused, one.total) for one in heard] == [
        (3, 0, 7),
        (6, 0, 7),
        (7, 1, 7),
    ]
    assert await employer.count("invitation") == 6


async def test_a_call_with_a_key_is_repeated_without_a_second_letter(ask, employer):
    batches = Batches(size=2, key="import-7")

    def work(muster):
        return [row.invitation.id for row in muster.invite_many("quiz", people(3), batches=batches)]

    assert await ask(work) == await ask(work)
    assert await employer.count("message") == 3


async def test_people_may_come_from_a_generator(ask):
    heard = []
    batches = Batches(on_progress=heard.append)

    rows = await ask(
        lambda muster: list(muster.invite_many("quiz", iter(people(2)), batches=batches))
    )

    assert [row.outcome for row in rows] == ["created"] * 2
    assert heard[0].total is None


async def test_nobody_to_invite_asks_nothing(ask):
    assert await ask(lambda muster: list(muster.invite_many("no-such-thing", []))) == []


async def test_who_cannot_be_invited_is_told_why(ask):
    with pytest.raises(RefusedError, match="address") as refused:
        await ask(lambda muster: muster.invite("quiz", Person("nobody", "Nobody")))
    assert refused.value.faults[0].code == "bad_address"


async def test_a_refusal_has_its_code_and_the_request_to_look_for(ask):
    with pytest.raises(ApiError, match="unknown_activity") as refused:
        await ask(lambda muster: muster.invite("nothing", AMARA))
    assert (refused.value.status, refused.value.code) == (404, "unknown_activity")

    with pytest.raises(ApiError) as refused:
        await ask(lambda muster: muster.invitation("inv_x"), key="wrong")
    assert refused.value.status == 401


async def test_lists_are_read_to_their_end(ask):
    guests = people(205)
    await ask(lambda muster: list(muster.invite_many("quiz", guests, send=False)))

    found = await ask(lambda muster: list(muster.invitations(state="pending")))
    assert {one.candidate.email for one in found} == {guest.email for guest in guests}
    assert len(await ask(lambda muster: list(muster.candidates()))) == 205
    assert "quiz" in [one.key for one in await ask(lambda muster: list(muster.activities()))]
    events = await ask(lambda muster: list(muster.events()))
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    assert len(events) > 400
    assert await ask(lambda muster: list(muster.events(after=events[-1].sequence))) == []
    assert await ask(lambda muster: list(muster.reports())) == []


async def test_a_mind_is_changed(ask, clock):
    row = await ask(lambda muster: muster.invite("quiz", AMARA))
    invitation, later = row.invitation, clock.now().astimezone(UTC) + timedelta(days=40)

    longer = await ask(lambda muster: muster.extend(invitation.id, later))
    assert longer.expires_at == later
    assert (await ask(lambda muster: muster.resend(invitation.id))).link == invitation.link
    assert (await ask(lambda muster: muster.rotate(invitation.id))).link != invitation.link
    assert (await ask(lambda muster: muster.revoke(invitation.id))).state == "revoked"
    found = await ask(lambda muster: muster.invitation(invitation.id))
    assert found.raw["letters"]


async def test_a_time_without_a_zone_is_refused_before_it_is_sent(ask):
    person = Person("amara@example.com", "Amara", expires_at=datetime(2027, 1, 31))  # noqa: DTZ001
    with pytest.raises(ValueError, match="zone"):
        await ask(lambda muster: muster.invite("quiz", person))


def test_a_link_is_not_shown_where_things_are_printed():
    assert "link" not in repr(AMARA)
