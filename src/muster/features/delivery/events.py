"""What the journal is told about messages: never an address."""

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
