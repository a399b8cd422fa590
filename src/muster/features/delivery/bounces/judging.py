"""What a delivery status means. Pure.

Sources: RFC 3464, 2.3.3 (actions), RFC 3463 (status codes: class, subject, detail), RFC 5965, 3.1
(feedback types). A report with the action *failed* is the end whatever its status says: a relay
that gives up after days writes ``failed`` and ``4.4.1``.
"""

import re

from muster.features.delivery.bounces.model import Notice
from muster.features.delivery.model import BounceKind

_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_REPLY = re.compile(r"\b([45])\d\d\b")
_ABOUT_THE_LETTER = frozenset({("3", "4"), ("2", "3")})  # too large: RFC 3463, 3.4 and 3.3
_COMPLAINTS = frozenset({"abuse", "fraud", "virus", "other", "opt-out", "opt-out-list"})


def status_of(status: str, diagnostic: str) -> str | None:
    """Return the enhanced status code; the diagnostic's, where the field says nothing but x.0.0."""
    field, said = _STATUS.search(status), _STATUS.search(diagnostic)
    if field and (field[2], field[3]) != ("0", "0"):
        return field.group()
    if said:
        return said.group()
    if field:
        return field.group()
    reply = _REPLY.search(diagnostic)
    return f"{reply[1]}.0.0" if reply else None


def judge(action: str, status: str | None) -> tuple[BounceKind, str, bool] | None:
    """Return kind, reason and whether it is final; None where nothing went wrong."""
    word = action.strip().lower()
    if word.startswith("delay"):
        return BounceKind.SOFT, "later", False
    if not word.startswith(("fail", "error")):  # some servers write "error", or a comment behind
        return None
    return (*_of_failure(status), True)


def _of_failure(status: str | None) -> tuple[BounceKind, str]:
    if status is None:
        return BounceKind.HARD, "address"
    grade, subject, detail = status.split(".")
    if (subject, detail) == ("2", "2"):
        return BounceKind.SOFT, "mailbox_full"
    if grade != "5":
        return BounceKind.SOFT, "timed_out"
    if subject == "7":
        return BounceKind.POLICY, "policy"
    if subject == "6" or (subject, detail) in _ABOUT_THE_LETTER:
        return BounceKind.POLICY, "refused"
    return BounceKind.HARD, "address"


def complaint(feedback: str, recipients: frozenset[str]) -> Notice | None:
    """Return the notice of a feedback type; None for those that complain about nothing."""
    if feedback.strip().lower() not in _COMPLAINTS:
        return None
    return Notice(BounceKind.COMPLAINT, "complained", final=True, recipients=recipients)
