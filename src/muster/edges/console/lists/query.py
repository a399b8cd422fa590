"""What the address of a list says: filters, order, view and place, read and written."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from muster.base.errors import InvalidError
from muster.base.ids import MAX_ID
from muster.base.zones import parse_beginning, parse_instant
from muster.edges.console.forms import Fields
from muster.features.lists import (
    ROWS,
    LetterWish,
    PeopleSort,
    PeopleWish,
    Place,
    Sort,
    Wanted,
    WantedPeople,
    Wish,
)

_LONGEST = 200
_MOST_DAYS = 365
_MOST_STEPS = 30
"""Pages that lead back; whoever went further goes back to the first."""
_Word = TypeVar("_Word", bound=StrEnum)
# What other pages of ours say in one word.
_TOGETHER = {"bounced": LetterWish.TROUBLE}
_INVITATIONS = ("q", "activity", "state", "letter", "from", "to", "expires", "sort")
_PEOPLE = ("q", "with", "sort")


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a list as its form has them: only those that say something."""

    path: str
    values: Mapping[str, str]
    view: str = ""

    def __getitem__(self, name: str) -> str:
        """Return what a field of the form shows."""
        return self.values.get(name, "")

    @property
    def query(self) -> str:
        """Return the filters alone, in one order, as views keep them."""
        return urlencode(self.values)

    @property
    def number(self) -> int:
        """Return how many filters there are beside the search."""
        return sum(name not in {"q", "sort"} for name in self.values)

    @property
    def extra(self) -> bool:
        """Tell whether one of those is set that a desk, too, shows only when they are asked for."""
        return not {"letter", "expires", "from", "to"}.isdisjoint(self.values)

    @property
    def some(self) -> bool:
        """Tell whether anything is left out of the list."""
        return any(name != "sort" for name in self.values)

    def href(self, **changes: str) -> str:
        """Return the path of this list, some filters changed; an empty one is taken away."""
        values = {**self.values, "view": self.view, **changes}
        query = urlencode({name: value for name, value in values.items() if value})
        return f"{self.path}?{query}" if query else self.path


@dataclass(frozen=True, slots=True)
class Trail:
    """Where a page is in its list: after which row, and the pages before it."""

    after: Place | None = None
    steps: tuple[str, ...] = ()
    first: int = 1
    """Number of the page's first row."""

    @classmethod
    def read(cls, query: Fields) -> "Trail":
        """Return the place that an address says; what is none of ours is the beginning."""
        after = read_place(query.get("after"))
        if after is None:
            return cls()
        steps = tuple(query.get("back").split("."))[-_MOST_STEPS:]
        number = query.get("at")
        counted = number.isascii() and number.isdecimal() and len(number) <= len(str(MAX_ID))
        return cls(after, steps, int(number) if counted else ROWS + 1)

    def following(self, filters: Filters, place: Place | None, here: str) -> str | None:
        """Return the path of the next page; ``here`` is the cursor that this page was asked by."""
        if place is None:
            return None
        steps = ".".join([*self.steps, here][-_MOST_STEPS:]) if self.after else "-"
        return filters.href(after=write_place(place), back=steps, at=str(self.first + ROWS))

    def preceding(self, filters: Filters) -> str | None:
        """Return the path of the page before."""
        if self.after is None:
            return None
        before = self.steps[-1] if self.steps else "-"
        if read_place(before) is None:
            return filters.href()
        back = ".".join(self.steps[:-1])
        return filters.href(after=before, back=back, at=str(max(1, self.first - ROWS)))


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see of the invitations, and how their form looks."""

    filters: Filters
    wanted: Wanted
    activity: str
    """Key, which the edge has yet to find."""
    problems: Mapping[str, str] = field(default_factory=dict)


def invitations_of(query: Fields, zone: str, now: datetime) -> Asked:
    """Return what an address asks of the list of invitations."""
    filters = _filters("/console/invitations", query, _INVITATIONS)
    problems: dict[str, str] = {}
    state, letter = filters["state"], _word(LetterWish, filters["letter"])
    days = filters["expires"]
    wanted = Wanted(
        words=filters["q"],
        wish=_word(Wish, state),
        letter=_TOGETHER.get(state, letter),
        invited_from=_day(filters["from"], zone, "from", problems),
        invited_until=_day(filters["to"], zone, "to", problems),
        ends_before=_in_days(days, now),
        sort=_word(Sort, filters["sort"]) or Sort.NEWEST,
    )
    return Asked(filters, wanted, filters["activity"], problems)


def people_of(query: Fields) -> tuple[Filters, WantedPeople]:
    """Return what an address asks of the list of candidates."""
    filters = _filters("/console/candidates", query, _PEOPLE)
    wanted = WantedPeople(
        words=filters["q"],
        wish=_word(PeopleWish, filters["with"]),
        sort=_word(PeopleSort, filters["sort"]) or PeopleSort.NEWEST,
    )
    return filters, wanted


def is_query(text: str) -> bool:
    """Tell whether a form's text is a query that can stand in one of our addresses."""
    return text.isascii() and text.isprintable() and not set(text) & set('#\\ "<>')


def write_place(place: Place) -> str:
    """Return the cursor of a place: letters, digits, ``-`` and ``_`` only."""
    moment = place.moment.isoformat() if place.moment else None
    text = json.dumps([place.row, moment, place.text], separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_place(cursor: str) -> Place | None:
    """Return the place of a cursor, or None for what is none of ours."""
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        row, moment, text = found
        place = Place(
            int(row),
            datetime.fromisoformat(moment) if moment else None,
            str(text) if text is not None else None,
        )
    except (ValueError, TypeError):
        return None
    usable = 0 < place.row <= MAX_ID and (place.moment is None or place.moment.tzinfo is not None)
    return place if usable and "\0" not in (place.text or "") else None


def _filters(path: str, query: Fields, names: tuple[str, ...]) -> Filters:
    values = {name: query.get(name)[:_LONGEST].replace("\0", "") for name in names}
    if values["sort"] == "newest":
        values["sort"] = ""
    said = {name: value for name, value in values.items() if value}
    return Filters(path, said, query.get("view")[:_LONGEST])


def _word(words: type[_Word], text: str) -> _Word | None:
    return words(text) if text in set(words) else None


def _day(text: str, zone: str, name: str, problems: dict[str, str]) -> datetime | None:
    """Return where a day begins, or ends for ``to``."""
    if not text:
        return None
    try:
        if name == "to":
            return parse_instant(text, zone, field=name)
        return parse_beginning(text, zone, field=name)
    except InvalidError as error:
        problems[name] = error.message
        return None


def _in_days(text: str, now: datetime) -> datetime | None:
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(_MOST_DAYS))):
        return None
    return now + timedelta(days=min(int(text), _MOST_DAYS))
