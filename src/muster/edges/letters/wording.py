"""What a letter says: subject, text and HTML in a language, with slots for what is personal.

Templates are named by their version: a message keeps the version that it was queued with, so
that a second try has the bytes of the first. Sentences are msgids of ``locale/LANGUAGE.po``.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from gettext import NullTranslations
from textwrap import wrap
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from muster.base.language import catalogue, direction
from muster.edges.letters.calendar import Method
from muster.edges.letters.colours import NIGHT_CARD, NIGHT_PAGE, accent
from muster.edges.letters.headers import tidy
from muster.edges.letters.quoted import slot

TEMPLATES = {
    "invitation.1": "letter.1",
    "home.1": "letter.1",
    "stage.1": "letter.1",
    "reminder.1": "reminder.1",
    "deadline.1": "deadline.1",
    "refusal.1": "refusal.1",
    "withdrawal.1": "withdrawal.1",
}
"""Template versions that messages name, and the files that they are made of."""
_WIDTH = 76
_LOGO_WIDTH = 220
_LOGO_HEIGHT = 48
_EMPTY_LINES = re.compile(r"\n\s*\n")


class Task(NamedTuple):
    """An activity as a letter shows it: kind assessment, interview or track; minutes if known."""

    title: str
    kind: str
    minutes: int | None


class Step(NamedTuple):
    """The place of a stage: the title of its track, its number from 1, and how many there are."""

    track: str
    number: int
    total: int


class Logo(NamedTuple):
    """An employer's logo: where it is, and the pixels that a letter gives it."""

    url: str
    width: int
    height: int
    wide: bool
    """It has the name in it."""


class Design(NamedTuple):
    """All that letters have in common which differ only in their slots."""

    template: str
    language: str
    organization: str
    reply_to: str | None
    contact: str | None
    accent_color: str | None
    named: bool
    opens: bool
    tasks: tuple[Task, ...]
    step: Step | None = None
    started: bool = False
    calendar: Method | None = None
    """What the letter asks a calendar for, None where it has no entry."""
    stops: bool = False
    """It has a link that stops reminders."""
    logo: Logo | None = None
    worded: bool = False
    """Its words are the organization's own: they are a slot."""
    linked: bool = True
    """It has a link; a letter in built-in words knows that by its template."""


class Wording(NamedTuple):
    """A letter in words; ``text`` and ``html`` contain slots. None is a subject that is one."""

    subject: str | None
    text: str
    html: str


def fitting(url: str, width: int, height: int) -> Logo:
    """Return a logo made as large as letters have room for, its proportions kept."""
    factor = min(_LOGO_WIDTH / width, _LOGO_HEIGHT / height, 1)
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return Logo(url, *size, wide=width > 2 * height)


def compose(design: Design, translations: NullTranslations) -> Wording:
    """Return the words of a design; the only place that runs the templates.

    Raises:
        ValueError: it has no activity.
    """
    if not design.tasks:
        raise ValueError("a letter invites to something")
    shared = _variables(design)
    slots = {part: _slots(design, part) for part in ("text", "html")}
    if design.worded:
        return _compose_worded(design, translations, shared)
    return write(TEMPLATES[design.template], translations, shared, **slots)


def calendar_words(design: Design, translations: NullTranslations) -> tuple[str, str]:
    """Return summary and description of the calendar entry of a design."""
    known = _variables(design)
    summary, description = (
        tidy(_render(f"calendar.1.{part}", translations, known))
        for part in ("summary", "description")
    )
    return summary, description


def write(
    file: str,
    translations: NullTranslations,
    shared: Mapping[str, object],
    *,
    text: Mapping[str, object] | None = None,
    html: Mapping[str, object] | None = None,
) -> Wording:
    """Return the words of a template; what only its text or its HTML is given goes over the rest."""
    subject = tidy(_render(f"{file}.subject", translations, shared))
    known = {**shared, "subject": subject}
    plain = _render(f"{file}.txt", translations, {**known, **(text or {})})
    rich = _render(f"{file}.html", translations, {**known, **(html or {})})
    return Wording(subject, fold(_EMPTY_LINES.sub("\n\n", plain).strip()), dense(rich))


def render(file: str, language: str, variables: Mapping[str, object]) -> str:
    """Return what a template of ours says in a language, as it is."""
    return _render(file, catalogue(__package__, language), variables)


def fold(text: str) -> str:
    """Return the text with lines of at most 76 columns; an indented line stays indented."""
    return "\n".join(folded for line in text.split("\n") for folded in _fold_line(line))


def look(
    organization: str, language: str, accent_color: str | None, logo: Logo | None = None
) -> dict[str, object]:
    """Return what the layout of every letter needs: the employer's name and colours, direction."""
    name = tidy(organization)
    rtl = direction(language) == "rtl"
    return {
        "accent": accent(accent_color),
        "direction": "rtl" if rtl else "ltr",
        "initial": next((letter.upper() for letter in name if letter.isalnum()), ""),
        "language": language,
        "logo": logo,
        "night": {"page": NIGHT_PAGE, "card": NIGHT_CARD},
        "organization": name,
        "start": "right" if rtl else "left",
    }


def _compose_worded(
    design: Design, translations: NullTranslations, shared: Mapping[str, object]
) -> Wording:
    known = {**shared, "subject": shared["organization"], "linked": design.linked}
    parts = {
        part: known | _slots(design, part) | {"content": slot(f"{part}_content")}
        for part in ("text", "html")
    }
    plain = _render("worded.1.txt", translations, parts["text"])
    rich = _render("worded.1.html", translations, parts["html"])
    return Wording(None, fold(_EMPTY_LINES.sub("\n\n", plain).strip()), dense(rich))


def _variables(design: Design) -> dict[str, object]:
    return look(design.organization, design.language, design.accent_color, design.logo) | {
        "activities": [task._replace(title=tidy(task.title)) for task in design.tasks],
        "contact": design.contact and tidy(design.contact),
        "named": design.named,
        "reply": design.reply_to is not None,
        "started": design.started,
        "step": design.step and design.step._replace(track=tidy(design.step.track)),
    }


def _slots(design: Design, part: str) -> dict[str, str]:
    names = ("name", "deadline", "deadline_zone", "opens", "opens_zone")
    slots = {name: slot(f"{part}_{name}") for name in names}
    links = {"link": slot("link"), "stop": slot("stop") if design.stops else ""}
    return slots | {"opens": slots["opens"] if design.opens else ""} | links


def _render(file: str, translations: NullTranslations, variables: Mapping[str, object]) -> str:
    return _environment(translations).get_template(file).render(variables)


@lru_cache(maxsize=16)
def _environment(translations: NullTranslations) -> Environment:
    environment = Environment(
        loader=PackageLoader("muster.edges.letters"),
        autoescape=select_autoescape(["html"]),
        extensions=["jinja2.ext.i18n"],
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    # The extension adds this method when it is loaded, out of the type checker's sight.
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    return environment


def _fold_line(line: str) -> list[str]:
    if len(line) <= _WIDTH:
        return [line]
    indent = " " * (len(line) - len(line.lstrip(" ")))
    return wrap(
        line,
        _WIDTH,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def dense(html: str) -> str:
    """Return HTML without empty lines and indentation."""
    return "\n".join(line.strip() for line in html.splitlines() if line.strip())
