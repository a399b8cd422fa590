"""Facts of invitations: what the journal is told of each."""

from muster.features import journal
from muster.features.invitations.model import Invitation


def fact_of(what: str, invitation: Invitation) -> journal.Fact:
    """Return that something happened to an invitation, with what it is for and whose it is."""
    return journal.Fact(
        what,
        "invitation",
        invitation.id,
        {"activity_id": invitation.activity_id, "candidate_id": invitation.candidate_id},
    )
