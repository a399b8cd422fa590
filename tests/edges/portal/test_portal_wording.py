import re
from datetime import UTC, datetime, timedelta
from importlib.resources import files

import pytest
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract
from markupsafe import Markup

from muster.base.language import LANGUAGES
from muster.edges.portal import wording

PORTAL = files("muster.edges.portal")
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TRANSLATED = [language for language in LANGUAGES if language != "en"]


def sentences() -> set[str | tuple[str, ...]]:
    """Return every msgid of the templates; a tuple has a plural."""
    found = set()
    for template in PORTAL.joinpath("templates").iterdir():
        with template.open("rb") as source:
            for _, _, message, _ in babel_extract(source, ("_", "ngettext"), (), {}):
                parts = (message,) if isinstance(message, str) else message
                texts = tuple(part for part in parts if isinstance(part, str))
                found.add(texts if len(texts) > 1 else texts[0])
    return found


def catalogue(language: str):
    with PORTAL.joinpath("locale", f"{language}.po").open("rb") as source:
        return read_po(source, locale=language, abort_invalid=True)


def parts(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)[sd]", text))


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated_and_none_is_left_over(language):
    assert {message.id for message in catalogue(language) if message.id} == sentences()


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_fuzzy_or_empty(language):
    for message in catalogue(language):
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        assert not (message.fuzzy and message.id)
        assert all(texts), message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_what_is_filled_in_and_its_isolation(language):
    for message in catalogue(language):
        if isinstance(message.id, str) and message.id:
            assert parts(message.string) == parts(message.id)
            for part in parts(message.id):
                isolated = f"<bdi>{part}</bdi>"
                assert isolated not in message.id or isolated in message.string


@pytest.mark.parametrize(
    ("language", "text", "zone"),
    [
        (
            "en",
            "Monday, March 16, 2026, 5:00\u202fPM",
            "Central European Standard Time (UTC+01:00)",
        ),
        ("de", "Montag, 16. März 2026, 17:00", "Mitteleuropäische Normalzeit (UTC+01:00)"),
        ("es", "lunes, 16 de marzo de 2026, 17:00", "hora estándar de Europa central (UTC+01:00)"),
    ],
)
def test_a_moment_has_weekday_time_and_zone(language, text, zone):
    moment = wording.moment(datetime(2026, 3, 16, 16, tzinfo=UTC), "Europe/Berlin", language)
    assert moment.text == text
    assert moment.zone == zone
    assert moment.iso == "2026-03-16T16:00:00Z"
    assert moment.offset == 60


def test_summer_time_is_that_of_the_moment():
    moment = wording.moment(datetime(2026, 7, 1, 12, tzinfo=UTC), "Europe/Berlin", "en")
    assert moment.offset == 120
    assert (
        "14:00" in wording.moment(datetime(2026, 7, 1, 12, tzinfo=UTC), "Europe/Berlin", "de").text
    )


def test_utc_is_called_utc():
    assert wording.moment(NOW, "UTC", "fr").zone == "UTC"


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(1, "1 minute"), (45, "45 minutes"), (60, "1 hour"), (70, "1 hour and 10 minutes")],
)
def test_a_duration_is_in_hours_and_minutes(minutes, text):
    assert wording.duration(minutes, "en") == text


@pytest.mark.parametrize(
    ("left", "days", "text"),
    [
        (timedelta(days=14), 14, "336 hours"),
        (timedelta(hours=48), 2, "48 hours"),
        (timedelta(hours=47, minutes=59), 1, "47 hours"),
        (timedelta(minutes=59, seconds=59), 0, "59 minutes"),
        (timedelta(seconds=20), 0, "1 minute"),
        (timedelta(seconds=-20), 0, "1 minute"),
    ],
)
def test_never_more_is_left_than_there_is(left, days, text):
    remaining = wording.remaining(NOW + left, NOW, "en")
    assert (remaining.days, remaining.text) == (days, text)
    assert remaining.soon == (days < 2)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", ["hour", "minute"])
def test_every_language_has_words_for_durations(language, unit):
    for number in (1, 2, 5, 13, 100):
        minutes = number * 60 if unit == "hour" else min(number, 59)
        assert "duration" not in wording.duration(minutes, language)


def test_an_arabic_duration_says_its_minutes_once():
    assert wording.duration(70, "ar") == "ساعة و10 دقائق"


def test_a_mail_address_and_its_subject_are_escaped_once():
    subject = Markup("Question – ") + "Tom & Jerry?"
    link = wording.mailto("jobs+new@bücher.example", subject)
    assert link == (
        "mailto:jobs%2Bnew@b%C3%BCcher.example?subject=Question%20%E2%80%93%20Tom%20%26%20Jerry%3F"
    )


@pytest.mark.parametrize(
    ("name", "letter"), [("juniper", "J"), ("«Ärzte»", "Ä"), ("مخابز", "م"), ("!!!", "·")]
)
def test_an_employer_without_a_logo_has_a_letter(name, letter):
    assert wording.initial(name) == letter
