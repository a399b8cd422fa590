"""Pure rules: what an answer means, and what becomes of the message."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from muster.features.delivery import Message, MessageState
from muster.features.delivery.outcomes import (
    SCHEDULE,
    Answer,
    Outcome,
    Pause,
    Phase,
    Verdict,
    classify,
    delay,
    settle,
)

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MESSAGE = Message(
    organization_id=1,
    id=7,
    uid=UUID(int=7),
    kind="invitation",
    reference=3,
    recipient="p3@example.com",
    recipient_key="p3@example.com",
    variables={},
    template="invitation.1",
    created_at=NOW,
    attempt=1,
    rendered_sha256=None,
)


@pytest.mark.parametrize(
    ("phase", "code", "words", "verdict", "reason"),
    [
        # Nothing came back.
        ("connect", None, "", "untouched", "unreachable"),
        ("hello", None, "", "untouched", "unreachable"),
        ("login", None, "", "untouched", "unreachable"),
        ("tls", None, "certificate verify failed", "untouched", "configuration"),
        ("sender", None, "", "deferred", "dropped"),
        ("recipient", None, "", "deferred", "dropped"),
        ("data", None, "", "deferred", "dropped"),
        ("content", None, "", "unknown", "connection_lost"),
        # The relay refuses us: nothing is burnt.
        ("connect", 554, "5.7.1 listed", "untouched", "configuration"),
        ("connect", 530, "", "untouched", "configuration"),
        ("login", 535, "5.7.8 no", "untouched", "configuration"),
        ("sender", 550, "5.1.7 not yours", "untouched", "configuration"),
        ("sender", 530, "5.7.0 log in first", "untouched", "configuration"),
        ("recipient", 530, "5.7.0 log in first", "untouched", "configuration"),
        # The relay is busy.
        ("connect", 421, "4.3.2 too many", "untouched", "busy"),
        ("login", 454, "4.7.0 later", "untouched", "busy"),
        ("sender", 452, "4.3.1 no space", "untouched", "busy"),
        # The recipient.
        ("recipient", 550, "5.1.1 no such user", "bounced", "address"),
        ("recipient", 550, "no such user", "bounced", "address"),
        ("recipient", 550, "5.2.1 disabled", "bounced", "address"),
        ("recipient", 552, "5.2.2 full", "deferred", "mailbox_full"),
        ("recipient", 552, "full", "deferred", "mailbox_full"),
        ("recipient", 452, "4.2.2 full", "deferred", "mailbox_full"),
        ("recipient", 450, "4.2.0 greylisted", "deferred", "later"),
        ("recipient", 553, "5.6.7 ASCII only", "bounced", "address_needs_smtputf8"),
        ("recipient", 554, "5.7.1 relay access denied", "bounced", "policy"),
        ("recipient", 550, "5.3.4 too big", "bounced", "refused"),
        # The letter.
        ("data", 451, "", "deferred", "later"),
        ("data", 554, "5.5.1 no valid recipients", "bounced", "refused"),
        ("content", 250, "2.0.0 queued", "accepted", None),
        ("content", 251, "", "accepted", None),
        ("content", 451, "4.3.0 try again", "deferred", "later"),
        ("content", 552, "5.2.2 full", "deferred", "mailbox_full"),
        ("content", 550, "5.1.1 no such user", "bounced", "address"),
        ("content", 550, "5.7.1 spam", "bounced", "policy"),
        ("content", 554, "no", "bounced", "refused"),
    ],
)
def test_phase_and_code_decide(phase, code, words, verdict, reason):
    outcome = classify(Answer(Phase(phase), code, words))

    assert (outcome.verdict, outcome.reason) == (verdict, reason)


@pytest.mark.parametrize(
    ("phase", "code", "words", "suppress"),
    [
        ("recipient", 550, "5.1.1 no such user", True),
        ("recipient", 550, "no such user", True),
        ("content", 550, "5.1.1 no such user", True),
        ("recipient", 550, "5.7.1 blocked", False),
        ("recipient", 553, "5.6.7 ASCII only", False),
        ("recipient", 552, "5.2.2 full", False),
        ("content", 554, "no", False),
    ],
)
def test_only_a_bad_address_is_suppressed(phase, code, words, suppress):
    assert classify(Answer(Phase(phase), code, words)).suppress is suppress


@pytest.mark.parametrize(
    ("code", "words", "patience"),
    [(421, "4.3.2 slow", True), (450, "4.7.1 greylisted", True), (451, "4.3.0 oops", False)],
)
def test_a_domain_that_asks_for_patience_gets_it(code, words, patience):
    assert classify(Answer(Phase.RECIPIENT, code, words)).patience is patience


@pytest.mark.parametrize(
    ("phase", "code", "pause"),
    [
        ("connect", None, Pause.UNREACHABLE),
        ("data", None, Pause.UNREACHABLE),
        ("connect", 421, Pause.BUSY),
        ("login", 535, Pause.CONFIGURATION),
        ("tls", None, Pause.CONFIGURATION),
        ("recipient", 550, None),
        ("content", None, None),
    ],
)
def test_what_concerns_everybody_pauses_the_lane(phase, code, pause):
    assert classify(Answer(Phase(phase), code)).pause is pause


def test_the_schedule_lasts_two_days():
    assert sum(SCHEDULE, timedelta()) == timedelta(hours=48)
    assert SCHEDULE[:7] == tuple(timedelta(minutes=each) for each in (1, 5, 15, 30, 60, 120, 240))
    assert delay(len(SCHEDULE) + 1, random.Random(1)) is None


def test_waits_are_spread_by_a_fifth():
    waits = [delay(2, random.Random(seed)).total_seconds() / 300 for seed in range(200)]

    assert 0.8 <= min(waits) < 0.85
    assert 1.15 < max(waits) <= 1.2


def settled(message, verdict):
    return settle(message, Outcome(verdict, "later"), now=NOW, chance=random.Random(1))


def test_a_failure_waits_for_its_place_in_the_schedule():
    third = settled(replace(MESSAGE, failures=2), Verdict.DEFERRED)

    assert third.state is MessageState.DEFERRED
    assert timedelta(minutes=12) <= third.due_at - NOW <= timedelta(minutes=18)
    assert third.failed


def test_unknown_is_tried_again():
    assert settled(MESSAGE, Verdict.UNKNOWN).state is MessageState.UNKNOWN
    assert settled(MESSAGE, Verdict.UNKNOWN).due_at > NOW


def test_after_two_days_a_message_is_dead():
    last = settled(replace(MESSAGE, failures=len(SCHEDULE)), Verdict.DEFERRED)

    assert (last.state, last.due_at, last.reason) == (MessageState.DEAD, None, "gave_up")


def test_a_retry_that_would_come_too_late_is_given_up_now():
    message = replace(MESSAGE, failures=3, send_before=NOW + timedelta(minutes=20))

    assert settled(message, Verdict.DEFERRED).state is MessageState.DEAD


@pytest.mark.parametrize(("failures", "state"), [(0, "queued"), (2, "deferred")])
def test_what_was_not_touched_is_due_at_once_and_not_counted(failures, state):
    given_back = settled(replace(MESSAGE, failures=failures), Verdict.UNTOUCHED)

    assert (given_back.state, given_back.due_at, given_back.failed) == (state, NOW, False)


@pytest.mark.parametrize(
    ("words", "enhanced"),
    [
        ("5.1.1 no such user", "5.1.1"),
        ("4.7.28 slow down", "4.7.28"),
        ("relay 5.1.1", None),
        ("5.1.1.1 an address", None),
        ("3.1.1 no class", None),
        ("", None),
    ],
)
def test_enhanced_codes_are_read_from_the_beginning_of_the_words(words, enhanced):
    assert Answer(Phase.RECIPIENT, 550, words).enhanced == enhanced
