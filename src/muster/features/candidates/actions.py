"""Verbs of candidates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg
from asyncpg import Record

from muster.base.errors import ConflictError, NotFoundError
from muster.base.ids import from_object_id, from_typeid, parse_integer
from muster.features import journal
from muster.features.candidates import store
from muster.features.candidates.model import Candidate, Person
from muster.storage.postgres import Connection, action


class UnknownCandidateError(NotFoundError):
    """There is no such candidate in this organization."""

    code = "unknown_candidate"


class AddressTakenError(ConflictError):
    """Another candidate of this organization has this address."""

    code = "address_taken"


@dataclass(frozen=True, slots=True)
class Met:
    """Candidates by address key, and the facts that the caller records together with its own."""

    candidates: dict[str, Candidate]
    facts: list[journal.Fact]


async def meet(
    connection: Connection, organization: int, people: Sequence[Person], *, now: datetime
) -> Met:
    """Make or meet candidates in the caller's transaction.

    Their rows stay locked until the transaction ends, so whoever invites the same people at
    the same time waits here and then sees what this transaction did.
    """
    rows = await store.upsert_candidates(connection, organization, people, now)
    facts = []
    for row in rows:
        if row["is_new"]:
            facts.append(journal.Fact("candidate.created", "candidate", row["id"]))
        elif row["previous_name"] not in {None, row["name"]}:
            facts.append(journal.Fact("candidate.renamed", "candidate", row["id"]))
    return Met({row["address_key"]: _candidate(row) for row in rows}, facts)


async def find(connection: Connection, organization: int, reference: str) -> Candidate:
    """Return a candidate by any of its names: TypeID, UUID, integer or 24-hex.

    Raises:
        UnknownCandidateError: no candidate of this organization has that name.
    """
    dated = from_object_id(reference)
    number = dated[1] if dated else parse_integer(reference)
    row = await store.select_by_name(
        connection, organization, number, from_typeid("cand", reference)
    )
    candidate = _candidate(row) if row else None
    if candidate is None or (dated and candidate.object_id != reference.lower()):
        raise UnknownCandidateError
    return candidate


get = action(find)
"""``find`` in a transaction of its own."""


async def correct(
    connection: Connection, organization: int, candidate: int, person: Person, *, now: datetime
) -> Candidate:
    """Give a candidate another name or address, in the caller's transaction.

    The home link is another one with another address; whoever calls sees to the other links.

    Raises:
        AddressTakenError: another candidate has the address.
    """
    try:
        row = await store.correct_candidate(connection, organization, candidate, person, now)
    except asyncpg.UniqueViolationError as error:
        raise AddressTakenError from error
    if row is None:
        raise AddressTakenError
    return _candidate(row)


async def void_home_links(
    connection: Connection, organization: int, candidates: Sequence[int]
) -> dict[int, int]:
    """Make the candidates' home links void; return the new link versions."""
    return await store.raise_home_version(connection, organization, candidates)


@action
async def list_candidates(
    connection: Connection,
    organization: int,
    *,
    after: int | None = None,
    address_key: str | None = None,
    limit: int = 50,
) -> list[Candidate]:
    """Return a page of candidates, newest first, or the one with an address."""
    rows = await store.select_page(connection, organization, after, address_key, limit)
    return [_candidate(row) for row in rows]


def _candidate(row: Record) -> Candidate:
    return Candidate(
        id=row["id"],
        uid=row["uid"],
        address=row["address"],
        address_key=row["address_key"],
        name=row["name"],
        locale=row["locale"],
        home_version=row["home_version"],
        created_at=row["created_at"],
    )
