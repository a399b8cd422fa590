"""Contents of versions, kept in memory: they never change, and every save needs one."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from muster.features import catalog
from muster.features.attempts.composing import items_of
from muster.features.catalog import Content, Question
from muster.storage.postgres import Connection, Database

_MOST = 64


@dataclass(frozen=True, slots=True)
class Kept:
    """A version's content, and its questions by their ids."""

    content: Content
    items: Mapping[str, Question]


# Named by a UUID, which no two databases of one process share.
_kept: OrderedDict[tuple[UUID, int], Kept] = OrderedDict()


async def read_version(
    connection: Connection, organization: int, activity: tuple[int, UUID], version: int
) -> Kept:
    """Return a version of the activity (id, uid)."""
    number, uid = activity
    if (kept := _kept.get((uid, version))) is not None:
        _kept.move_to_end((uid, version))
        return kept
    found = await catalog.get_version.within(connection, organization, number, version)
    return _keep(uid, version, found.content)


async def version_named(database: Database, organization: int, uid: UUID, version: int) -> Kept:
    """Return the same; opens a transaction if it must."""
    if (kept := _kept.get((uid, version))) is not None:
        return kept
    activity = await catalog.get(database, organization, str(uid))
    found = await catalog.get_version(database, organization, activity.id, version)
    return _keep(uid, version, found.content)


def _keep(uid: UUID, version: int, content: Content) -> Kept:
    kept = _kept[uid, version] = Kept(content, items_of(content))
    if len(_kept) > _MOST:
        _kept.popitem(last=False)
    return kept
