"""What messages hold of a person: copies of letters, their end, and that of addresses.

Delivery knows no feature: whoever owes letters says which are about whom, by (kind, reference).
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from muster.features.delivery import store_forgetting as store
from muster.storage.postgres import Connection

Things: TypeAlias = Sequence[tuple[str, int]]
"""What letters are about: their kind, and the id that it goes with."""


async def copy_of(
    connection: Connection, organization: int, things: Things
) -> list[Mapping[str, Any]]:
    """Return the letters about things with their tries, oldest first, as JSON has them."""
    found: list[Mapping[str, Any]] = await store.copy_messages(connection, organization, things)
    return found


async def copy_of_addresses(
    connection: Connection, organization: int, addresses: Sequence[str]
) -> list[Mapping[str, Any]]:
    """Return why the organization writes no more to some normalised addresses."""
    found: list[Mapping[str, Any]] = await store.copy_suppressions(
        connection, organization, addresses
    )
    return found


async def letters_of(connection: Connection, organization: int, things: Things) -> list[str]:
    """Return the file names of letters about things, where a folder took them."""
    return await store.select_letters(connection, organization, things)


async def forget(connection: Connection, organization: int, things: Things) -> set[str]:
    """Delete the letters about things; return the normalised addresses that they went to.

    What waits never leaves. What a worker holds at this moment may leave, and is noted nowhere.
    """
    return await store.delete_messages(connection, organization, things)


async def forget_notices(
    connection: Connection, organization: int, abouts: Sequence[str], references: Sequence[int]
) -> list[int]:
    """Delete notices to the staff that are about something; return those that had not left.

    Both are references. Whoever wrote the notice owes another one where it named others, too.
    """
    return await store.delete_notices(connection, organization, abouts, references)


async def forget_addresses(
    connection: Connection, organization: int, addresses: Sequence[str]
) -> None:
    """Delete what is known of normalised addresses, in the relay's words on the lane, too."""
    await store.delete_suppressions(connection, organization, addresses)
