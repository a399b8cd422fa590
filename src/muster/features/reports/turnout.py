"""How many were invited to an activity, and how many completed it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turnout:
    """Invitations to one activity that were not revoked."""

    invited: int
    completed: int
