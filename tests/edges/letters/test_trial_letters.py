"""Letters that members send to themselves: those of candidates, marked as a test."""

from dataclasses import asdict, replace

import pytest

from muster.base.language import LANGUAGES
from muster.features.delivery import Words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_test_is_marked_in_its_subject_and_nowhere_else(language, letters, message, read):
    letter = message(locale=language, words=None)
    mail, text, _ = read(letters.renderers["test"](replace(letter, kind="test")).content)
    real, same, _ = read(letters.renderers["invitation"](letter).content)
    assert mail["Subject"] == f"[Test] {real['Subject']}"
    assert text == same


def test_a_test_is_in_the_organizations_own_words(letters, message, read):
    words = Words("invitation", "en", "Come to {{ activity }}", "Hello {{ name }}.\n\n{{ link }}")
    letter = replace(message(words=asdict(words)), kind="test")
    mail, text, _ = read(letters.renderers["test"](letter).content)
    assert mail["Subject"] == "[Test] Come to Customer support"
    assert "Hello Amélie Nguyễn." in text
