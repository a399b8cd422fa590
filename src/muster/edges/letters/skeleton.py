"""The bytes that all letters of a design share, encoded once."""

import re
from gettext import NullTranslations
from typing import NamedTuple

from muster.base.errors import InvalidError
from muster.edges.letters.calendar import entry
from muster.edges.letters.headers import address, block, mailbox, unstructured, without_address
from muster.edges.letters.quoted import frame
from muster.edges.letters.wording import Design, Wording, calendar_words, compose

HEADERS = (
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "MIME-Version",
    "Content-Type",
    "Content-Language",
    "Auto-Submitted",
    "X-Invite-Message",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
)
"""The headers of letters, in order; Reply-To only if the employer gave an address, and the last
two (RFC 8058) only where something can be stopped."""
_STOPPING = frozenset({"List-Unsubscribe", "List-Unsubscribe-Post"})

# The boundaries cannot occur in a body: quoted-printable never has "=_" or "=." (RFC 2045, 6.7).
_CALENDAR = b"""\
--=.%%(uid)b\r
Content-Type: multipart/alternative; boundary="=_%%(uid)b"\r
\r
%b\
--=.%%(uid)b\r
Content-Type: text/calendar; charset=utf-8; method=%b; name="deadline.ics"\r
Content-Disposition: attachment; filename="deadline.ics"\r
Content-Transfer-Encoding: quoted-printable\r
\r
%b\
--=.%%(uid)b--\r
"""

_BODY = b"""\
--=_%%(uid)b\r
Content-Type: text/plain; charset=utf-8\r
Content-Transfer-Encoding: quoted-printable\r
\r
%b\r
--=_%%(uid)b\r
Content-Type: text/html; charset=utf-8\r
Content-Transfer-Encoding: quoted-printable\r
\r
%b\r
--=_%%(uid)b--\r
"""


class Employer(NamedTuple):
    """Who writes, where answers go, and in which language."""

    name: str
    reply_to: str | None
    language: str


class Skeleton(NamedTuple):
    """A letter for ``frame % slots``, and what its header block must look like afterwards."""

    frame: bytes
    header: re.Pattern[bytes]


def assemble(
    design: Design, sender: str, translations: NullTranslations, public_url: str
) -> Skeleton:
    """Return the skeleton of a design for letters from the address ``sender``."""
    design = _reachable(design)
    employer = Employer(design.organization, design.reply_to, design.language)
    calendar = None
    if design.calendar is not None:
        organizer = (design.organization, sender)
        words = calendar_words(design, translations)
        text = entry(design.calendar, words, organizer, f"{public_url}/")
        calendar = (design.calendar.value.encode(), frame(text))
    return bind(employer, sender, compose(design, translations), calendar, stops=design.stops)


def bind(
    employer: Employer,
    sender: str,
    wording: Wording,
    calendar: tuple[bytes, bytes] | None = None,
    *,
    stops: bool = False,
) -> Skeleton:
    """Return the skeleton of a letter with these words from the address ``sender``.

    ``calendar`` is the method and the encoded text of an entry that it carries.
    """
    lines = _lines(employer, sender, wording.subject, mixed=calendar is not None)
    left_out = (set() if employer.reply_to else {"Reply-To"}) | (set() if stops else _STOPPING)
    names = [name for name in HEADERS if name not in left_out]
    head = "".join(lines[name] + "\r\n" for name in names) + "\r\n"
    body = _BODY % (frame(wording.text), frame(wording.html))
    if calendar is not None:
        method, text = calendar
        body = _CALENDAR % (body, method, text)
    return Skeleton(head.encode() + body, block(names))


def _lines(employer: Employer, sender: str, subject: str | None, *, mixed: bool) -> dict[str, str]:
    domain = sender.rpartition("@")[2]
    name = without_address(employer.name)
    form, mark = ("mixed", "=.") if mixed else ("alternative", "=_")
    return {
        "From": "From: " + _constant(mailbox(name, sender, used=len("From: "))),
        "To": "To: %(to)b",
        "Reply-To": f"Reply-To: {_constant(employer.reply_to or '')}",
        "Subject": "%(subject)b"
        if subject is None
        else _constant(unstructured("Subject", subject)),
        "Date": "Date: %(date)b",
        "Message-ID": f"Message-ID: <%(uid)b.%(kind)b@{domain}>",
        "MIME-Version": "MIME-Version: 1.0",
        "Content-Type": f'Content-Type: multipart/{form};\r\n boundary="{mark}%(uid)b"',
        "Content-Language": f"Content-Language: {employer.language}",
        "Auto-Submitted": "Auto-Submitted: auto-generated",
        "X-Invite-Message": "X-Invite-Message: %(uid)b",
        "List-Unsubscribe": "List-Unsubscribe: <%(stop_url)b>",
        "List-Unsubscribe-Post": "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    }


def _constant(text: str) -> str:
    return text.replace("%", "%%")


def _reachable(design: Design) -> Design:
    # A Reply-To in another script would ask every relay for SMTPUTF8; candidates can still read
    # such an address in the letter itself.
    if design.reply_to is None:
        return design
    try:
        reply_to = address(design.reply_to)
    except InvalidError:
        reply_to = ""
    if reply_to and reply_to.isascii():
        return design._replace(reply_to=reply_to)
    return design._replace(reply_to=None, contact=design.contact or design.reply_to)
