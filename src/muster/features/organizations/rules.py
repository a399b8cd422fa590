"""An organization's rules about its candidates' time: reminders, the night, more time."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from muster.base.errors import InvalidError

MOST_REMINDERS = 10
LONGEST_BEFORE = timedelta(days=365)
MOST_DAYS = 30
"""More days than these are granted by changing the invitation."""
_HOURS = range(24)
_SHORTEST_BEFORE = timedelta(hours=1)
_LENGTH = re.compile(r"([1-9][0-9]{0,3})([dh])")
_QUIET = re.compile(r"([0-9]{1,2})-([0-9]{1,2})")
_GRANT = re.compile(r"grant:([1-9][0-9]?)d")


class ReminderRuleError(InvalidError):
    """The rule for reminders cannot be used."""

    code = "bad_reminders"


class MoreTimeRuleError(InvalidError):
    """The rule for more time is off, ask or grant:DAYSd, with 1 to 30 days."""

    code = "bad_more_time_rule"


class MoreTime(StrEnum):
    """What asking for more time leads to."""

    OFF = "off"
    ASK = "ask"
    GRANT = "grant"


@dataclass(frozen=True, slots=True)
class Reminding:
    """When candidates are reminded: how long before the end, how often at most, and not at night.

    The night lasts from one hour of the candidate's day to another; where both are the same there
    is none.
    """

    before: tuple[timedelta, ...] = (timedelta(days=3), timedelta(days=1))
    most: int = 2
    quiet_from: int = 21
    quiet_until: int = 8

    def checked(self) -> "Reminding":
        """Return the rule, its times in order.

        Raises:
            ReminderRuleError: a number is out of bounds; ``field`` says which.
        """
        if not 0 <= self.most <= MOST_REMINDERS:
            raise ReminderRuleError("There are 0 to 10 reminders at most", field="most")
        if self.quiet_from not in _HOURS or self.quiet_until not in _HOURS:
            raise ReminderRuleError(
                "The night lasts from one hour, 0 to 23, to another", field="quiet"
            )
        return Reminding(check_before(self.before), self.most, self.quiet_from, self.quiet_until)


@dataclass(frozen=True, slots=True)
class MoreTimeRule:
    """What asking for more time leads to, and for ``grant`` how many days."""

    mode: MoreTime = MoreTime.ASK
    days: int = 3

    @property
    def text(self) -> str:
        """Return the rule as it is written: off, ask or grant:3d."""
        return f"grant:{self.days}d" if self.mode is MoreTime.GRANT else self.mode.value


def check_before(before: tuple[timedelta, ...]) -> tuple[timedelta, ...]:
    """Return the times before an end, each once, the longest first.

    Raises:
        ReminderRuleError: there are more than ten, or one is not an hour to a year.
    """
    if len(before) > MOST_REMINDERS or not all(
        _SHORTEST_BEFORE <= one <= LONGEST_BEFORE for one in before
    ):
        raise ReminderRuleError(
            "Reminders come one hour to a year before the end, ten at most", field="before"
        )
    return tuple(sorted(set(before), reverse=True))


def parse_before(text: str) -> tuple[timedelta, ...]:
    """Read ``3d,1d``, hours as ``12h``; ``none`` means no reminder.

    Raises:
        ReminderRuleError: it has another form, or a time is out of bounds.
    """
    if text.strip().lower() == "none":
        return ()
    found = [_LENGTH.fullmatch(part.strip()) for part in text.split(",")]
    if not all(found):
        raise ReminderRuleError("Write times before the end as 3d,1d or 12h", field="before")
    units = {"d": "days", "h": "hours"}
    return check_before(tuple(timedelta(**{units[one[2]]: int(one[1])}) for one in found if one))


def parse_quiet(text: str) -> tuple[int, int]:
    """Read the hours of the night, ``21-8``; ``none`` means that there is none.

    Raises:
        ReminderRuleError: it has another form.
    """
    if text.strip().lower() == "none":
        return 0, 0
    found = _QUIET.fullmatch(text.strip())
    if not found:
        raise ReminderRuleError("Write the hours of the night as 21-8", field="quiet")
    return int(found[1]), int(found[2])


def parse_more_time(text: str) -> MoreTimeRule:
    """Read ``off``, ``ask`` or ``grant:3d``.

    Raises:
        MoreTimeRuleError: it has another form.
    """
    if text in {"off", "ask"}:
        return MoreTimeRule(MoreTime(text))
    found = _GRANT.fullmatch(text)
    if not found or int(found[1]) > MOST_DAYS:
        raise MoreTimeRuleError(field="more_time")
    return MoreTimeRule(MoreTime.GRANT, int(found[1]))
