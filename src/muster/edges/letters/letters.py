"""The renderers that delivery calls for each mail: they fill a skeleton, and nothing else.

This is the path that bounds how many letters a worker sends a second (DESIGN 12), hence no
template, no MIME object and no re-encoding of what does not change.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import Any

import structlog
from jinja2 import UndefinedError
from markupsafe import escape

from muster.base.errors import InvalidError
from muster.base.language import catalogue, choose
from muster.base.links import Links
from muster.base.moments import instant
from muster.base.signing import TOKEN_LENGTH, LinkClaim, LinkKind
from muster.edges.letters import calendar, members, trial
from muster.edges.letters.calendar import Method
from muster.edges.letters.headers import address, mailbox, tidy, unstructured
from muster.edges.letters.notices import compose_notice
from muster.edges.letters.quoted import SOFT_BREAK, encode, frame
from muster.edges.letters.skeleton import Skeleton, assemble
from muster.edges.letters.worded import Content, content_of
from muster.edges.letters.wording import TEMPLATES, Design, Logo, Step, Task, fitting
from muster.features.delivery import (
    Letter,
    LetterTextError,
    Message,
    Renderer,
    RenderError,
)

_log = structlog.get_logger(__name__)

_SKELETONS = 512
"""Kept at a time, about 12 kB each: one per organization, activity and language in use."""
_LONGEST_LINE = 75
_UUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MARKUP = re.compile("[&<>\"']")
_UNUSABLE = (
    InvalidError,
    AttributeError,
    LookupError,
    OverflowError,
    TypeError,
    UndefinedError,
    ValueError,
)
_LINKS = {
    "invitation": LinkKind.INVITATION,
    "home": LinkKind.HOME,
    "stage": LinkKind.INVITATION,
    "reminder": LinkKind.INVITATION,
    "deadline": LinkKind.INVITATION,
}
"""Which link a letter of a kind has."""
_LINKLESS = frozenset({"refusal", "withdrawal"})


class Letters:
    """Renders messages into mails; ``mail_from`` is the address that they come from."""

    def __init__(self, links: Links, mail_from: str) -> None:
        """Take what makes links, and the sender.

        Raises:
            BadAddressError: ``mail_from`` is not an address.
        """
        self._links = links
        self._sender = address(mail_from)
        self.renderers: Mapping[str, Renderer] = {
            **dict.fromkeys(_LINKS, self.invitation),
            **dict.fromkeys(_LINKLESS, self.invitation),
            **dict.fromkeys(members.KINDS, self.member),
            "notice": self.notice,
            trial.KIND: trial.trial(self.invitation),
        }
        """What renders each kind of message."""
        self._skeleton = lru_cache(maxsize=_SKELETONS)(self._assemble)

    def invitation(self, message: Message) -> Letter:
        """Return a letter to a candidate about an invitation, with its link if it has one.

        Raises:
            RenderError: the message cannot become a letter.
        """
        return self._checked(message, lambda recipient: self._fill(message, recipient))

    def notice(self, message: Message) -> Letter:
        """Return the letter to an employer about what somebody there should know.

        Raises:
            RenderError: the message cannot become a letter.
        """
        return self._checked(message, lambda recipient: self._notify(message, recipient))

    def member(self, message: Message) -> Letter:
        """Return a letter to a member, with the link that lets them in.

        Raises:
            RenderError: the message cannot become a letter.
        """
        return self._checked(message, lambda recipient: self._let_in(message, recipient))

    def _checked(self, message: Message, fill: Callable[[str], bytes]) -> Letter:
        try:
            recipient = address(message.recipient)
            content = fill(recipient)
        except RenderError:
            raise
        except _UNUSABLE as error:
            # Neither the address nor the link may reach a log: the sentence quotes no value, and
            # the cause is cut off because its own words might.
            raise RenderError(f"The message cannot be used: {type(error).__name__}") from None
        return Letter(self._sender, recipient, content)

    def _fill(self, message: Message, recipient: str) -> bytes:
        variables = message.variables
        name = tidy(variables["name"])
        design = _design(message, self._links.public_url, named=bool(name))
        content = self._content(message, design)
        if content is not None:
            linked = message.kind not in _LINKLESS
            design = design._replace(worded=True, linked=linked, named=False, opens=False)
        language, zone = design.language, variables["time_zone"]
        slots = _envelope(message, mailbox(name, recipient)) | {
            b"text_name": encode(name),
            b"html_name": encode(escape(name) if _MARKUP.search(name) else name),
            **_deadline(variables["expires_at"], zone, language),
        }
        if message.kind not in _LINKLESS:
            slots[b"link"] = _encoded(self._link(message, "link", _LINKS[message.kind]))
        if design.opens:
            slots |= _moment("opens", variables["opens_at"], zone, language)
        if design.stops:
            url = self._link(message, "stop", LinkKind.REMINDERS)
            slots |= {b"stop": _encoded(url), b"stop_url": url.encode()}
        if design.calendar is not None:
            slots |= _calendar(variables["calendar"])
        if content is not None:
            slots |= _contents(content, slots)
        return _sealed(self._skeleton(design), slots)

    def _content(self, message: Message, design: Design) -> Content | None:
        """Return what the employer's own words became; ours stand in for what cannot be used."""
        words = message.words
        if words is None or words.language != design.language:
            return None
        try:
            return content_of(message, words, design, self._links.public_url)
        except LetterTextError:
            # They were tried before they were kept, and what ends them does so at every try.
            _log.warning("a letter's own words cannot be used", kind=message.kind)
            return None

    def _link(self, message: Message, name: str, kind: LinkKind) -> str:
        link = message.variables[name]
        if link["kind"] != kind.name.lower():
            raise RenderError("The link opens something else than the letter says")
        claim = LinkClaim(kind, message.organization_id, link["subject"], link["version"])
        return self._links.url(claim)

    def _notify(self, message: Message, recipient: str) -> bytes:
        skeleton = compose_notice(message.template, message.variables, self._sender)
        return _sealed(skeleton, _envelope(message, mailbox("", recipient)))

    def _let_in(self, message: Message, recipient: str) -> bytes:
        variables = message.variables
        skeleton = members.compose_member_letter(message.template, variables, self._sender)
        link = {b"link": _encoded(self._link(message, "link", LinkKind.MEMBER))}
        to = mailbox(tidy(variables["name"]), recipient)
        return _sealed(skeleton, _envelope(message, to) | link)

    def _assemble(self, design: Design) -> Skeleton:
        translations = catalogue(__package__, design.language)
        return assemble(design, self._sender, translations, self._links.public_url)


def _envelope(message: Message, to: str) -> dict[bytes, bytes]:
    return {
        **_dates(message.created_at),
        b"to": to.encode(),
        b"uid": str(message.uid).encode(),
        b"kind": message.kind.encode(),
    }


def _contents(content: Content, slots: Mapping[bytes, bytes]) -> dict[bytes, bytes]:
    return {
        b"subject": unstructured("Subject", content.subject).encode(),
        b"text_content": frame(content.text).removesuffix(b"\r\n") % slots,
        b"html_content": frame(content.html).removesuffix(b"\r\n") % slots,
    }


def _sealed(skeleton: Skeleton, slots: Mapping[bytes, bytes]) -> bytes:
    content = skeleton.frame % slots
    if not skeleton.header.match(content):
        raise RenderError("The header block is not the expected one")
    return content


def _encoded(url: str) -> bytes:
    if len(url) <= _LONGEST_LINE:
        return url.encode()
    # Mail programs have cut links at soft breaks; one that is needed stands before the token.
    return encode(url[:-TOKEN_LENGTH]) + SOFT_BREAK + url[-TOKEN_LENGTH:].encode()


def _calendar(entry: Mapping[str, Any]) -> dict[bytes, bytes]:
    uid, sequence = entry["uid"], entry["sequence"]
    if not _UUID.fullmatch(uid) or not isinstance(sequence, int):
        raise RenderError("The calendar entry has no number")
    return {b"calendar_uid": uid.encode(), b"calendar_sequence": b"%d" % sequence}


def _design(message: Message, public_url: str, *, named: bool) -> Design:
    template, variables = message.template, message.variables
    if template not in TEMPLATES:
        raise RenderError(f"There is no template {template}")
    return Design(
        template,
        _language(variables["locale"]),
        variables["organization"],
        variables["reply_to"],
        variables["contact"],
        variables["accent_color"],
        named,
        _opens(message),
        tuple(
            [Task(each["title"], each["kind"], each["minutes"]) for each in variables["activities"]]
        ),
        _step(variables),
        variables.get("started", False),
        _method(message),
        "stop" in variables,
        _logo(variables.get("logo"), public_url),
    )


def _logo(logo: Mapping[str, Any] | None, public_url: str) -> Logo | None:
    if logo is None:
        return None
    return fitting(f"{public_url}{logo['path']}", logo["width"], logo["height"])


def _method(message: Message) -> Method | None:
    # Letters that were queued before there were entries have none.
    if not message.variables.get("calendar"):
        return None
    return Method.CANCEL if message.kind == "withdrawal" else Method.PUBLISH


def _step(variables: Mapping[str, Any]) -> Step | None:
    track = variables.get("track")
    return Step(track["title"], track["number"], track["count"]) if track else None


def _opens(message: Message) -> bool:
    # What had opened when the message was queued is not worth a line.
    opens_at = message.variables["opens_at"]
    return opens_at is not None and datetime.fromisoformat(opens_at) > message.created_at


@lru_cache(maxsize=256)
def _language(locale: str | None) -> str:
    return choose([locale])


@lru_cache(maxsize=1024)
def _dates(moment: datetime) -> dict[bytes, bytes]:
    # The calendar's stamp is the letter's date: a retry has the same bytes.
    date = format_datetime(moment.astimezone(UTC)).encode()
    return {b"date": date, b"calendar_stamp": calendar.stamp(moment)}


@lru_cache(maxsize=4096)
def _deadline(iso: str, zone: str, language: str) -> dict[bytes, bytes]:
    hours = calendar.hours(datetime.fromisoformat(iso))
    return _moment("deadline", iso, zone, language) | hours


@lru_cache(maxsize=4096)
def _moment(slot: str, iso: str, zone: str, language: str) -> dict[bytes, bytes]:
    """Return what the slots of a moment hold: the local time, and in parentheses its zone."""
    time, _, rest = instant(datetime.fromisoformat(iso), zone, language).partition(" (")
    words = {slot: time, f"{slot}_zone": f"({rest}"}
    text = {f"text_{name}".encode(): encode(value) for name, value in words.items()}
    return text | {f"html_{name}".encode(): encode(escape(value)) for name, value in words.items()}
