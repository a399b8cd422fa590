"""Organizations and keys as rows have them."""

from datetime import timedelta
from functools import lru_cache
from typing import Any

from asyncpg import Record

from muster.features.organizations.logos import Logo
from muster.features.organizations.model import ApiKey, Organization, Scope
from muster.features.organizations.rules import MoreTime, MoreTimeRule, Reminding

_RULES = frozenset({"reminding", "more_time", "logo"})
_ORGANIZATION = tuple(name for name in Organization.__dataclass_fields__ if name not in _RULES)
_KEY = tuple(ApiKey.__dataclass_fields__)


def organization_of(row: Record) -> Organization:
    """Return the organization whose columns are in a row, beside whatever else is there."""
    before = _before(tuple(row["remind_before"]))
    return Organization(
        **{field: row[field] for field in _ORGANIZATION},
        reminding=Reminding(before, row["remind_most"], row["quiet_from"], row["quiet_until"]),
        more_time=MoreTimeRule(MoreTime(row["more_time"]), row["more_time_days"]),
        logo=Logo(row["logo"].hex(), row["logo_width"], row["logo_height"])
        if row["logo"]
        else None,
    )


@lru_cache(maxsize=256)
def _before(seconds: tuple[int, ...]) -> tuple[timedelta, ...]:
    return tuple(timedelta(seconds=one) for one in seconds)


def key_of(row: Record, **named_otherwise: Any) -> ApiKey:
    """Return the key of a row; what has another name there is given by name."""
    values = {field: named_otherwise.get(field, row[field]) for field in _KEY}
    scopes = {scope.value for scope in Scope}
    values["scopes"] = frozenset(Scope(name) for name in row["scopes"] if name in scopes)
    return ApiKey(**values)
