"""Opening a mail that anybody may have sent. Pure.

Python's parser takes time that grows with the square of some things, such as nested parts or the
parameters of one field. What no mail server writes is refused before it is parsed.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.parser import HeaderParser

from muster.features.delivery.bounces.model import LARGEST
from muster.features.delivery.outcomes import LONGEST_WORDS

_MOST_PARTS = 30
_LONGEST_FIELD = 8192
_NESTING = re.compile(rb"boundary\s*=|^content-type\s*:\s*message/", re.IGNORECASE | re.MULTILINE)
# Fields with parameters or lists of addresses, and the lines on which they go on.
_FIELD = re.compile(
    rb"^(?:content-[a-z-]{1,40}|x-failed-recipients|(?:original|final)-recipient)\s*:"
    rb"[^\n]*+(?:\n[ \t][^\n]*+)*+",
    re.IGNORECASE | re.MULTILINE,
)
_TOKENS = re.compile(r"[0-9A-Za-z]{40,}")
_BLANK_LINE = re.compile(r"\r?\n[ \t]*\r?\n")
_MOST_BLOCKS = 50
_STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})


def open_mail(content: bytes) -> Message | None:
    """Return the parsed mail, or None when it is built as no honest one is."""
    if sum(1 for _ in _NESTING.finditer(content)) > _MOST_PARTS:
        return None
    if any(len(found.group()) > _LONGEST_FIELD for found in _FIELD.finditer(content)):
        return None
    try:
        return message_from_bytes(content)
    except (ValueError, LookupError, RecursionError, AttributeError, TypeError):
        return None


def parts_of(mail: Message) -> list[Message]:
    """Return the mail and its parts, outer ones first."""
    return [part for part, _ in zip(mail.walk(), range(2 * _MOST_PARTS), strict=False)]


def field(part: Message, name: str) -> str:
    """Return a header as text on one line, "" without one; what cannot be printed is a space."""
    return printable(str(part.get(name, "")))


def printable(text: str) -> str:
    """Return text on one line that a database and a page can bear."""
    letters = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(letters.split())


def words_of(text: str) -> str:
    """Return as many words as are kept, without what might be the token of a personal link.

    Servers that write prose quote the letter, and links are nowhere stored.
    """
    return _TOKENS.sub("…", text)[:LONGEST_WORDS]


def status_blocks(part: Message) -> list[Message]:
    """Return the groups of fields of a part with delivery status (RFC 3464; RFC 6533)."""
    if part.get_content_type() not in _STATUS_TYPES:
        return []
    payload = part.get_payload()
    if not isinstance(payload, list):
        return _blocks(str(payload))
    blocks = [block for block in payload if isinstance(block, Message)]
    if part.get_content_type() == "message/global-delivery-status" and blocks:
        # The parser knows the older type only and takes all but the first group for a body.
        blocks += _blocks(str(blocks[0].get_payload()))
    return blocks[:_MOST_BLOCKS]


def feedback_blocks(part: Message) -> list[Message]:
    """Return the fields of a part with feedback (RFC 5965), which the parser takes for a mail's."""
    if part.get_content_type() != "message/feedback-report":
        return []
    payload = part.get_payload()
    if not isinstance(payload, list):
        return _blocks(str(payload))
    return [block for block in payload if isinstance(block, Message)]


def _blocks(text: str) -> list[Message]:
    chunks = [chunk for chunk in _BLANK_LINE.split(text) if chunk.strip()]
    return [HeaderParser().parsestr(chunk) for chunk in chunks[:_MOST_BLOCKS]]


def texts_of(mail: Message, content: bytes) -> Iterator[bytes]:
    """Yield the bytes of a mail, and those of its parts that were encoded."""
    yield content
    for part in parts_of(mail):
        encoding = field(part, "content-transfer-encoding").lower()
        if encoding in {"base64", "quoted-printable"} and not part.is_multipart():
            decoded = part.get_payload(decode=True)
            if isinstance(decoded, bytes):
                yield decoded[:LARGEST]
