"""What is said about an organization, and how that is checked."""

import re
from dataclasses import dataclass, replace
from zoneinfo import available_timezones

from muster.base import language
from muster.base.addresses import parse_address
from muster.base.errors import InvalidError
from muster.base.text import clean_line
from muster.features.organizations.rules import MoreTimeRule

_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_LONGEST_WINDOW = 3650


@dataclass(frozen=True, slots=True)
class Profile:
    """What is said about an organization; None keeps the present or default value.

    An empty ``reply_to``, ``contact`` or ``accent_color`` takes it away.
    """

    name: str | None = None
    time_zone: str | None = None
    locale: str | None = None
    reply_to: str | None = None
    contact: str | None = None
    accent_color: str | None = None
    window_days: int | None = None
    fragment_links: bool | None = None
    more_time: MoreTimeRule | None = None

    def checked(self) -> "Profile":
        """Return the same profile with its texts cleaned.

        Raises:
            InvalidError: a value cannot be used; its field says which.
        """
        if self.time_zone is not None and self.time_zone not in available_timezones():
            raise InvalidError(f"{self.time_zone} is not an IANA time zone", field="time_zone")
        if self.locale is not None and not language.is_known(self.locale):
            raise InvalidError(f"{self.locale} is not a language tag", field="locale")
        if self.accent_color and not _COLOR.fullmatch(self.accent_color):
            raise InvalidError("accent_color must look like #0b5fff", field="accent_color")
        if self.window_days is not None and not 1 <= self.window_days <= _LONGEST_WINDOW:
            raise InvalidError("window_days must be between 1 and 3650", field="window_days")
        return replace(
            self,
            name=self.name if self.name is None else clean_line(self.name, field="name"),
            contact=self.contact and clean_line(self.contact, field="contact"),
            reply_to=self.reply_to and parse_address(self.reply_to, field="reply_to").given,
        )
