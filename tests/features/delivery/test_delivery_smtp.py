"""SMTP: what can be known when a relay refuses, hangs up, or takes its time."""

import asyncio

import pytest
from delivery_relay import HangUpError, Relay, Script, at

from muster.features.delivery import Letter
from muster.features.delivery.outcomes import Answer, Phase, classify
from muster.features.delivery.senders.relay import Relay as RelayUrl
from muster.features.delivery.senders.smtp import Patience, SmtpSender

LETTER = Letter("jobs@example.com", "p1@example.com", b"Subject: hello\r\n\r\nHello\r\n")
OTHER = Letter("jobs@example.com", "p2@example.com", b"Subject: hello\r\n\r\nHello again\r\n")
PATIENT, SOON = Patience(), Patience(data=0.3)
"""Whoever waits for an answer has time; the second is for a relay that does not give one."""
WAYS = pytest.mark.parametrize("extensions", [("PIPELINING",), ()], ids=["piped", "stepwise"])


def sender_to(relay, patience=PATIENT, **parts):
    url = RelayUrl.parse(relay.url)
    return SmtpSender(url, patience, hostname="worker.example.com", **parts)


async def send(relay, patience=PATIENT, letter=LETTER):
    """Return the answer to one letter, whichever phase it came in."""
    channel = await sender_to(relay, patience).connect()
    if isinstance(channel, Answer):
        return channel
    answer = await channel.offer(letter) or await channel.deliver()
    await channel.leave()
    return answer


async def until(arrived):
    """Wait for what the other end of a connection has read."""
    async with asyncio.timeout(30):
        while not arrived():  # noqa: ASYNC110 -- connections have no Event
            await asyncio.sleep(0.005)


@WAYS
@pytest.mark.parametrize(
    ("verb", "reply", "phase", "code"),
    [
        ("CONNECT", "421 4.3.2 too many", Phase.CONNECT, 421),
        ("CONNECT", "554 5.7.1 not you", Phase.CONNECT, 554),
        ("CONNECT", HangUpError(), Phase.CONNECT, None),
        ("EHLO", "421 4.3.2 closing", Phase.HELLO, 421),
        ("EHLO", "550 5.7.1 not you", Phase.HELLO, 550),
        ("EHLO", HangUpError(), Phase.HELLO, None),
        ("MAIL", "530 5.7.0 log in", Phase.SENDER, 530),
        ("MAIL", "452 4.3.1 no space", Phase.SENDER, 452),
        ("MAIL", HangUpError(), Phase.SENDER, None),
        ("RCPT", "550 5.1.1 no such user", Phase.RECIPIENT, 550),
        ("RCPT", "450 4.7.1 greylisted", Phase.RECIPIENT, 450),
        ("RCPT", "421 4.3.2 closing", Phase.RECIPIENT, 421),
        ("RCPT", HangUpError(), Phase.RECIPIENT, None),
        ("DATA", "451 4.3.0 not now", Phase.DATA, 451),
        ("DATA", HangUpError(), Phase.DATA, None),
        (".", "451 4.3.0 not now", Phase.CONTENT, 451),
        (".", "550 5.7.1 spam", Phase.CONTENT, 550),
        (".", HangUpError(), Phase.CONTENT, None),
        ("QUIT", HangUpError(), Phase.CONTENT, 250),
    ],
)
async def test_the_phase_of_every_failure_is_known(extensions, verb, reply, phase, code):
    async with Relay(Script(at(verb, reply), extensions)) as relay:
        answer = await send(relay)

    assert (answer.phase, answer.code) == (phase, code)


@pytest.mark.parametrize(
    ("verb", "reply", "stored", "verdict"),
    [
        ("DATA", HangUpError(), 0, "deferred"),
        (".", HangUpError(), 1, "unknown"),
        (".", "451 4.3.0 not now", 1, "deferred"),
        ("QUIT", HangUpError(), 1, "accepted"),
    ],
    ids=["a-before-354", "b-before-250", "d-451", "e-at-quit"],
)
async def test_what_the_relay_has_and_what_we_say(verb, reply, stored, verdict):
    async with Relay(Script(at(verb, reply))) as relay:
        answer = await send(relay)

        assert len(relay.mails) == stored
        assert classify(answer).verdict == verdict


async def test_a_relay_that_is_slow_to_accept_leaves_the_letter_unknown():
    def hold(verb, _):
        return 1.0 if verb == "." else 0.0

    async with Relay(Script(hold=hold)) as relay:
        answer = await send(relay, SOON)
        patient = await send(relay)

    assert classify(answer).verdict == "unknown"
    assert answer.words == "the relay did not answer in time"
    assert classify(patient).verdict == "accepted"


@WAYS
async def test_after_a_refusal_the_connection_carries_the_next_letter(extensions):
    script = Script(at("RCPT", "550 5.1.1 no such user", recipient="p1"), extensions)
    async with Relay(script) as relay:
        channel = await sender_to(relay).connect()
        refusal = await channel.offer(LETTER)
        assert await channel.offer(OTHER) is None
        accepted = await channel.deliver()

        assert (refusal.code, accepted.code) == (550, 250)
        assert [mail.recipient for mail in relay.mails] == ["p2@example.com"]
        assert relay.connections == 1


async def test_the_following_offer_travels_with_the_letter():
    async with Relay() as relay:
        channel = await sender_to(relay).connect()
        await channel.offer(LETTER)
        await channel.deliver(OTHER)
        await until(lambda: relay.verbs.count("RCPT") == 2)

        assert await channel.offer(OTHER) is None
        assert relay.verbs.count("RCPT") == 2


async def test_a_following_letter_that_is_refused_leaves_the_first_accepted():
    script = Script(at("RCPT", "550 5.1.1 no such user", recipient="p2"))
    async with Relay(script) as relay:
        channel = await sender_to(relay).connect()
        await channel.offer(LETTER)
        first = await channel.deliver(OTHER)
        second = await channel.offer(OTHER)

    assert (first.code, second.code, second.phase) == (250, 550, Phase.RECIPIENT)


async def test_a_relay_that_says_354_without_a_recipient_gets_no_letter():
    script = Script(at("RCPT", "550 5.1.1 no such user"), careless=True)
    async with Relay(script) as relay:
        channel = await sender_to(relay).connect()
        await channel.offer(LETTER)

        assert not channel.usable
        assert relay.mails == []


async def test_replies_may_come_byte_by_byte():
    async with Relay(Script(trickle=True)) as relay:
        answer = await send(relay)

    assert answer.code == 250
    assert relay.mails[0].content == LETTER.content


async def test_a_reply_that_nobody_asked_for_ends_the_connection():
    async with Relay() as relay:
        channel = await sender_to(relay).connect()
        for writer in relay._writers:
            writer.write(b"250 2.0.0 surprise\r\n")
        await until(lambda: not channel.usable)


async def test_a_farewell_while_idle_is_kept_as_the_reason():
    async with Relay() as relay:
        channel = await sender_to(relay).connect()
        for writer in relay._writers:
            writer.write(b"421 4.4.2 idle too long\r\n")
        await until(lambda: not channel.usable)
        answer = await channel.offer(LETTER)

    assert (answer.code, answer.words) == (None, "421 4.4.2 idle too long")


@pytest.mark.parametrize("reply", ["what is this", "250-" + "x" * 40_000], ids=["noise", "endless"])
async def test_a_reply_that_is_not_smtp_ends_the_connection(reply):
    async with Relay(Script(at("MAIL", reply))) as relay:
        answer = await send(relay)

    assert answer.code is None


async def test_words_of_the_relay_lose_what_cannot_be_printed():
    async with Relay(Script(at("RCPT", "550 5.1.1 no\x00 \x1b[31msuch user"))) as relay:
        answer = await send(relay)

    assert answer.words == "5.1.1 no   [31msuch user"


async def test_replies_of_several_lines_are_one():
    async with Relay(Script(at("RCPT", "550-5.1.1 no\r\n550 5.1.1 such user"))) as relay:
        answer = await send(relay)

    assert answer.words == "5.1.1 no 5.1.1 such user"


async def test_a_connection_carries_only_so_many_letters():
    async with Relay() as relay:
        channel = await sender_to(relay, Patience(letters=2)).connect()
        await channel.offer(LETTER)
        await channel.deliver(OTHER)
        between = channel.usable
        await channel.offer(OTHER)
        await channel.deliver(LETTER)

        assert (between, channel.usable) == (True, False)
        assert relay.verbs.count("MAIL") == 2


@pytest.mark.parametrize("recipient", ["müsli@example.com", "用户@example.com"])
async def test_an_address_beyond_ascii_needs_a_relay_that_takes_it(recipient):
    letter = Letter("jobs@example.com", recipient, LETTER.content)
    async with Relay(Script(extensions=("SMTPUTF8",))) as relay:
        taken = await send(relay, letter=letter)
    async with Relay(Script(extensions=())) as narrow:
        refused = await send(narrow, letter=letter)

    assert (taken.code, relay.mails[0].recipient) == (250, recipient)
    assert classify(refused).reason == "address_needs_smtputf8"
    assert "MAIL" not in narrow.verbs


async def test_a_relay_that_can_is_asked_to_send_back_no_more_than_the_header():
    said = []

    def listen(verb, argument):
        if verb == "MAIL":
            said.append(argument)

    for extensions in (("DSN",), ("DSN", "SMTPUTF8", "PIPELINING"), ()):
        async with Relay(Script(extensions=extensions, answer=listen)) as relay:
            assert (await send(relay)).code == 250
    assert said == ["FROM:<jobs@example.com> RET=HDRS"] * 2 + ["FROM:<jobs@example.com>"]


@pytest.mark.parametrize("recipient", ["a@b.example> AUTH=<x", "a\r\nRCPT TO:<b", "a b@c.example"])
async def test_an_address_cannot_say_more_than_an_address(recipient):
    async with Relay() as relay:
        answer = await send(relay, letter=Letter("jobs@example.com", recipient, b"x\r\n"))

    assert (answer.phase, answer.code) == (Phase.RECIPIENT, 553)
    assert relay.verbs == ["EHLO", "QUIT"]


@pytest.mark.parametrize("content", [b"a\nb\r\n", b"a\r.\rb\r\n", b"a\n.\nMAIL FROM:<x>\n"])
async def test_no_bare_line_break_reaches_the_relay(content):
    async with Relay() as relay:
        await send(relay, letter=Letter("jobs@example.com", "p1@example.com", content))

    sent = relay.mails[0].content
    assert sent.count(b"\n") == sent.count(b"\r") == sent.count(b"\r\n")


async def test_nobody_listening_is_an_answer():
    async with Relay() as relay:
        pass
    answer = await send(relay)

    assert (answer.phase, answer.code) == (Phase.CONNECT, None)
