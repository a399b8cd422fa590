"""When a candidate is reminded: never at night, never right after another letter. Pure.

A reminder has a time, so long before the end. It moves to the morning when that is at night in
the candidate's zone, and away from the letter before it. One that would come after the end, or
whose time lay before the candidate knew of the invitation, is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from muster.features.organizations import Reminding

PAUSE = timedelta(hours=12)
"""Between a letter about an invitation and the reminder after it, at least."""
_HOURS = 24
_EIGHT = 8


@dataclass(frozen=True, slots=True)
class Outlook:
    """What decides about the reminders of one invitation.

    ``told_at`` is when the candidate last got a letter about it, None if never.
    """

    expires_at: datetime
    rule: Reminding
    zone: str
    told_at: datetime | None
    sent: int = 0
    stopped: bool = False

    @property
    def wanted(self) -> bool:
        """Tell whether there may be another reminder."""
        return not self.stopped and self.told_at is not None and self.sent < self.rule.most


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether to remind now, and when the next reminder comes; None if none does."""

    remind: bool
    next_at: datetime | None


def judge(outlook: Outlook, now: datetime) -> Verdict:
    """Return what is to be done about reminders at an instant."""
    times = list(_times(outlook))
    due = [one for one in times if one <= now]
    if not due:
        return Verdict(remind=False, next_at=times[0] if times else None)
    # The worker may come late, even days: one reminder stands for all that were missed, and the
    # night counts when it leaves.
    leaves_at = morning(now, outlook.zone, outlook.rule)
    if leaves_at > now:
        later = leaves_at if leaves_at < outlook.expires_at else None
        return Verdict(remind=False, next_at=later)
    after = Outlook(outlook.expires_at, outlook.rule, outlook.zone, now, outlook.sent + 1)
    return Verdict(remind=True, next_at=next(_times(after), None))


def first_reminder(outlook: Outlook) -> datetime | None:
    """Return when the next reminder comes, None if none does."""
    return next(_times(outlook), None)


def foresee(
    rule: Reminding, zone: str, invited_at: datetime, expires_at: datetime
) -> list[datetime]:
    """Return when a candidate would be reminded who never begins, if the worker is on time."""
    outlook = Outlook(expires_at, rule, zone, invited_at)
    found: list[datetime] = []
    while (following := first_reminder(outlook)) is not None:
        found.append(following)
        outlook = Outlook(expires_at, rule, zone, following, len(found))
    return found


def morning(moment: datetime, zone: str, rule: Reminding) -> datetime:
    """Return the moment, or where it lies in the night the end of that night, in UTC."""
    local = moment.astimezone(ZoneInfo(zone))
    length = (rule.quiet_until - rule.quiet_from) % _HOURS
    if (local.hour - rule.quiet_from) % _HOURS >= length:
        return moment
    return next_morning(moment, zone, rule)


def next_morning(moment: datetime, zone: str, rule: Reminding) -> datetime:
    """Return the next end of a night after the moment, in UTC; where there is none, eight."""
    hour = rule.quiet_until if rule.quiet_until != rule.quiet_from else _EIGHT
    local = moment.astimezone(ZoneInfo(zone))
    day = local.date() + timedelta(days=local.hour >= hour)
    until = datetime(day.year, day.month, day.day, hour, tzinfo=local.tzinfo, fold=1)
    return until.astimezone(UTC)


def _times(outlook: Outlook) -> Iterator[datetime]:
    if not outlook.wanted or outlook.told_at is None:
        return
    for before in outlook.rule.before:
        planned = outlook.expires_at - before
        if planned <= outlook.told_at:
            continue
        moved = morning(max(planned, outlook.told_at + PAUSE), outlook.zone, outlook.rule)
        if moved < outlook.expires_at:
            yield moved
