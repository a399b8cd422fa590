import pytest

from muster.base.language import LANGUAGES
from muster.base.signing import KeyRing, LinkFault
from muster.edges.letters import preview
from muster.edges.letters.preview import PreviewError


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["invitation", "home", "stage", "reminder", "deadline"])
def test_a_preview_is_a_letter_that_opens_nothing(kind, language, read):
    mail, text, _ = read(preview(kind, language))
    assert mail["Content-Language"] == language
    [url] = [line for line in text.split("\n") if line.startswith("https://muster.example.com/i/")]
    assert KeyRing({255: b"k" * 32, 1: b"k" * 32}).read(url[-48:]) is LinkFault.WRONG


def test_a_preview_is_the_same_every_time_and_takes_the_employers_colour():
    assert preview("home", "fr") == preview("home", "fr")
    assert b"#0f766e" in preview("home", "fr", accent_color="#0f766e")


@pytest.mark.parametrize(("kind", "language"), [("postcard", "en"), ("home", "tlh")])
def test_an_unknown_kind_or_language_is_named(kind, language):
    with pytest.raises(PreviewError, match="invitation, home, stage"):
        preview(kind, language)
