"""Facts of attempts: what the journal is told of each."""

from muster.features import journal
from muster.features.attempts.model import Attempt


def fact_of(what: str, attempt: Attempt, **more: object) -> journal.Fact:
    """Return that something happened to an attempt, with whose it is and what for."""
    data = {
        "invitation_id": attempt.invitation_id,
        "activity_id": attempt.activity_id,
        "candidate_id": attempt.candidate_id,
        **more,
    }
    return journal.Fact(what, "attempt", attempt.id, data)
