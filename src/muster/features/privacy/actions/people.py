"""What all features hold of a person: a copy of it, and the order in which it must go."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from muster.features import (
    attempts,
    candidates,
    delivery,
    intake,
    invitations,
    jobs,
    journal,
    lists,
    media,
    reports,
    reviews,
    tracks,
    webhooks,
)
from muster.features.media import Copy
from muster.features.privacy.model import Place
from muster.storage.postgres import Connection


@dataclass(frozen=True, slots=True)
class Held:
    """Everything about a person: documents by their names, recordings and files."""

    documents: Mapping[str, Any]
    recordings: list[Copy]
    files: list[Copy]


async def lock(connection: Connection, organization: int, candidate: int) -> bool:
    """Keep everybody from inviting the person and from going on with what they were invited to.

    Returns False when somebody else has erased the person meanwhile.
    """
    if not await candidates.lock(connection, organization, candidate):
        return False
    await invitations.lock_all(connection, organization, candidate)
    await attempts.lock_all(connection, organization, candidate)
    return True


async def copy_of(connection: Connection, organization: int, candidate: int) -> Held:
    """Return everything about the person."""
    person = await candidates.copy_of(connection, organization, candidate)
    letters = await invitations.copy_of_letters(connection, organization, candidate)
    addresses = {person["address_key"], *(letter["to"].lower() for letter in letters)}
    recordings = await media.copy_of_recordings(connection, organization, candidate)
    files = await media.copy_of_files(connection, organization, candidate)
    things = [
        ("candidate", candidate),
        *[("message", letter["id"]) for letter in letters],
        *[("recording", recording.facts["number"]) for recording in recordings],
        *[("file", file.facts["number"]) for file in files],
    ]
    for each in await invitations.ids_of(connection, organization, candidate):
        things += [("invitation", each), ("application", each)]
    for each in await attempts.ids_of(connection, organization, candidate):
        things.append(("attempt", each))
    return Held(
        {
            "candidate": person,
            "accommodations": await attempts.copy_of_accommodations(
                connection, organization, candidate
            ),
            "invitations": await invitations.copy_of(connection, organization, candidate),
            "letters": letters,
            "suppressions": await delivery.copy_of_addresses(
                connection, organization, sorted(addresses)
            ),
            "applications": await tracks.copy_of(connection, organization, candidate),
            "attempts": await attempts.copy_of(connection, organization, candidate),
            "reports": await reports.copy_of(connection, organization, candidate),
            "reviews": await reviews.copy_of(connection, organization, candidate),
            "lists": await intake.copy_of(connection, organization, candidate),
            "job_applications": await jobs.copy_of(connection, organization, candidate),
            "webhook_calls": await webhooks.copy_of(connection, organization, candidate),
            "events": await journal.copy_of(connection, organization, things),
        },
        recordings,
        files,
    )


async def forget(
    connection: Connection, organization: int, candidate: int
) -> dict[Place, list[str]]:
    """Delete every row about the person; return the bytes that are left in places, by their keys.

    What refers to another row goes before it.
    """
    letters = await invitations.letters_of(connection, organization, candidate)
    await reviews.forget(connection, organization, candidate)
    await tracks.forget(connection, organization, candidate)
    await reports.forget(connection, organization, candidate)
    blobs = await media.forget(connection, organization, candidate)
    await jobs.forget(connection, organization, candidate)
    await intake.forget(connection, organization, candidate)
    await lists.forget(connection, organization, candidate)
    await attempts.forget(connection, organization, candidate)
    await webhooks.forget(connection, organization, candidate)
    await invitations.forget(connection, organization, candidate)
    await candidates.forget(connection, organization, candidate)
    return {Place.BLOB: blobs, Place.LETTER: letters}
