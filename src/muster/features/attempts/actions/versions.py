"""Contents of versions, kept in memory: they never change, and every save needs one."""

from collections import OrderedDict
from uuid import UUID

from muster.features import catalog
from muster.features.catalog import Content
from muster.storage.postgres import Connection, Database

_MOST = 64
# Named by a UUID, which no two databases of one process share.
_kept: OrderedDict[tuple[UUID, int], Content] = OrderedDict()


async def content_of(
    connection: Connection, organization: int, activity: tuple[int, UUID], version: int
) -> Content:
    """Return the content of a version of the activity (id, uid)."""
    number, uid = activity
    if (content := _kept.get((uid, version))) is not None:
        _kept.move_to_end((uid, version))
        return content
    found = await catalog.get_version.within(connection, organization, number, version)
    return _keep(uid, version, found.content)


async def content_named(database: Database, organization: int, uid: UUID, version: int) -> Content:
    """Return the content of a version, as ``content_of``; opens a transaction if it must."""
    if (content := _kept.get((uid, version))) is not None:
        return content
    activity = await catalog.get(database, organization, str(uid))
    found = await catalog.get_version(database, organization, activity.id, version)
    return _keep(uid, version, found.content)


def _keep(uid: UUID, version: int, content: Content) -> Content:
    _kept[uid, version] = content
    if len(_kept) > _MOST:
        _kept.popitem(last=False)
    return content
