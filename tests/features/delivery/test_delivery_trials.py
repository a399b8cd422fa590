"""Test letters: the whole conversation is shown, and neither passwords nor the letter's words."""

import pytest
from delivery_relay import Relay, at

from employers import make_employer
from muster.features import delivery
from muster.features.delivery import Letter, TrialOutcome, Wish
from muster.features.delivery.senders.relay import Relay as RelayUrl
from muster.features.delivery.senders.smtp import SmtpSender

WISH = Wish("ọlá@example.com", "Juniper & Rye", "en")


def render(message):
    assert (message.kind, message.variables["about"]) == ("notice", "trial")
    return Letter("jobs@example.com", "ola@example.com", b"Subject: secret words\r\n\r\nHello\r\n")


@pytest.fixture
async def organization(database, clock):
    return (await make_employer(database, clock, "juniper")).organization.id


async def try_with(database, organization, clock, sender):
    await delivery.ask_trial(database, organization, WISH, clock)
    assert await delivery.carry_out_trial(database, sender, render, clock)
    return await delivery.find_trial(database, organization)


async def test_every_word_of_both_sides_is_kept(database, organization, clock):
    async with Relay() as relay:
        sender = SmtpSender(RelayUrl.parse(relay.url), hostname="worker.example.com")
        trial = await try_with(database, organization, clock, sender)
    assert trial.outcome is TrialOutcome.ACCEPTED
    spoken = [f"{line.voice}: {line.words}" for line in trial.lines]
    assert "us: EHLO worker.example.com" in spoken
    assert "us: RCPT TO:<ola@example.com>" in spoken
    assert any(line.startswith("relay: 354") for line in spoken)
    assert any(line.startswith("note: the letter,") for line in spoken)
    assert any(line.startswith("relay: 250") for line in spoken)
    assert "secret words" not in " ".join(spoken)
    assert len(relay.mails) == 1


async def test_a_refusal_is_in_the_relays_own_words(database, organization, clock):
    async with Relay() as relay:
        relay.script.answer = at("RCPT", "550 5.1.1 nobody of that name")
        sender = SmtpSender(RelayUrl.parse(relay.url), hostname="worker.example.com")
        trial = await try_with(database, organization, clock, sender)
    assert trial.outcome is TrialOutcome.REFUSED
    assert "550 5.1.1 nobody of that name" in [line.words for line in trial.lines]


async def test_a_relay_that_is_not_there_is_said_to_be(database, organization, clock):
    sender = SmtpSender(RelayUrl.parse("smtp://127.0.0.1:9"), hostname="worker.example.com")
    trial = await try_with(database, organization, clock, sender)
    assert trial.outcome is TrialOutcome.LOST
    assert "connecting to 127.0.0.1:9 (smtp)" in trial.lines[0].words
    assert trial.lines[-1].words.startswith("connect:")


async def test_without_a_relay_the_setting_is_named(database, organization, clock):
    trial = await try_with(database, organization, clock, None)
    assert trial.outcome is TrialOutcome.NO_RELAY
    assert "MUSTER_SMTP_URL" in trial.lines[0].words


async def test_one_is_under_way_at_a_time_and_a_dead_worker_holds_up_nobody(
    database, organization, clock
):
    await delivery.ask_trial(database, organization, WISH, clock)
    await delivery.ask_trial(
        database, organization, Wish("other@example.com", "Juniper", "en"), clock
    )
    trial = await delivery.find_trial(database, organization)
    assert (trial.recipient, trial.stuck(clock.now())) == (WISH.recipient, False)
    clock.advance(minutes=3)
    assert trial.stuck(clock.now())
    assert await delivery.carry_out_trial(database, None, render, clock)
    assert not await delivery.carry_out_trial(database, None, render, clock)
