"""One suite over every sender: what is delivered arrives once, byte for byte."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from delivery_relay import Relay

from muster.features.delivery import Letter
from muster.features.delivery.outcomes import Answer, Verdict, classify
from muster.features.delivery.senders.folder import FolderSender
from muster.features.delivery.senders.relay import Relay as RelayUrl
from muster.features.delivery.senders.smtp import SmtpSender


def letter(number=1, body=b"Hello\r\n"):
    head = f"Message-ID: <{number}.invitation@example.com>\r\nSubject: {number}\r\n\r\n"
    return Letter("jobs@example.com", f"p{number}@example.com", head.encode() + body)


class TickingClock:
    def __init__(self):
        self.instant = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

    def now(self):
        self.instant += timedelta(milliseconds=1)
        return self.instant


@asynccontextmanager
async def smtp(_folder, extensions=("PIPELINING", "SMTPUTF8")):
    async with Relay() as relay:
        relay.script.extensions = extensions
        sender = SmtpSender(RelayUrl.parse(relay.url), hostname="worker.example.com")
        yield sender, lambda: [mail.content for mail in relay.mails]


@asynccontextmanager
async def smtp_step_by_step(folder):
    async with smtp(folder, extensions=()) as pair:
        yield pair


@asynccontextmanager
async def folder(path):
    sender = FolderSender(path / "mails", TickingClock())
    yield sender, lambda: [file.read_bytes() for file in sorted((path / "mails").glob("*.eml"))]


@pytest.fixture(params=[smtp, smtp_step_by_step, folder], ids=lambda each: each.__name__)
async def way_out(request, tmp_path):
    async with request.param(tmp_path) as pair:
        yield pair


async def test_a_letter_arrives_byte_for_byte(way_out):
    sender, arrived = way_out
    body = b".a dot\r\n..two\r\n\r\n.\r\nM\xc3\xbcsli\r\n" + b"x" * 70_000 + b"\r\n"
    channel = await sender.connect()

    assert await channel.offer(letter(1, body)) is None
    answer = await channel.deliver()
    await channel.leave()

    assert classify(answer).verdict is Verdict.ACCEPTED
    assert arrived() == [letter(1, body).content]


async def test_many_letters_leave_in_order_through_one_channel(way_out):
    sender, arrived = way_out
    letters = [letter(number) for number in range(50)]
    channel = await sender.connect()

    for each, following in zip(letters, [*letters[1:], None], strict=True):
        assert channel.usable
        assert await channel.offer(each) is None
        answer = await channel.deliver(following)
        assert classify(answer).verdict is Verdict.ACCEPTED
    await channel.leave()

    assert arrived() == [each.content for each in letters]


async def test_nothing_is_accepted_before_it_is_delivered(way_out):
    sender, arrived = way_out
    channel = await sender.connect()

    await channel.offer(letter(1))
    channel.close()
    await asyncio.sleep(0.05)

    assert arrived() == []
    assert not channel.usable


async def test_the_following_letter_is_only_announced(way_out):
    sender, arrived = way_out
    channel = await sender.connect()

    await channel.offer(letter(1))
    await channel.deliver(letter(2))
    await channel.leave()

    assert arrived() == [letter(1).content]


async def test_a_channel_is_fresh_until_it_is_asked_something(way_out):
    sender, _ = way_out
    channel = await sender.connect()
    before = channel.fresh

    await channel.offer(letter(1))

    assert (before, channel.fresh) == (True, False)
    channel.close()


async def test_the_same_letter_twice_is_two(way_out):
    sender, arrived = way_out
    for _ in range(2):
        channel = await sender.connect()
        await channel.offer(letter(1))
        await channel.deliver()
        await channel.leave()

    assert arrived() == [letter(1).content] * 2


async def test_leaving_twice_is_fine(way_out):
    sender, _ = way_out
    channel = await sender.connect()

    await channel.leave()
    await channel.leave()

    assert not channel.usable


async def test_files_sort_by_time_and_are_never_half_written(tmp_path):
    sender = FolderSender(tmp_path / "mails", TickingClock())
    channel = await sender.connect()
    for number in range(3):
        await channel.offer(letter(number))
        await channel.deliver()

    names = sorted(file.name for file in (tmp_path / "mails").iterdir())

    assert [name[:22] for name in names] == [f"20260302T093000.00{each}000" for each in (1, 2, 3)]
    assert all(name.endswith(".eml") for name in names)


async def test_a_folder_that_cannot_be_made_is_an_answer(tmp_path):
    (tmp_path / "mails").write_text("a file")

    answer = await FolderSender(tmp_path / "mails", TickingClock()).connect()

    assert isinstance(answer, Answer)
    assert answer.code is None


async def test_a_folder_that_vanished_defers_the_letter(tmp_path):
    channel = await FolderSender(tmp_path / "mails", TickingClock()).connect()
    (tmp_path / "mails").rmdir()
    await channel.offer(letter(1))

    answer = await channel.deliver()

    assert classify(answer).verdict is Verdict.DEFERRED
