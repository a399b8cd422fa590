"""Reading what mail servers write about letters: reports of delivery, complaints, free text. Pure.

First the forms that are made for machines (RFC 3464 and 6533 for delivery, RFC 5965 for
complaints), then the heuristics of flufl.bounce for servers that write prose.
"""

import hashlib
import logging
import re
from collections.abc import Sequence
from email.message import Message
from uuid import UUID

from flufl.bounce import all_failures

from muster.features.delivery.bounces.judging import complaint, judge, status_of
from muster.features.delivery.bounces.mime import (
    feedback_blocks,
    field,
    open_mail,
    parts_of,
    printable,
    status_blocks,
    texts_of,
    words_of,
)
from muster.features.delivery.bounces.model import LARGEST, Ignored, Notice, Report
from muster.features.delivery.model import BounceKind
from muster.features.delivery.outcomes import LONGEST_WORDS

# What the heuristics stumble over is a stranger's mail: it is ignored, and no line in a log.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL + 1)
# Heuristics look at every line in twenty ways; a report in prose is short.
_LARGEST_PROSE = 128 * 1024
_MOST_NAMES = 5
_MOST_NOTICES = 20
_NAME = re.compile(
    rb"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([a-z_]{1,30})@", re.IGNORECASE
)
_OUR_PATH = re.compile(r"<?bounce\+[0-9a-z]{48}@", re.IGNORECASE)
_KIND_OF_ADDRESS = re.compile(r"^\s*[\w-]+\s*;\s*")  # "rfc822; ada@example.com"


def read(content: bytes) -> Report | Ignored:
    """Return what a mail says about letters of ours, or why it is none of those that do."""
    if len(content) > LARGEST:
        return Ignored.TOO_LARGE
    mail = open_mail(content)
    if mail is None:
        return Ignored.UNREADABLE
    try:
        return _read(mail, content)
    except (ValueError, LookupError, RecursionError, AttributeError, TypeError):
        # The parser is lazy: what is broken shows when it is looked at.
        return Ignored.UNREADABLE


def _read(mail: Message, content: bytes) -> Report | Ignored:
    if "x-invite-message" in mail or _OUR_PATH.match(field(mail, "return-path")):
        return Ignored.OWN_LETTER
    blocks = [block for part in parts_of(mail) for block in status_blocks(part)]
    deliveries = [block for block in blocks if "action" in block]
    feedbacks = [block for part in parts_of(mail) for block in feedback_blocks(part)]
    if deliveries or feedbacks:
        notices: Sequence[Notice | None] = [*map(_notice, deliveries), *map(_complaint, feedbacks)]
    elif _is_reply(mail):
        return Ignored.AUTO_REPLY
    else:
        notices = _prose(mail, content)
    found = tuple(notice for notice in notices if notice is not None)[:_MOST_NOTICES]
    if not found:
        return Ignored.NO_BOUNCE
    return Report(_names(mail, content), found, _identity(mail, content))


def _notice(block: Message) -> Notice | None:
    diagnostic = field(block, "diagnostic-code")
    status = status_of(field(block, "status"), diagnostic)
    verdict = judge(field(block, "action"), status)
    if verdict is None:
        return None
    kind, reason, final = verdict
    addresses = (_address(block, "original-recipient"), _address(block, "final-recipient"))
    return Notice(
        kind=kind,
        reason=reason,
        final=final,
        status=status,
        words=words_of(_KIND_OF_ADDRESS.sub("", diagnostic)),
        recipients=frozenset(filter(None, addresses)),
    )


def _complaint(block: Message) -> Notice | None:
    address = _address(block, "original-rcpt-to")
    return complaint(field(block, "feedback-type"), frozenset({address} if address else ()))


def _is_reply(mail: Message) -> bool:
    """Tell a vacation notice (RFC 3834) from a report in prose; old Exim marks both the same."""
    automatic = field(mail, "auto-submitted").lower().startswith("auto-replied")
    return (
        automatic or "x-autoreply" in mail or "x-autorespond" in mail
    ) and "x-failed-recipients" not in mail


def _prose(mail: Message, content: bytes) -> Sequence[Notice]:
    if len(content) > _LARGEST_PROSE:
        return []
    if "@" not in field(mail, "from"):  # without which one of the heuristics fails, and with it all
        del mail["from"]
        mail["From"] = "MAILER-DAEMON@localhost"
    try:
        temporary, permanent = all_failures(mail)
    except Exception:  # noqa: BLE001 -- it guesses at bytes that anybody may have sent
        return []
    text = printable(_first_text(mail))
    return [
        *[_guess(address, "failed", text) for address in sorted(permanent)],
        *[_guess(address, "delayed", text) for address in sorted(temporary)],
    ]


def _guess(address: bytes, action: str, text: str) -> Notice:
    status = status_of("", text)
    kind, reason, final = judge(action, status) or (BounceKind.SOFT, "later", False)
    recipients = frozenset({address.decode("ascii", "replace").lower()})
    return Notice(kind, reason, final, status, _about(text, status), recipients, guessed=True)


def _about(text: str, status: str | None) -> str:
    """Return the words around a status code, or the first ones."""
    return words_of(text[max(0, text.find(status) - LONGEST_WORDS // 2) :] if status else text)


def _first_text(mail: Message) -> str:
    for part in parts_of(mail):
        if part.get_content_maintype() == "text" and not part.is_multipart():
            decoded = part.get_payload(decode=True)
            return decoded.decode("utf-8", "replace") if isinstance(decoded, bytes) else ""
    return ""


def _address(block: Message, name: str) -> str:
    text = _KIND_OF_ADDRESS.sub("", field(block, name)).strip().strip("<>").lower()
    return text if "@" in text else ""


def _names(mail: Message, content: bytes) -> tuple[tuple[UUID, str], ...]:
    found: dict[tuple[UUID, str], None] = {}
    for text in texts_of(mail, content):
        for match in _NAME.finditer(text):
            found[UUID(match[1].decode()), match[2].decode().lower()] = None
            if len(found) == _MOST_NAMES:
                return tuple(found)
    return tuple(found)


def _identity(mail: Message, content: bytes) -> bytes:
    """Return what is the same however often, and by whichever way, the report arrives."""
    name = field(mail, "message-id")
    return hashlib.sha256(name.encode() if name else content).digest()
