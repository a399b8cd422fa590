"""Which events the audit log shows, as its address says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from muster.base.errors import InvalidError
from muster.base.zones import parse_beginning
from muster.edges.console.forms import Fields
from muster.edges.console.words import marked
from muster.features.overview import Wanted

_FIELDS = ("who", "what", "from", "to")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Filters:
    """What was chosen, as it stands in the fields, and what that means."""

    chosen: Mapping[str, str]
    wanted: Wanted
    error: str = ""
    """What is wrong about a day, which is left out then."""

    def query(self, **more: object) -> str:
        """Return the query of an address with these filters and more."""
        values = {name: value for name, value in {**self.chosen, **more}.items() if value}
        return f"?{urlencode(values)}" if values else ""


def filters_of(fields: Fields, zone: str) -> Filters:
    """Return the filters of an address; days are those of a time zone, both inclusive."""
    chosen = {name: fields.get(name).replace("\0", "") for name in _FIELDS}
    error = ""
    since = before = None
    try:
        since = _beginning(chosen["from"], zone, "from")
        before = _beginning(_day_after(chosen["to"]), zone, "to")
    except InvalidError as problem:
        error = problem.message
    wanted = Wanted(chosen["who"] or None, chosen["what"] or None, since, before)
    return Filters(chosen, wanted, error)


def _beginning(day: str, zone: str, field: str) -> datetime | None:
    return parse_beginning(day, zone, field=field) if day else None


def _day_after(day: str) -> str:
    try:
        return (date.fromisoformat(day) + _DAY).isoformat() if day else ""
    except (ValueError, OverflowError) as error:
        raise InvalidError(marked("This is not a day"), field="to") from error
