"""Texts of letters: what is refused, what they become, and that a queued letter keeps its own."""

import asyncio
import itertools
import time

import pytest
from delivery_samples import draft

from employers import make_employer
from muster.base.ids import new_uid
from muster.features import delivery, journal
from muster.features.delivery import LetterTextError, Words
from muster.features.delivery.dispatch.actions import claim
from muster.features.delivery.model import Lane
from muster.features.delivery.texts import LINK_MARK, fill_words
from muster.features.delivery.texts.model import UnknownLetterTextError
from muster.storage.postgres import Role

DOUBLING = "{% assign x = 'aaaaaaaaaa' %}" + "{% assign x = x | append: x %}" * 60


def words(body="Hello {{ name }}, {{ link }}", *, kind="invitation", language="en", subject="Hi"):
    return Words(kind, language, subject, body)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("Hello {{ name }}", "Put {{ link }}"),
        ("{{ link }} and {{ link }}", "once only"),
        ("{% for a in activities %}{{ link }}{% endfor %}", "once only"),
        ("{% if started %}{{ link }}{% endif %}", "Put {{ link }}"),
        ("{{ link }}\n\n{{ nmae }}", "Line 3: there is no “nmae”"),
        ("{{ link }}{{ name.__class__ }}", "Line 1: there is no “name.__class__”"),
        ("{{ link }}{% include 'passwords' %}", "unexpected tag 'include'"),
        ("{{ link }}{% render 'passwords' %}", "unexpected tag 'render'"),
        ("{{ link }}{% capture x %}a{% endcapture %}", "unexpected tag 'capture'"),
        ("{{ link }}\n{{ name | replace: 'a', 'bbbb' }}", "Line 2: unknown filter"),
        ("{{ link }}{{ 9 | times: 9 }}", "unknown filter"),
        ("{{ link }}{% if name %}", "endif"),
        ("{{ link }}{% assign name = 'x' %}", "a meaning already"),
        ("{{ link }}{% for i in (1..100000000) %}x{% endfor %}", "limit"),
        ("{{ link }}" + DOUBLING, "limit"),
        ("{{ link }}" + "{% if name %}" * 30 + "{% endif %}" * 30, "nest"),
        ("{{ link }}{{ 1" + "0" * 5000 + " }}", "limit"),
        ("{{ link }}" + "x" * 20_000, "20,000 characters"),
        ("{{ link }}\x07", "control characters"),
        ("", "Write something"),
    ],
)
async def test_a_text_that_not_everybody_could_be_sent_is_refused_at_once(body, why):
    began = time.process_time()  # its neighbours' work does not count
    with pytest.raises(LetterTextError) as refusal:
        await delivery.check_words(words(body))
    assert why in refusal.value.message
    assert refusal.value.field == "body"
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "subject", ["", "a\nb", "{{ link }}", "{{ nobody }}", "{% if name %}{{ name }}{% endif %}"]
)
async def test_a_subject_is_one_line_that_everybody_has(subject):
    with pytest.raises(LetterTextError) as refusal:
        await delivery.check_words(words(subject=subject))
    assert refusal.value.field == "subject"


async def test_letters_without_a_link_have_none():
    await delivery.check_words(words("Thank you.", kind="refusal"))
    with pytest.raises(LetterTextError, match="no link"):
        await delivery.check_words(words(kind="refusal"))


async def test_a_text_is_slow_when_it_is_slow_twice():
    pauses = iter([0, 1.0])  # the garbage collector's turn, once
    await delivery.check_words(words(), seconds=lambda: next(pauses, 1.0))
    ever_later = itertools.count()
    with pytest.raises(LetterTextError, match="takes too long"):
        await delivery.check_words(words(), seconds=lambda: next(ever_later))


def test_values_are_never_markup():
    hostile = f"<b>*a*</b> [x](http://e.example.org) {LINK_MARK} &amp; # 1. `c`"
    subject, body = fill_words(words("{{ name }}", subject="{{ name }}"), {"name": hostile})
    assert subject == hostile.replace(LINK_MARK, "")
    assert not set(body) & set("<>*[]()`_" + LINK_MARK)


async def test_a_queued_letter_keeps_the_words_it_was_queued_with(database, organization, clock):
    keep = {"actor": "member:mem_x", "clock": clock}
    first = await delivery.write_text(database, organization, words("One {{ link }}"), **keep)
    await queue(database, organization, clock, draft(1, locale="en"), draft(2, locale="de"))
    await delivery.write_text(database, organization, words("Two {{ link }}"), **keep)
    await queue(database, organization, clock, draft(3, locale="en"))
    assert await delivery.take_back_text(database, organization, "invitation", "en", **keep)
    await queue(database, organization, clock, draft(4, locale="en"))
    said = await claimed(database, clock)
    assert {number: one and one.body for number, one in said.items()} == {
        1: "One {{ link }}",
        2: None,
        3: "Two {{ link }}",
        4: None,
    }
    await delivery.restore_text(database, organization, first.id, **keep)
    assert [one.id for one in await delivery.texts_in_use(database, organization)] == [first.id]
    events = await journal.read_feed(database, organization, after=0, limit=100)
    told = [one.type for one in events if one.subject_kind == "letter_text"]
    assert told == [
        "letter_text.written",
        "letter_text.written",
        "letter_text.taken_back",
        "letter_text.written",
    ]


async def test_texts_of_others_are_not_found(database, organization, clock):
    keep = {"actor": "member:mem_x", "clock": clock}
    text = await delivery.write_text(database, organization, words(), **keep)
    with pytest.raises(UnknownLetterTextError):
        await delivery.restore_text(database, organization + 1, text.id, **keep)


async def queue(database, organization, clock, *drafts):
    async with database.transaction(organization) as connection:
        await delivery.enqueue(connection, organization, drafts, now=clock.now())


async def claimed(database, clock):
    found = await claim(
        database.acting_as(Role.WORKER), Lane.MAIL, most=20, rate=0, now=clock.now()
    )
    return {message.reference: message.words for message in found.messages}


async def test_two_who_save_at_once_leave_one_text_in_use(committing_database, clock):
    database = committing_database
    tenant = (await make_employer(database, clock, f"texts-{new_uid().hex[:6]}")).organization.id

    async def save(number: int):
        body = f"Number {number} {{{{ link }}}}"
        await delivery.write_text(database, tenant, words(body), actor="m", clock=clock)

    await asyncio.gather(*map(save, range(6)))
    (kept,) = await delivery.texts_in_use(database, tenant)
    assert kept.words.body.startswith("Number")
