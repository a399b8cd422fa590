"""Letters in a customer's words: the values that these name, and the content they become."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from muster.base.language import catalogue
from muster.base.moments import instant
from muster.edges.letters import markup
from muster.edges.letters.headers import tidy
from muster.edges.letters.quoted import slot
from muster.edges.letters.wording import Design, Task, dense, look, render
from muster.features.delivery import Message, Value, Words, fill_words

_LONGEST_SUBJECT = 300


class Content(NamedTuple):
    """What a customer's words became for one candidate; ``text`` and ``html`` have the link's slot."""

    subject: str
    text: str
    html: str


def content_of(message: Message, words: Words, design: Design, public_url: str) -> Content:
    """Return the content of one letter.

    Raises:
        LetterTextError: the words cannot be used with these values.
    """
    subject, body = fill_words(words, _values(message, design))
    blocks = markup.read(body, _hosts(public_url, design.reply_to))
    label = _label(message.kind, design)
    known = look(design.organization, design.language, design.accent_color) | {
        "blocks": blocks,
        "label": label,
        "link": slot("link"),
    }
    html = dense(render("content.1.html", design.language, known))
    return Content(tidy(subject)[:_LONGEST_SUBJECT], markup.text_of(blocks, label), html)


def starter(kind: str, language: str) -> Words:
    """Return our own words for a kind of letter, as a text that a customer can change."""
    named = ("name", "organization", "activity", "track")
    known = {name: f"{{{{ {name} }}}}" for name in named} | {"kind": kind}
    subject, body = (render(f"starter.1.{part}", language, known) for part in ("subject", "txt"))
    lines = "\n".join(line.rstrip() for line in body.strip().splitlines())
    while "\n\n\n" in lines:
        lines = lines.replace("\n\n\n", "\n\n")
    return Words(kind, language, subject.strip(), lines)


def _values(message: Message, design: Design) -> Mapping[str, Value]:
    variables, step = message.variables, design.step
    titles = [tidy(task.title) for task in design.tasks]
    opens = variables["opens_at"] if design.opens else None
    return {
        "name": tidy(variables["name"]),
        "organization": tidy(design.organization),
        "activity": ", ".join(titles),
        "activities": titles,
        "details": _details(design.tasks[0], design.language),
        "minutes": design.tasks[0].minutes,
        "deadline": _moment(variables["expires_at"], variables["time_zone"], design.language),
        "opens": opens and _moment(opens, variables["time_zone"], design.language),
        "contact": design.contact and tidy(design.contact),
        "started": design.started,
        "track": step and tidy(step.track),
        "step": step and step.number,
        "steps": step and step.total,
    }


@lru_cache(maxsize=4096)
def _moment(iso: str, zone: str, language: str) -> str:
    return instant(datetime.fromisoformat(iso), zone, language)


@lru_cache(maxsize=1024)
def _details(task: Task, language: str) -> str:
    return tidy(render("details.1.txt", language, {"activity": task}))


def _label(kind: str, design: Design) -> str:
    """Return what the button is called where the text gives it no name."""
    say = catalogue(__package__, design.language).gettext
    if design.step:
        return say("Go to my next step")
    if kind == "reminder" and design.started:
        return say("Go on")
    return say("Open my invitations") if kind == "home" else say("Open my invitation")


@lru_cache(maxsize=1024)
def _hosts(public_url: str, reply_to: str | None) -> frozenset[str]:
    """Return where links may lead: to us, and to where the employer's own mail is."""
    ours = urlsplit(public_url).hostname or ""
    own = (reply_to or "").rpartition("@")[2].lower()
    return frozenset(filter(None, (ours, own)))
