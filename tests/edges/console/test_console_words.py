import re
from importlib.resources import files
from pathlib import Path

from muster.base.language import LANGUAGES, choose, spoken
from muster.edges.console.words import Words, marked_plural
from muster.edges.console.words_of_errors import MESSAGES

SOURCES = Path(str(files("muster")))


def test_the_words_of_errors_are_those_that_the_code_says():
    others = (file for file in SOURCES.rglob("*.py") if file.name != "words_of_errors.py")
    code = re.sub(r"\s+", " ", " ".join(file.read_text() for file in others))
    assert [one for one in MESSAGES if one not in code] == []
    assert len(set(MESSAGES)) == len(MESSAGES)


def test_a_language_without_a_catalogue_is_not_spoken():
    assert choose(["de", "fr"], {"en", "fr"}) == "fr"
    assert choose(["de"], {"en"}) == "en"
    assert spoken("muster.edges.style") == {"en"}
    assert spoken("muster.edges.portal") == set(LANGUAGES)


def test_sentences_are_filled_only_with_what_is_given():
    words = Words("en")
    assert words("100 % of %(name)s") == "100 % of %(name)s"
    assert words("%(name)s was removed.", name="100 %") == "100 % was removed."
    letters = marked_plural("%(num)s letter to %(name)s", "%(num)s letters to %(name)s")
    assert words.ngettext(*letters, 1, name="Ana") == "1 letter to Ana"
    assert words.ngettext(*letters, 1200, name="Ana") == "1,200 letters to Ana"
