"""Which language to speak, and how it writes an instant."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.base import language

MORNING = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wishes", "chosen"),
    [
        ([], "en"),
        ([None, ""], "en"),
        (["de"], "de"),
        (["de-AT"], "de"),
        (["DE_at"], "de"),
        (["ar-EG-u-nu-arab"], "ar"),
        (["ja", "fr-CA", "de"], "fr"),
        (["ja", "zh"], "en"),
        (["deutsch"], "en"),
        ([None, "es-419"], "es"),
    ],
)
def test_the_first_language_that_we_speak_is_chosen(wishes, chosen):
    assert language.choose(wishes) == chosen


@pytest.mark.parametrize(
    ("header", "tags"),
    [
        ("", []),
        ("de", ["de"]),
        ("de-CH,fr;q=0.9,en;q=0.8", ["de-CH", "fr", "en"]),
        ("en;q=0.2, fr ; q=0.7 , de; q=0.9", ["de", "fr", "en"]),
        ("en,de", ["en", "de"]),
        ("en;q=0,de", ["de"]),
        ("en;q=much,de;q=nan,fr", ["fr"]),
        (",,;q=1,", []),
    ],
)
def test_wishes_of_a_browser_are_ranked(header, tags):
    assert language.accepted(header) == tags


@given(st.text(max_size=200))
def test_any_header_is_read(header):
    assert language.choose(language.accepted(header)) in language.LANGUAGES


@pytest.mark.parametrize(
    "tag", ["en", "de-AT", "pt_BR", "zh-Hant-TW", "es-419", "no-NO", "fil", "yue", "EN", "tlh"]
)
def test_a_tag_of_a_real_language_is_known(tag):
    assert language.is_known(tag)


@pytest.mark.parametrize(
    "tag",
    [
        "",
        "zz",
        "xx-YY",
        "klingon",
        "de--AT",
        "de-",
        "-",
        "d",
        "de AT",
        "de\n",
        "дe",
        "\0",
        "a" * 1000,
    ],
)
def test_other_tags_are_not(tag):
    assert not language.is_known(tag)


@given(st.text())
def test_no_tag_is_an_error(tag):
    assert language.is_known(tag) in {True, False}


@pytest.mark.parametrize(
    ("spoken", "expected"),
    [("en", "ltr"), ("de", "ltr"), ("es", "ltr"), ("fr", "ltr"), ("ar", "rtl")],
)
def test_arabic_runs_from_right_to_left(spoken, expected):
    assert language.direction(spoken) == expected


@pytest.mark.parametrize("spoken", [one for one in language.LANGUAGES if one != "en"])
def test_a_catalogue_is_compiled_from_its_source(spoken):
    catalogue = language.catalogue("muster.edges.letters", spoken)

    assert catalogue.info()["language"] == spoken
    assert language.catalogue("muster.edges.letters", spoken) is catalogue


@pytest.mark.parametrize("spoken", ["en", "ja"])
def test_without_a_catalogue_the_sources_are_spoken(spoken):
    assert language.catalogue("muster.edges.letters", spoken).gettext("Hello") == "Hello"
