"""What comes back about letters: found, kept once, drawn consequences from."""

from datetime import timedelta

import pytest
from delivery_samples import draft, story_of
from delivery_verbs import ACCEPTED, LOST

from bounce_samples import QMAIL, delivery_status, feedback, prose
from muster.base.return_path import ReturnPath
from muster.base.signing import KeyRing
from muster.features import delivery
from muster.features.delivery import Arrival, BounceKind, Ignored, MessageState, Way
from muster.features.delivery.bounces.actions import take_turn

DOMAIN = "bounces.example.com"
PATHS = ReturnPath(KeyRing({1: bytes(32)}), DOMAIN)
FORGED = ReturnPath(KeyRing({1: b"x" * 32}), DOMAIN)


@pytest.fixture
def take(database, clock):
    async def take(content, paths=PATHS, **parts):
        arrival = Arrival(content, Way.COMMAND, **parts)
        return await delivery.take(database, arrival, paths, clock)

    return take


@pytest.fixture
async def letter(organization, owe, worker):
    """A letter that the relay took."""
    (queued,) = await owe(organization, draft(recipient="Ada@example.org"))
    (message,) = await worker.take()
    await worker.answer(message, ACCEPTED)
    return queued


@pytest.fixture
def about(organization, letter):
    """The ways in which a report can name the letter."""
    return {
        "message-id": {"message_id": f"<{letter.uid}.invitation@example.com>"},
        "return path": {"to": PATHS.address(organization, letter.id)},
    }


@pytest.fixture
def by_id(about):
    return about["message-id"]


def kinds(events):
    return [event.type for event in events]


@pytest.mark.parametrize("way", ["message-id", "return path"])
async def test_a_hard_bounce_ends_the_letter_and_suppresses_the_address(
    take, about, letter, organization, database, look, way
):
    taken = await take(delivery_status(**about[way]))

    assert (taken.message_id, taken.kind) == (letter.id, BounceKind.HARD)
    (view,) = await look(organization)
    assert (view.state, view.reason, view.next_try_at) == ("bounced", "address", None)
    assert [one.status for one in view.bounces] == ["5.1.1"]
    (suppressed,) = await delivery.list_suppressions(database, organization)
    assert (suppressed.recipient_key, suppressed.reason) == ("ada@example.org", "bounced")
    story = await story_of(database, organization, letter.id)
    assert kinds(story) == ["message.accepted", "message.bounced"]
    assert story[-1].data == {
        "kind": "invitation",
        "reference": 1,
        "reason": "address",
        "bounce": "hard",
        "status": "5.1.1",
    }


async def test_the_recipient_of_the_envelope_is_a_return_path_too(take, letter, organization):
    path = PATHS.address(organization, letter.id)
    assert (await take(delivery_status(), recipient=path.upper())).message_id == letter.id
    assert (await take(delivery_status(), recipient="\udcff@")).ignored is Ignored.UNKNOWN


async def test_the_same_report_twice_is_one_bounce(
    take, by_id, letter, organization, database, look
):
    first = await take(delivery_status(**by_id))
    again = await take(b"Received: by another way\r\n" + delivery_status(**by_id))

    assert (first.again, again.again) == (False, True)
    (view,) = await look(organization)
    assert len(view.bounces) == 1
    assert kinds(await story_of(database, organization, letter.id))[1:] == ["message.bounced"]


@pytest.mark.parametrize(
    ("status", "kind", "reason"),
    [
        ("5.7.1", BounceKind.POLICY, "policy"),
        ("5.2.2", BounceKind.SOFT, "mailbox_full"),
        ("4.4.1", BounceKind.SOFT, "timed_out"),
    ],
)
async def test_what_lies_not_with_the_address_suppresses_nothing(
    take, by_id, organization, database, look, status, kind, reason
):
    taken = await take(delivery_status(status=status, diagnostic="", **by_id))

    assert (taken.kind, taken.reason) == (kind, reason)
    (view,) = await look(organization)
    assert (view.state, view.reason) == ("bounced", reason)
    assert await delivery.list_suppressions(database, organization) == []


async def test_a_delay_is_noted_and_changes_nothing(
    take, by_id, letter, organization, database, look
):
    late = delivery_status(action="delayed", status="4.4.1", serial="late", **by_id)
    await take(late)
    (view,) = await look(organization)
    assert (view.state, view.reason) == ("accepted", None)
    assert [(one.kind, one.reason) for one in view.bounces] == [("soft", "later")]
    assert kinds(await story_of(database, organization, letter.id)) == ["message.accepted"]

    await take(delivery_status(**by_id))
    (view,) = await look(organization)
    assert (view.state, [one.kind for one in view.bounces]) == ("bounced", ["soft", "hard"])


async def test_a_complaint_suppresses_and_leaves_the_letter_as_it_is(
    take, by_id, letter, organization, database, look
):
    await take(feedback(serial="a", **by_id))
    await take(feedback(serial="b", **by_id))

    (view,) = await look(organization)
    assert view.state == "accepted"
    (suppressed,) = await delivery.list_suppressions(database, organization)
    assert suppressed.reason == "complained"
    told = kinds(await story_of(database, organization, letter.id))
    assert told == ["message.accepted", "message.complained"]


async def test_prose_counts_for_the_letters_own_address_only(take, by_id, organization, look):
    words = {"message_id": by_id["message_id"]}
    other = await take(prose(QMAIL.replace("ada@", "eva@"), **words))
    assert other.ignored is Ignored.OTHER_ADDRESS
    assert (await take(prose(QMAIL, **words))).kind is BounceKind.HARD
    (view,) = await look(organization)
    assert view.state == "bounced"


async def test_what_was_passed_on_comes_back_from_an_address_that_we_never_wrote_to(take, by_id):
    taken = await take(delivery_status(recipient="forwarded@example.net", **by_id))
    assert taken.kind is BounceKind.HARD


@pytest.mark.parametrize(
    "content",
    [
        delivery_status(),
        delivery_status(to=FORGED.address(1, 1)),
        delivery_status(message_id="<0195a3b2-7c11-7d40-8000-4f2a9be1c001.invitation@example.com>"),
    ],
    ids=["nothing", "forged path", "guessed Message-ID"],
)
@pytest.mark.usefixtures("letter")
async def test_nobody_else_can_make_a_letter_bounce(take, organization, look, content):
    assert (await take(content)).ignored is Ignored.UNKNOWN
    (view,) = await look(organization)
    assert (view.state, view.bounces) == ("accepted", ())


async def test_a_path_of_ours_is_nothing_under_another_domain_or_without_one(
    take, letter, organization
):
    content = delivery_status(to=PATHS.address(organization, letter.id))
    for domain in ("other.example.com", ""):
        taken = await take(content, ReturnPath(PATHS.ring, domain))
        assert taken.ignored is Ignored.UNKNOWN


async def test_a_letter_that_has_not_left_cannot_come_back(take, organization, owe, look):
    (queued,) = await owe(organization, draft())
    taken = await take(delivery_status(to=PATHS.address(organization, queued.id)))
    assert taken.ignored is Ignored.NEVER_LEFT
    (view,) = await look(organization)
    assert view.state == "queued"


async def test_a_letter_that_may_have_left_and_comes_back_is_not_tried_again(
    take, organization, owe, worker, look
):
    (queued,) = await owe(organization, draft(recipient="ada@example.org"))
    (message,) = await worker.take()
    await worker.answer(message, LOST)
    await take(delivery_status(to=PATHS.address(organization, queued.id)))
    worker.clock.advance(days=1)
    assert await worker.take() == []
    (view,) = await look(organization)
    assert view.state is MessageState.BOUNCED


async def test_a_worker_that_holds_the_letter_does_not_overwrite_the_bounce(
    take, organization, owe, worker, look
):
    (queued,) = await owe(organization, draft(recipient="ada@example.org"))
    (message,) = await worker.take()
    await take(delivery_status(to=PATHS.address(organization, queued.id)))
    assert await worker.answer(message, ACCEPTED) == 1
    (view,) = await look(organization)
    assert (view.state, len(view.tries)) == ("bounced", 1)


async def test_a_reminder_to_a_bounced_address_ends_suppressed(take, by_id, organization, owe):
    await take(delivery_status(**by_id))
    (reminder,) = await owe(organization, draft(2, recipient="ada@example.org"))
    assert reminder.state is MessageState.SUPPRESSED


async def test_a_letter_keeps_twenty_reports_and_no_more(take, by_id, organization, look):
    late = {"action": "delayed", "status": "4.4.1", **by_id}
    taken = [await take(delivery_status(serial=f"late-{n}", **late)) for n in range(21)]
    assert [one.ignored for one in taken] == [None] * 20 + [Ignored.TOO_MANY]
    (view,) = await look(organization)
    assert len(view.bounces) == 20


async def test_what_comes_in_is_counted_by_kind(take, by_id, database):
    before = (await delivery.intake_health(database)).counts
    await take(delivery_status(**by_id))
    await take(delivery_status(**by_id))
    await take(delivery_status(status="5.7.1", diagnostic="", serial="p", **by_id))
    await take(b"")
    health = await delivery.intake_health(database)
    grown = {kind: number - before[kind] for kind, number in health.counts.items()}
    assert grown == {"hard": 1, "soft": 0, "policy": 1, "complaint": 0, "ignored": 1}
    assert health.ways[Way.COMMAND].received_at == health.policy_at


async def test_one_of_many_workers_looks_into_the_folder(worker):
    async def turns():
        every = timedelta(minutes=1)
        return [await take_turn(worker.database, every, now=worker.clock.now()) for _ in range(3)]

    assert await turns() == [True, False, False]
    worker.clock.advance(minutes=1)
    assert await turns() == [True, False, False]
