"""The console speaks every language that letters and candidates' pages do, whole."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from muster.base.language import LANGUAGES

CONSOLE = Path(str(files("muster.edges.console")))
TRANSLATED = [language for language in LANGUAGES if language != "en"]
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "marked": None,
    "marked_plural": (1, 2),
}


def sentences() -> set[str | tuple[str, ...]]:
    """Return every msgid of templates and code; a tuple has a plural."""
    options = {"**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}
    found = set()
    for _, _, message, _, _ in extract_from_dir(
        CONSOLE, method_map=METHODS, options_map=options, keywords=KEYWORDS
    ):
        found.add(message if isinstance(message, str) else tuple(message[:2]))
    plurals = {one[0] for one in found if isinstance(one, tuple)}
    return found - plurals


def catalogue(language: str):
    with CONSOLE.joinpath("locale", f"{language}.po").open("rb") as source:
        return read_po(source, locale=language, abort_invalid=True)


def parts(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)[sd]|%%", text))


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_of_the_console_is_translated_and_none_is_left_over(language):
    assert {message.id for message in catalogue(language) if message.id} == sentences()


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_of_the_console_are_whole_and_keep_what_is_filled_in(language):
    for message in catalogue(language):
        if not message.id:
            continue
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(texts), message.id
        assert not message.fuzzy
        if isinstance(message.id, str):
            assert parts(message.string) == parts(message.id)
