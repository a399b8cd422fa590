"""Lists of activities, their histories, and what importing files would do."""

from collections.abc import Mapping, Sequence
from typing import Any

from muster.features.catalog.drafts import Listed, Listing, VersionNote
from muster.features.catalog.model import Activity, Change, UnknownVersionError
from muster.features.catalog.problems import ActivityFileError
from muster.features.catalog.publishing import (
    Surroundings,
    change_of,
    connection_problems,
    named_keys,
    named_vendor_ids,
)
from muster.features.catalog.reading import ActivityFile
from muster.features.catalog.store import activities, lists
from muster.storage.postgres import Connection, action

_MOST_VERSIONS = 500


@action
async def list_page(
    connection: Connection, organization: int, wanted: Listing
) -> tuple[Listed, ...]:
    """Return a page of the list of activities."""
    return tuple(await lists.select_listed(connection, organization, wanted))


@action
async def list_versions(
    connection: Connection, organization: int, activity: int
) -> tuple[VersionNote, ...]:
    """Return the last versions of an activity, 500 at most, the newest first."""
    return tuple(await lists.select_versions(connection, organization, activity, _MOST_VERSIONS))


@action
async def get_document(
    connection: Connection, organization: int, activity: Activity, number: int
) -> Mapping[str, Any]:
    """Return the fields of the file that a version was made from, with today's vendor ids.

    Decimals are text. ``images`` maps names to hexadecimal digests.

    Raises:
        UnknownVersionError: there is no version of that number.
    """
    document = await lists.select_document(connection, organization, activity.id, number)
    if document is None:
        raise UnknownVersionError
    named = {dialect.value: one for dialect, one in activity.vendor_ids.items()}
    return {**document, "vendor_ids": named} if named else document


@action
async def rehearse(
    connection: Connection, organization: int, files: Sequence[ActivityFile]
) -> tuple[Change, ...]:
    """Return what importing each file would do; nothing is done.

    Raises:
        ActivityFileError: the files contradict each other or what the organization has.
    """
    known = await activities.select_known(connection, organization, named_keys(files))
    owners = await activities.select_owners(connection, organization, named_vendor_ids(files))
    if problems := connection_problems(files, Surroundings(known, owners)):
        raise ActivityFileError(problems)
    return tuple(change_of(file, known.get(file.key)) for file in files)
