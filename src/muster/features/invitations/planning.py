"""Planning the reminders of new invitations, as cheaply as inviting needs it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

from muster.features.invitations.deciding import Wish
from muster.features.invitations.reminding import Outlook, first_reminder
from muster.features.organizations import Organization, Reminding

_Case: TypeAlias = tuple[datetime, str | None, tuple[timedelta, ...] | None]


class Planner:
    """Says when the worker looks at the new invitations of a call.

    Those of one call mostly end at one time, so that each answer is worked out once.
    """

    def __init__(self, organization: Organization, now: datetime, *, mailed: bool) -> None:
        """Take whose invitations they are, and whether letters tell of them now."""
        self._organization = organization
        self._now = now
        self._mailed = mailed
        self._known: dict[_Case, datetime] = {}

    def wake_at(self, expires_at: datetime, wish: Wish) -> datetime:
        """Return the time of the first reminder, or the end of the window."""
        case = (expires_at, wish.time_zone, wish.remind_before)
        known = self._known.get(case)
        if known is None:
            known = self._known[case] = self._first(*case)
        return known

    def _first(
        self, expires_at: datetime, zone: str | None, before: tuple[timedelta, ...] | None
    ) -> datetime:
        outlook = Outlook(
            expires_at,
            rule_of(self._organization, before),
            zone or self._organization.time_zone,
            # Who names times wants reminders, whoever told the candidate of the invitation.
            self._now if self._mailed or before is not None else None,
        )
        return first_reminder(outlook) or expires_at


def rule_of(organization: Organization, before: tuple[timedelta, ...] | None) -> Reminding:
    """Return the organization's rule with the times of an invitation that has its own."""
    if before is None:
        return organization.reminding
    return replace(organization.reminding, before=before)
