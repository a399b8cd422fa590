"""What invitations hold of a person, with the letters about them: copies, and their end."""

from collections.abc import Mapping
from typing import Any

from muster.base.signing import LinkKind
from muster.features import candidates, delivery
from muster.features.invitations.children import STAGE
from muster.features.invitations.letters import (
    DEADLINE,
    HOME,
    INVITATION,
    REFUSAL,
    REMINDER,
    WITHDRAWAL,
)
from muster.features.invitations.store import forgetting as store
from muster.storage.postgres import Connection

ABOUT_INVITATIONS = (INVITATION, STAGE, REMINDER, DEADLINE, REFUSAL, WITHDRAWAL)
"""Kinds of letters to candidates that go with an invitation's id; HOME goes with the candidate's."""

_NAMING = ("expired", "more_time_asked")
"""What notices to the staff are about that name candidates."""


async def lock_all(connection: Connection, organization: int, candidate: int) -> None:
    """Keep everybody from starting, changing or submitting what the candidate was invited to."""
    await store.lock_invitations(connection, organization, candidate)


async def ids_of(connection: Connection, organization: int, candidate: int) -> list[int]:
    """Return the ids of the candidate's invitations."""
    return await store.select_ids(connection, organization, candidate)


async def copy_of(
    connection: Connection, organization: int, candidate: int
) -> list[Mapping[str, Any]]:
    """Return the candidate's invitations, oldest first, as JSON has them."""
    found: list[Mapping[str, Any]] = await store.copy_invitations(
        connection, organization, candidate
    )
    return found


async def copy_of_letters(
    connection: Connection, organization: int, candidate: int
) -> list[Mapping[str, Any]]:
    """Return the letters to the candidate, with the relay's words, as JSON has them."""
    things = await _things(connection, organization, candidate)
    return await delivery.copy_of(connection, organization, things)


async def letters_of(connection: Connection, organization: int, candidate: int) -> list[str]:
    """Return the file names of the candidate's letters, where a folder took them."""
    things = await _things(connection, organization, candidate)
    return await delivery.letters_of(connection, organization, things)


async def forget(connection: Connection, organization: int, candidate: int) -> None:
    """Delete the candidate's invitations, the letters about them, and what browsers may open."""
    invitations = await store.select_ids(connection, organization, candidate)
    things = await _things(connection, organization, candidate)
    person = await candidates.find(connection, organization, str(candidate))
    addresses = await delivery.forget(connection, organization, things)
    await delivery.forget_addresses(
        connection, organization, sorted({person.address_key, *addresses})
    )
    await _forget_notices(connection, organization, invitations)
    links = [(LinkKind.INVITATION, each) for each in invitations]
    await store.delete_grants(connection, organization, [*links, (LinkKind.HOME, candidate)])
    await store.delete_invitations(connection, organization, candidate)


async def _forget_notices(
    connection: Connection, organization: int, invitations: list[int]
) -> None:
    named = await store.select_notices(connection, organization, invitations)
    unsent = await delivery.forget_notices(
        connection, organization, _NAMING, [*invitations, *named]
    )
    await store.owe_again(connection, organization, unsent, invitations)


async def _things(
    connection: Connection, organization: int, candidate: int
) -> list[tuple[str, int]]:
    invitations = await store.select_ids(connection, organization, candidate)
    letters = [(kind, each) for kind in ABOUT_INVITATIONS for each in invitations]
    return [*letters, (HOME, candidate)]
