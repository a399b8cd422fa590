"""Lists of candidates."""

from collections.abc import Sequence

from muster.base.clock import Clock
from muster.features.lists.actions.listing import newest_of, patterns_of
from muster.features.lists.candidates import PeoplePage, PeopleSort, PersonLine, WantedPeople
from muster.features.lists.model import MOST_ROWS, ROWS, Place, Total
from muster.features.lists.store import choosing, showing
from muster.features.lists.store import people as store
from muster.features.lists.store.people import Sought
from muster.storage.postgres import Connection, action

_COUNTED = 10_000


@action
async def list_people(
    connection: Connection,
    organization: int,
    wanted: WantedPeople,
    clock: Clock,
    *,
    after: Place | None = None,
    limit: int = ROWS,
) -> PeoplePage:
    """Return a page of candidates after a place, and how many there are in all."""
    await choosing.plan_each_time(connection)
    sought = _sought(wanted)
    matched = await store.select_matched_people(connection, organization, sought, _COUNTED + 1)
    few = len(matched) <= _COUNTED
    by_name = wanted.sort is PeopleSort.NAME
    if few:
        found = await _order(connection, organization, matched, by_name, after, limit + 1)
    else:
        select = store.select_named_people if by_name else store.select_newest_people
        found = await select(connection, organization, sought, after, limit + 1)
    ids = [place.row for place in found[:limit]]
    lines = await showing.select_people_lines(connection, organization, ids, clock.now())
    following = found[limit - 1] if len(found) > limit else None
    return PeoplePage(lines, following, Total(min(len(matched), _COUNTED), exact=few))


@action
async def find_all_people(
    connection: Connection, organization: int, wanted: WantedPeople
) -> list[int]:
    """Return the row ids of all candidates that match, newest first, 100,000 at most."""
    await choosing.plan_each_time(connection)
    sought = _sought(wanted)
    found = await store.select_matched_people(connection, organization, sought, MOST_ROWS)
    return sorted(found, reverse=True)


@action
async def show_people(
    connection: Connection, organization: int, ids: Sequence[int], clock: Clock
) -> tuple[PersonLine, ...]:
    """Return candidates by their row ids, in this order; those that are gone are left out."""
    return await showing.select_people_lines(connection, organization, ids, clock.now())


def _sought(wanted: WantedPeople) -> Sought:
    patterns = patterns_of(wanted.words, names_only=wanted.names_only)
    return Sought(patterns or None, wanted.wish and wanted.wish.value)


async def _order(
    connection: Connection,
    organization: int,
    matched: Sequence[int],
    by_name: bool,
    after: Place | None,
    limit: int,
) -> list[Place]:
    if not by_name:
        return newest_of(matched, after, limit)
    return await store.select_few_people(connection, organization, matched, after, limit)
