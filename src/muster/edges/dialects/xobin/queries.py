"""Reading the queries of Xobin's track pages: filters, order, page.

The vendor names the parameters and few of their values; what is taken is on our own page.
"""

from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

from starlette.datastructures import QueryParams

from muster.base.errors import InvalidError
from muster.base.ids import parse_integer
from muster.base.zones import parse_local
from muster.edges.dialects.surface import read_words
from muster.edges.dialects.xobin.reading import start_of
from muster.features.tracks import Applicants, Period, SortBy, Status, Timeframe

MOST_ROWS = 200
_ROWS = 25
_LONGEST = 320
_SECOND = timedelta(seconds=1)


class Word(StrEnum):
    """What the vendor calls where an applicant stands."""

    PENDING = "Pending"
    STARTED = "Started"
    COMPLETED = "Completed"
    REJECTED = "Rejected"
    EXPIRED = "Expired"
    REVOKED = "Revoked"


WORDS = {
    Status.PENDING: Word.PENDING,
    Status.STARTED: Word.STARTED,
    # The candidate has done what the stage asks; advancing is what is missing.
    Status.SUBMITTED: Word.COMPLETED,
    Status.REVIEW: Word.PENDING,
    Status.COMPLETED: Word.COMPLETED,
    Status.REJECTED: Word.REJECTED,
    Status.EXPIRED: Word.EXPIRED,
    Status.REVOKED: Word.REVOKED,
}
_SORTS = {
    "application_id": SortBy.APPLICATION,
    "candidate_id": SortBy.CANDIDATE,
    "name": SortBy.NAME,
    "email": SortBy.EMAIL,
    "stage_id": SortBy.STAGE,
    "stage_name": SortBy.STAGE,
    "stage_status": SortBy.STATUS,
    "score": SortBy.SCORE,
    "date_added": SortBy.ADDED,
    "last_updated_at": SortBy.UPDATED,
}
TIMEFRAMES = {
    "date_added": Timeframe.ADDED,
    "last_updated_at": Timeframe.UPDATED,
}
_ORDERS = {"asc": False, "desc": True}
Meaning = TypeVar("Meaning")


def read_applicants(query: QueryParams, zone: str) -> tuple[Applicants, int]:
    """Return which applicants a query asks for, and the number of its page from 1.

    Raises:
        InvalidError: a value cannot be used.
    """
    page = _number(query, "page") or 1
    rows = _number(query, "per_page") or _ROWS
    if rows > MOST_ROWS:
        raise InvalidError(f"per_page must be between 1 and {MOST_ROWS}", field="per_page")
    wanted = Applicants(
        name=read_words(query, "name", _LONGEST),
        email=read_words(query, "email", _LONGEST),
        stage=_stage(query),
        statuses=_statuses(query),
        candidate=_number(query, "candidate_id"),
        application=_number(query, "application_id"),
        period=read_period(query, zone),
        sort_by=_one_of(query, "sort_by", _SORTS) or SortBy.ADDED,
        descending=_one_of(query, "sort_order", _ORDERS) is not False,
        offset=(page - 1) * rows,
        limit=rows,
    )
    return wanted, page


def read_period(query: QueryParams, zone: str) -> Period:
    """Return the period of a query; a date alone is a whole day of the organization's zone.

    Raises:
        InvalidError: a value cannot be used.
    """
    last = _given(query, "to_date")
    before = parse_local(last, zone, field="to_date") + _SECOND if last else None
    first = _given(query, "from_date")
    since = start_of(first, zone, field="from_date") if first else None
    if since and before and since >= before:
        raise InvalidError("from_date lies after to_date", field="from_date")
    timeframe = _one_of(query, "timeframe_field", TIMEFRAMES) or Timeframe.ADDED
    return Period(timeframe, since, before)


def _given(query: QueryParams, name: str) -> str | None:
    return query.get(name, "").strip() or None


def _number(query: QueryParams, name: str) -> int | None:
    value = _given(query, name)
    if value is None:
        return None
    number = parse_integer(value)
    if number is None:
        raise InvalidError(f"{name} must be a positive integer", field=name)
    return number


def _stage(query: QueryParams) -> int | None:
    number = _number(query, "stage_id")
    return None if number is None else min(number, 2**31 - 1)


def _statuses(query: QueryParams) -> tuple[Status, ...] | None:
    word = _one_of(query, "stage_status", {one.lower(): one for one in Word})
    return None if word is None else tuple(one for one, said in WORDS.items() if said is word)


def _one_of(query: QueryParams, name: str, meanings: dict[str, Meaning]) -> Meaning | None:
    value = _given(query, name)
    if value is None:
        return None
    if value.lower() not in meanings:
        raise InvalidError(f"{name} must be one of {', '.join(meanings)}", field=name)
    return meanings[value.lower()]
