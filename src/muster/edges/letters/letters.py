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

from jinja2 import UndefinedError
from markupsafe import escape

from muster.base.errors import InvalidError
from muster.base.language import catalogue, choose, instant
from muster.base.links import Links
from muster.base.signing import TOKEN_LENGTH, LinkClaim, LinkKind
from muster.edges.letters.headers import address, mailbox, tidy
from muster.edges.letters.notices import compose_notice
from muster.edges.letters.quoted import SOFT_BREAK, encode
from muster.edges.letters.skeleton import Skeleton, assemble
from muster.edges.letters.wording import TEMPLATES, Design, Step, Task
from muster.features.delivery import Letter, Message, Renderer, RenderError

_SKELETONS = 512
"""Kept at a time, about 12 kB each: one per organization, activity and language in use."""
_LONGEST_LINE = 75
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
_LINKS = {"invitation": LinkKind.INVITATION, "home": LinkKind.HOME}


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
            "invitation": self.invitation,
            "home": self.home,
            "stage": self.stage,
            "notice": self.notice,
        }
        """What renders each kind of message."""
        self._skeleton = lru_cache(maxsize=_SKELETONS)(self._assemble)

    def invitation(self, message: Message) -> Letter:
        """Return the letter with the link to one invitation.

        Raises:
            RenderError: the message cannot become a letter.
        """
        return self._render(message, LinkKind.INVITATION)

    def home(self, message: Message) -> Letter:
        """Return the letter with the link to a candidate's home, which lists the invitations.

        Raises:
            RenderError: the message cannot become a letter.
        """
        return self._render(message, LinkKind.HOME)

    def stage(self, message: Message) -> Letter:
        """Return the letter that the next stage of a track is open, with the track's link.

        Raises:
            RenderError: the message cannot become a letter.
        """
        return self._render(message, LinkKind.INVITATION)

    def notice(self, message: Message) -> Letter:
        """Return the letter to an employer about what somebody there should know.

        Raises:
            RenderError: the message cannot become a letter.
        """
        return self._checked(message, lambda recipient: self._notify(message, recipient))

    def _render(self, message: Message, kind: LinkKind) -> Letter:
        return self._checked(
            message, lambda recipient: self._fill(message, recipient, self._link(message, kind))
        )

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

    def _link(self, message: Message, kind: LinkKind) -> bytes:
        link = message.variables["link"]
        if _LINKS.get(link["kind"]) is not kind:
            raise RenderError("The link opens something else than the letter says")
        claim = LinkClaim(kind, message.organization_id, link["subject"], link["version"])
        url = self._links.url(claim)
        if len(url) <= _LONGEST_LINE:
            return url.encode()
        # Mail programs have cut links at soft breaks; one that is needed stands before the token.
        return encode(url[:-TOKEN_LENGTH]) + SOFT_BREAK + url[-TOKEN_LENGTH:].encode()

    def _fill(self, message: Message, recipient: str, link: bytes) -> bytes:
        variables = message.variables
        name = tidy(variables["name"])
        opens = _opens(message)
        design = _design(message.template, variables, named=bool(name), opens=opens)
        skeleton = self._skeleton(design)
        slots = _envelope(message, mailbox(name, recipient)) | {
            b"text_name": encode(name),
            b"html_name": encode(escape(name) if _MARKUP.search(name) else name),
            b"link": link,
            **_moment("deadline", variables["expires_at"], variables["time_zone"], design.language),
        }
        if opens:
            slots |= _moment(
                "opens", variables["opens_at"], variables["time_zone"], design.language
            )
        return _sealed(skeleton, slots)

    def _notify(self, message: Message, recipient: str) -> bytes:
        skeleton = compose_notice(message.template, message.variables, self._sender)
        return _sealed(skeleton, _envelope(message, mailbox("", recipient)))

    def _assemble(self, design: Design) -> Skeleton:
        return assemble(design, self._sender, catalogue(__package__, design.language))


def _envelope(message: Message, to: str) -> dict[bytes, bytes]:
    return {
        b"to": to.encode(),
        b"date": _date(message.created_at),
        b"uid": str(message.uid).encode(),
        b"kind": message.kind.encode(),
    }


def _sealed(skeleton: Skeleton, slots: Mapping[bytes, bytes]) -> bytes:
    content = skeleton.frame % slots
    if not skeleton.header.match(content):
        raise RenderError("The header block is not the expected one")
    return content


def _design(template: str, variables: Mapping[str, Any], *, named: bool, opens: bool) -> Design:
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
        opens,
        tuple(
            [Task(each["title"], each["kind"], each["minutes"]) for each in variables["activities"]]
        ),
        _step(variables),
    )


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
def _date(moment: datetime) -> bytes:
    return format_datetime(moment.astimezone(UTC)).encode()


@lru_cache(maxsize=4096)
def _moment(slot: str, iso: str, zone: str, language: str) -> dict[bytes, bytes]:
    """Return what the slots of a moment hold: the local time, and in parentheses its zone."""
    time, _, rest = instant(datetime.fromisoformat(iso), zone, language).partition(" (")
    words = {slot: time, f"{slot}_zone": f"({rest}"}
    text = {f"text_{name}".encode(): encode(value) for name, value in words.items()}
    return text | {f"html_{name}".encode(): encode(escape(value)) for name, value in words.items()}
