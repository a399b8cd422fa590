"""The bytes that all letters of a design share, encoded once."""

import re
from gettext import NullTranslations
from typing import NamedTuple

from muster.base.errors import InvalidError
from muster.edges.letters.headers import address, block, mailbox, unstructured, without_address
from muster.edges.letters.quoted import frame
from muster.edges.letters.wording import Design, Wording, compose

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
)
"""The headers of every letter, in order; Reply-To only if the employer gave an address."""

# The boundary cannot occur in a body: quoted-printable never has "=_" (RFC 2045, 6.7).
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


def assemble(design: Design, sender: str, translations: NullTranslations) -> Skeleton:
    """Return the skeleton of a design for letters from the address ``sender``."""
    design = _reachable(design)
    employer = Employer(design.organization, design.reply_to, design.language)
    return bind(employer, sender, compose(design, translations))


def bind(employer: Employer, sender: str, wording: Wording) -> Skeleton:
    """Return the skeleton of a letter with these words from the address ``sender``."""
    domain = sender.rpartition("@")[2]
    name = without_address(employer.name)
    lines = {
        "From": "From: " + _constant(mailbox(name, sender, used=len("From: "))),
        "To": "To: %(to)b",
        "Reply-To": f"Reply-To: {_constant(employer.reply_to or '')}",
        "Subject": _constant(unstructured("Subject", wording.subject)),
        "Date": "Date: %(date)b",
        "Message-ID": f"Message-ID: <%(uid)b.%(kind)b@{domain}>",
        "MIME-Version": "MIME-Version: 1.0",
        "Content-Type": 'Content-Type: multipart/alternative;\r\n boundary="=_%(uid)b"',
        "Content-Language": f"Content-Language: {employer.language}",
        "Auto-Submitted": "Auto-Submitted: auto-generated",
        "X-Invite-Message": "X-Invite-Message: %(uid)b",
    }
    names = [each for each in HEADERS if employer.reply_to or each != "Reply-To"]
    head = "".join(lines[each] + "\r\n" for each in names) + "\r\n"
    body = _BODY % (frame(wording.text), frame(wording.html))
    return Skeleton(head.encode() + body, block(names))


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
