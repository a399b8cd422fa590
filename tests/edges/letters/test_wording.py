import re
from gettext import NullTranslations
from html import unescape
from importlib.resources import files

import pytest
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from muster.base.language import LANGUAGES, catalogue
from muster.edges.letters.wording import Design, Task, compose, fold

PACKAGE = "muster.edges.letters"
FOLDER = files(PACKAGE)
OTHERS = [language for language in LANGUAGES if language != "en"]
OPTIONS = {"trimmed": "true", "newstyle_gettext": "true"}
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
ACCENTS = str.maketrans("aceinouyACEINOUY", "áçëîñôüÿÁÇËÎÑÔÜŸ")
TASKS = {
    "assessment": (Task("Kundendienst", "assessment", 45),),
    "interview": (Task("Kundendienst", "interview", 1),),
    "track": (Task("Kundendienst", "track", None),),
    "several": (Task("Kundendienst", "assessment", 45), Task("Über Sie", "interview", 2)),
}


def design(language, tasks=TASKS["assessment"], **parts):
    known = {
        "template": "home.1",
        "language": language,
        "organization": "Lindenhof",
        "reply_to": "jobs@example.com",
        "contact": "+49 30 5550 0100",
        "accent_color": "#0f766e",
        "named": True,
        "opens": True,
        "tasks": tasks,
    }
    return Design(**(known | parts))


def english():
    """Every msgid of the templates: a string, or a tuple of singular and plural."""
    found = set()
    for template in (FOLDER / "templates").iterdir():
        with template.open("rb") as source:
            for _, function, message, _ in babel_extract(
                source, ["gettext", "ngettext"], [], OPTIONS
            ):
                words = (message,) if isinstance(message, str) else message
                found.add(tuple(words[:2]) if function == "ngettext" else words[0])
    return found


def entries(language):
    with (FOLDER / "locale" / f"{language}.po").open("rb") as source:
        return [entry for entry in read_po(source, locale=language) if entry.id]


class PseudoLocale(NullTranslations):
    """Every sentence accented and four tenths longer; whatever stays plain is not translated."""

    def gettext(self, message):
        return self._longer(message)

    def ngettext(self, one, many, count):
        return self._longer(one if count == 1 else many)

    def _longer(self, message):
        pieces = re.split(r"(%\(\w+\)s)", message)
        accented = "".join(
            piece if PLACEHOLDER.fullmatch(piece) else piece.translate(ACCENTS) for piece in pieces
        )
        return accented + " ééé" * (len(message) // 10)


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_translated_and_nothing_else_is(language):
    translated = {message.id for message in entries(language)}
    assert translated == english()


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_is_empty_or_uncertain(language):
    for message in entries(language):
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(form.strip() for form in forms), message.id
        assert "fuzzy" not in message.flags


@pytest.mark.parametrize("language", OTHERS)
def test_translations_have_the_placeholders_of_the_original(language):
    for message in entries(language):
        plural = message.pluralizable
        original = set(PLACEHOLDER.findall(message.id[1] if plural else message.id))
        for form in message.string if plural else (message.string,):
            found = set(PLACEHOLDER.findall(form))
            # Arabic says one and two without a number.
            assert found == original or (plural and found == original - {"num"}), form


@pytest.mark.parametrize("language", OTHERS)
def test_translations_hold_no_markup_and_no_direction_marks(language):
    for message in entries(language):
        assert not re.search("[<>&\u200e\u200f\u202a-\u202e\u2066-\u2069]", str(message.string))


@pytest.mark.parametrize(
    ("language", "minutes", "words"),
    [
        ("en", 1, "about 1 minute\n"),
        ("en", 45, "about 45 minutes\n"),
        ("de", 1, "etwa 1 Minute\n"),
        ("fr", 45, "environ 45 minutes\n"),
        ("ar", 1, "دقيقة واحدة تقريبًا"),
        ("ar", 2, "دقيقتان تقريبًا"),
        ("ar", 5, "5 دقائق تقريبًا"),
        ("ar", 45, "45 دقيقة تقريبًا"),
        ("ar", 100, "100 دقيقة تقريبًا"),
    ],
)
def test_minutes_are_counted_as_the_language_counts(language, minutes, words):
    made = compose(
        design(language, (Task("X", "assessment", minutes),)), catalogue(PACKAGE, language)
    )
    assert words in made.text
    assert words.strip() in made.html


@pytest.mark.parametrize("tasks", TASKS.values(), ids=TASKS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_text_is_narrow_and_what_differs_stands_alone(language, tasks):
    text = compose(design(language, tasks), catalogue(PACKAGE, language)).text
    assert max(map(len, text.split("\n"))) <= 76
    assert "\0link\0" in text.split("\n")
    assert "  \0text_deadline\0" in text.split("\n")
    assert "  \0text_opens_zone\0" in text.split("\n")
    assert "\n\n\n" not in text
    for task in tasks:
        assert f"  {task.title}" in text.split("\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_html_fetches_nothing_and_names_language_and_direction(language):
    html = compose(design(language), catalogue(PACKAGE, language)).html
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in html
    assert not re.search(r"<(img|script|link|iframe|form)\b|src=|url\(|@import|https?:", html)
    assert re.findall(r'href="([^"]*)"', html) == ["\0link\0", "\0link\0"]
    assert '<p dir="ltr"' in html
    assert len(html) < 12_000


def test_html_isolates_what_may_run_the_other_way():
    html = compose(design("ar", contact="+49 30 5550 0100"), catalogue(PACKAGE, "ar")).html
    for words in ("Lindenhof", "Kundendienst", "+49 30 5550 0100", "\0html_name\0"):
        bare = html.replace(f'<bdi dir="auto">{words}</bdi>', "").partition("<body")[2]
        assert words not in bare


def test_html_escapes_what_people_wrote():
    parts = {"organization": "<b>Acme & Söhne</b>", "contact": '"><script>'}
    wording = compose(design("en", (Task("1 < 2", "track", None),), **parts), NullTranslations())
    assert "&lt;b&gt;Acme &amp; Söhne&lt;/b&gt;" in wording.html
    assert "1 &lt; 2" in wording.html
    assert "<script>" not in wording.html
    assert "1 < 2" in wording.text
    assert wording.subject == "Invitation from <b>Acme & Söhne</b>: 1 < 2"


@pytest.mark.parametrize("tasks", TASKS.values(), ids=TASKS)
@pytest.mark.parametrize(
    "asked", [("a@example.com", "Tür 7"), ("a@example.com", None), (None, "Tür 7"), (None, None)]
)
def test_the_pseudo_locale_reaches_every_word_and_breaks_nothing(tasks, asked):
    reply_to, contact = asked
    made = design("en", tasks, reply_to=reply_to, contact=contact)
    wording = compose(made, PseudoLocale())
    assert max(map(len, wording.text.split("\n"))) <= 76
    assert {"\0link\0", "  \0text_deadline\0"} <= set(wording.text.split("\n"))
    visible = re.sub(r"<style>.*?</style>|<[^>]+>", " ", wording.html, flags=re.DOTALL)
    for words in (wording.subject, wording.text, unescape(visible)):
        plain = re.sub("\0\\w+\0|Lindenhof|Kundendienst|Über Sie|Tür 7", "", words)
        # Each English word of three letters has one that the pseudo-locale accents.
        assert not re.findall(r"\b[a-z]*[aceinouy][a-z]*\b", plain, re.IGNORECASE | re.ASCII)


def test_folding_keeps_the_indent_and_never_cuts_a_word():
    assert (
        fold("  " + "word " * 20) == "  " + ("word " * 15).strip() + "\n  " + ("word " * 5).strip()
    )
    assert fold("x" * 200) == "x" * 200
