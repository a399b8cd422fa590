"""The verb that gives a person a copy of everything (GDPR, Articles 15 and 20)."""

from collections.abc import Mapping, Sequence
from typing import Any

from muster.base.clock import Clock
from muster.features import candidates, journal, organizations
from muster.features.media import Copy
from muster.features.privacy.actions import people
from muster.features.privacy.model import Enclosure, PersonalCopy
from muster.features.privacy.paths import path_of
from muster.storage.postgres import Connection, action

FORMAT = 1
"""Raised when a member of the document is renamed or gone; new ones may come any time."""


@action
async def export(
    connection: Connection, organization: int, reference: str, *, actor: str, clock: Clock
) -> PersonalCopy:
    """Return everything about a candidate; that somebody asked is an event, and in the copy.

    Neither questions nor the keys to them are the person's, nor why somebody is held.

    Raises:
        UnknownCandidateError: there is no such candidate.
    """
    candidate = await candidates.find(connection, organization, reference)
    now = clock.now()
    fact = journal.Fact("candidate.exported", "candidate", candidate.id)
    await journal.record(connection, organization, [fact], actor=actor, now=now)
    employer = await organizations.organization_of_link.within(connection, organization)
    held = await people.copy_of(connection, organization, candidate.id)
    recordings = _enclosures("recordings", held.recordings)
    files = _enclosures("files", held.files)
    document = {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "organization": {
            "name": employer and employer.name,
            "contact": employer and employer.contact,
            "reply_to": employer and employer.reply_to,
        },
        **held.documents,
        "recordings": _listed(held.recordings, recordings),
        "files": _listed(held.files, files),
    }
    return PersonalCopy(candidate.uid, now, document, (*recordings, *files))


def _enclosures(folder: str, copies: Sequence[Copy]) -> list[Enclosure]:
    return [
        Enclosure(path_of(folder, place, copy.name), copy.blob_keys)
        for place, copy in enumerate(copies, 1)
    ]


def _listed(copies: Sequence[Copy], enclosures: Sequence[Enclosure]) -> list[Mapping[str, Any]]:
    return [
        {**copy.facts, "path": enclosure.path if enclosure.blob_keys else None}
        for copy, enclosure in zip(copies, enclosures, strict=True)
    ]
