"""Lists of invitations: a page, how many there are, and all of them for what is done to many."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from muster.base.clock import Clock
from muster.base.folding import fold
from muster.base.ids import from_typeid
from muster.features.lists.model import (
    MOST_ROWS,
    ROWS,
    LetterWish,
    Line,
    Page,
    Place,
    Sort,
    Total,
    Wanted,
    Wish,
)
from muster.features.lists.store import choosing as store
from muster.features.lists.store import showing
from muster.features.lists.store.choosing import Terms
from muster.storage.postgres import Connection, action

TYPE_PREFIX = "inv"
_COUNTED = 10_000
"""Rows that are counted; more are said to be more than so many."""
_COUNTED_SLOWLY = 1_000
"""The same where each row has to be looked up elsewhere."""
_FEW_PEOPLE = 5_000
_LAST_LETTER = "\U0010ffff"
_SHORTEST_REFERENCE = 2


@action
async def list_lines(
    connection: Connection,
    organization: int,
    wanted: Wanted,
    clock: Clock,
    *,
    after: Place | None = None,
    limit: int = ROWS,
) -> Page:
    """Return a page of invitations after a place, and how many there are in all."""
    now = clock.now()
    await store.plan_each_time(connection)
    terms = await _terms(connection, organization, wanted, now)
    most = _COUNTED_SLOWLY if terms.looks_up else _COUNTED
    matched = await store.select_matched(connection, organization, terms, most + 1)
    if len(matched) <= most:
        terms = Terms(now, ids=matched)
    total = Total(min(len(matched), most), exact=len(matched) <= most)
    found = await _order(connection, organization, terms, wanted.sort, after, limit + 1)
    ids = [place.row for place in found[:limit]]
    lines = await showing.select_lines(connection, organization, ids)
    return Page(lines, found[limit - 1] if len(found) > limit else None, total)


@action
async def find_all(
    connection: Connection, organization: int, wanted: Wanted, clock: Clock
) -> list[int]:
    """Return the row ids of all invitations that match, newest first, 100,000 at most."""
    await store.plan_each_time(connection)
    terms = await _terms(connection, organization, wanted, clock.now())
    found = await store.select_matched(connection, organization, terms, MOST_ROWS)
    return sorted(found, reverse=True)


@action
async def show_lines(
    connection: Connection, organization: int, ids: Sequence[int]
) -> tuple[Line, ...]:
    """Return invitations by their row ids, in this order; those that are gone are left out."""
    return await showing.select_lines(connection, organization, ids)


@action
async def list_rows_of(
    connection: Connection, organization: int, references: Sequence[str]
) -> list[int]:
    """Return the row ids of invitations by their TypeIDs, in this order; others are left out."""
    uids = [uid for uid in (from_typeid(TYPE_PREFIX, one) for one in references) if uid]
    return await showing.select_rows(connection, organization, uids)


def patterns_of(words: str, *, names_only: bool) -> list[str]:
    """Return what a folded text must be like to have all the words, each anywhere in it.

    The name is the text's first line and the address is its second.
    """
    escaped = fold(words).replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    end = "%\n%" if names_only else "%"
    return [f"%{word}{end}" for word in escaped.split()]


def newest_of(ids: Sequence[int], after: Place | None, limit: int) -> list[Place]:
    """Return the places of a page of rows whose ids are known, newest first."""
    left = [row for row in ids if after is None or row < after.row]
    return [Place(row) for row in sorted(left, reverse=True)[:limit]]


async def _terms(connection: Connection, organization: int, wanted: Wanted, now: datetime) -> Terms:
    """Return the filters, those that few rows meet by the rows' ids."""
    wish = wanted.wish
    if wish is None and wanted.sort is Sort.ENDS:
        wish = Wish.OPEN
    terms = Terms(
        now,
        standing=wish and wish.value,
        activity=wanted.activity,
        invited_from=wanted.invited_from,
        invited_until=wanted.invited_until,
        ends_before=wanted.ends_before,
    )
    terms = await _with_words(connection, organization, terms, wanted)
    terms = await _with_letter(connection, organization, terms, wanted.letter)
    if wish in {Wish.PASSED, Wish.FAILED}:
        judged = await store.select_judged(
            connection, organization, wish is Wish.PASSED, _COUNTED + 1
        )
        if len(judged) <= _COUNTED:
            terms = _only(replace(terms, standing=Wish.COMPLETED.value), judged)
    return terms


async def _with_words(
    connection: Connection, organization: int, terms: Terms, wanted: Wanted
) -> Terms:
    words = wanted.words
    patterns = patterns_of(words, names_only=wanted.names_only)
    if not patterns:
        return terms
    people = await store.select_people(connection, organization, patterns, _FEW_PEOPLE + 1)
    if len(people) > _FEW_PEOPLE:
        return replace(terms, patterns=patterns)
    reference = words.strip() if len(words.strip()) >= _SHORTEST_REFERENCE else None
    return replace(
        terms,
        people=people,
        reference_from=reference,
        reference_until=reference and reference + _LAST_LETTER,
    )


async def _with_letter(
    connection: Connection, organization: int, terms: Terms, letter: LetterWish | None
) -> Terms:
    if letter is None:
        return terms
    if letter is not LetterWish.DELIVERED:
        ids = await store.select_by_letters(connection, organization, letter.states, _COUNTED + 1)
        if len(ids) <= _COUNTED:
            return _only(terms, ids)
    return replace(terms, letters=letter.states)


def _only(terms: Terms, ids: Sequence[int]) -> Terms:
    known = ids if terms.ids is None else set(terms.ids).intersection(ids)
    return replace(terms, ids=list(known))


async def _order(
    connection: Connection,
    organization: int,
    terms: Terms,
    sort: Sort,
    after: Place | None,
    limit: int,
) -> list[Place]:
    if sort is Sort.NEWEST and terms.ids is not None:
        return newest_of(terms.ids, after, limit)
    select = {
        Sort.NEWEST: store.select_newest,
        Sort.ENDS: store.select_ending,
        Sort.LAST: store.select_latest,
        Sort.NAME: store.select_named,
    }[sort]
    return await select(connection, organization, terms, after, limit)
