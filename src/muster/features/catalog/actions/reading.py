"""Finding activities, their versions and images."""

import re
from collections.abc import Sequence

from muster.features.catalog.content import Kind
from muster.features.catalog.documents import content_of
from muster.features.catalog.images import Image, UnknownImageError
from muster.features.catalog.model import (
    Activity,
    Dialect,
    UnknownActivityError,
    UnknownVersionError,
    Version,
    parse_reference,
)
from muster.features.catalog.revising import Search, Shown
from muster.features.catalog.store import activities as store
from muster.features.catalog.store import images, living
from muster.storage.postgres import Connection, action


@action
async def find(
    connection: Connection, organization: int, reference: str, dialect: Dialect | None = None
) -> Activity | None:
    """Return the activity that one reference means; see ``find_many``."""
    return (await find_many.within(connection, organization, [reference], dialect))[0]


@action
async def get(connection: Connection, organization: int, reference: str) -> Activity:
    """Return the activity of a TypeID, UUID or key.

    Raises:
        UnknownActivityError: there is none.
    """
    found = await find.within(connection, organization, reference)
    if found is None:
        raise UnknownActivityError
    return found


@action
async def find_many(
    connection: Connection,
    organization: int,
    references: Sequence[str],
    dialect: Dialect | None = None,
) -> tuple[Activity | None, ...]:
    """Return what each reference means, in the order given; None where it means nothing.

    A dialect's references are the vendor's own ids or the form that the dialect emits; without
    a dialect they are TypeIDs, UUIDs or keys.
    """
    parsed = [parse_reference(reference, dialect) for reference in references]
    found = await store.select_referenced(connection, organization, dialect, parsed)
    return tuple(found.get(place) for place in range(len(references)))


@action
async def list_activities(
    connection: Connection,
    organization: int,
    kind: Kind | None = None,
    after_id: int | None = None,
    limit: int = 50,
    *,
    archived: bool = False,
) -> tuple[Activity, ...]:
    """Return activities in the order in which they were made, after the one with that id.

    Archived ones are among them only when ``archived`` says so.
    """
    page = (after_id or 0, limit, archived)
    return tuple(await store.select_page(connection, organization, kind, *page))


@action
async def find_by_ids(
    connection: Connection, organization: int, ids: Sequence[int]
) -> dict[int, Activity]:
    """Return activities by their rows, archived ones too."""
    return await living.select_by_ids(connection, organization, ids) if ids else {}


@action
async def search(connection: Connection, organization: int, wanted: Search) -> tuple[Shown, ...]:
    """Return activities that are not archived with their content, newest first."""
    return tuple(await living.select_shown(connection, organization, wanted))


@action
async def show(connection: Connection, organization: int, activity: int) -> Shown:
    """Return an activity by its row with its current content.

    Raises:
        UnknownActivityError: there is none.
    """
    found = await living.select_current(connection, organization, activity)
    if found is None:
        raise UnknownActivityError
    return found


@action
async def get_version(
    connection: Connection, organization: int, activity: int, number: int
) -> Version:
    """Return a version with its content.

    Raises:
        UnknownVersionError: there is none of that number, or no such activity.
    """
    found = await store.select_version(connection, organization, activity, number)
    if found is None:
        raise UnknownVersionError
    kind, document, published_at = found
    return Version(activity, number, published_at, content_of(kind, document))


@action
async def get_image(connection: Connection, organization: int, sha256: str) -> Image:
    """Return an image by its hexadecimal digest, as ``Content.images`` names it.

    Whether the reader may see the version that shows it is for the caller to say.

    Raises:
        UnknownImageError: there is none.
    """
    if not re.fullmatch("[0-9a-f]{64}", sha256):
        raise UnknownImageError
    image = await images.select_image(connection, organization, bytes.fromhex(sha256))
    if image is None:
        raise UnknownImageError
    return image
