"""What the journal is told about messages: never an address."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from muster.features.journal import Fact

ACTOR = "delivery"


def ended(state: str, message: int, kind: str, reference: int, reason: str | None = None) -> Fact:
    """Return the fact that a message reached a state, with what it was about."""
    data = {"kind": kind, "reference": reference}
    return Fact(
        type=f"message.{state}",
        subject_kind="message",
        subject_id=message,
        data=data if reason is None else {**data, "reason": reason},
    )


def came_back(
    state: str,
    message: Mapping[str, Any],
    reason: str,
    bounce: str | None = None,
    status: str | None = None,
) -> Fact:
    """Return the fact that a report came in about a message; ``status`` is the other side's code."""
    fact = ended(state, message["id"], message["kind"], message["reference"], reason)
    return replace(fact, data={**fact.data, "bounce": bounce, "status": status}) if bounce else fact
