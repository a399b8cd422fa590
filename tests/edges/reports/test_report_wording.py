import re
from fractions import Fraction
from importlib.resources import files

import pytest
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from muster.base.language import LANGUAGES
from muster.edges.reports import wording

REPORTS = files("muster.edges.reports")
TRANSLATED = [language for language in LANGUAGES if language != "en"]
KEYWORDS = ("_", "say", "plural")


def sentences() -> set[str | tuple[str, ...]]:
    """Return every msgid of the templates and the modules; a tuple has a plural."""
    found = []
    for file in REPORTS.joinpath("templates").iterdir():
        if file.name.endswith(".html"):
            with file.open("rb") as source:
                found += babel_extract(source, ("_", "ngettext"), (), {})
    for file in REPORTS.iterdir():
        if file.name.endswith(".py"):
            with file.open("rb") as source:
                found += extract_python(source, KEYWORDS, (), {"encoding": "utf-8"})
    return {one for _, _, message, _ in found if (one := msgid(message))}


def msgid(message) -> str | tuple[str, ...]:
    parts = (message,) if isinstance(message, str) else message
    texts = tuple(part for part in parts if isinstance(part, str))
    return texts if len(texts) > 1 else "".join(texts)


def catalogue(language: str):
    with REPORTS.joinpath("locale", f"{language}.po").open("rb") as source:
        return read_po(source, locale=language, abort_invalid=True)


def parts(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]", text))


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated_and_none_is_left_over(language):
    assert {message.id for message in catalogue(language) if message.id} == sentences()


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_empty_or_fills_in_something_else(language):
    for message in catalogue(language):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        assert not (message.fuzzy and message.id)
        for text in texts:
            assert text, message.id
            # A language may leave the number out where its plural says it: one, two.
            assert parts(text) <= set().union(*map(parts, ids)), message.id
        if len(texts) == 1 and message.id:
            assert parts(texts[0]) == parts(ids[0])


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "72.5%"), ("de", "72,5\u00a0%"), ("fr", "72,5\u00a0%"), ("es", "72,5\u00a0%")],
)
def test_a_percentage_is_written_as_in_the_language(language, text):
    assert wording.percent(Fraction(725, 10), language) == text


def test_points_are_exact_up_to_two_decimals_and_else_rounded():
    shown = [wording.number(Fraction(points), "en") for points in ("2", "1.75", "4/3", "1/4")]
    assert shown == ["2", "1.75", "1.3", "0.25"]


def test_a_question_is_told_by_the_beginning_of_its_text():
    assert (
        wording.name_of("What do you write **first**?\n\nThink.")
        == "What do you write first? Think."
    )
    assert wording.name_of("it was long, " * 100).endswith((" it…", " was…", " long…"))
    assert len(wording.name_of("long" * 100)) == 91
