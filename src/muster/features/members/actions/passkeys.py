"""Verbs of passkeys: made, used, named, removed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from asyncpg import Record

from muster.base.clock import Clock
from muster.base.errors import ConflictError, NotFoundError
from muster.base.ids import new_uid
from muster.base.text import clean_line
from muster.features import journal
from muster.features.members.actions.people import membership_of
from muster.features.members.actions.trying import Asked, ask, take_answer
from muster.features.members.model import Member, Membership
from muster.features.members.passkeys import (
    NewPasskey,
    Party,
    Passkey,
    PasskeyError,
    StoredKey,
    authentication,
    challenge_in,
    check_new,
    check_use,
    credential_in,
    registration,
)
from muster.features.members.store import passkeys as store
from muster.storage.postgres import Connection, Database, action

_MOST_PASSKEYS = 20
_LONGEST_NAME = 60


class UnknownPasskeyError(NotFoundError):
    """You have no such passkey."""

    code = "unknown_passkey"


class PasskeyTakenError(ConflictError):
    """This passkey is registered already."""

    code = "passkey_taken"


class TooManyPasskeysError(ConflictError):
    """You have twenty passkeys already; remove one first."""

    code = "too_many_passkeys"


async def ask_to_sign_in(database: Database, party: Party, browser: str, clock: Clock) -> str:
    """Return what a browser needs to sign somebody in by a passkey, in JSON."""
    challenge = await ask(database, Asked.ENTER, browser, {}, clock)
    return authentication(party, challenge)


async def sign_in_by_passkey(
    database: Database, party: Party, browser: str, answer: Mapping[str, Any], clock: Clock
) -> Membership:
    """Return who answered; the session is begun by somebody else.

    Raises:
        ChallengeEndedError: nobody asked this browser, or too long ago.
        PasskeyError: the passkey is unknown, or its answer is not right.
    """
    challenge = challenge_in(answer)
    await take_answer(database, Asked.ENTER, browser, challenge, clock)
    row = await database.look_up(store.SELECT_BY_CREDENTIAL, credential_in(answer))
    if row is None:
        raise PasskeyError("This passkey is not known here, or was removed")
    stored = StoredKey(membership_of(row), row["passkey_id"], row["public_key"], row["sign_count"])
    count = check_use(party, dict(answer), challenge, stored)
    await _note_use(database, stored.membership.member.organization_id, stored, count, clock)
    return stored.membership


async def ask_to_register(
    database: Database, party: Party, browser: str, membership: Membership, clock: Clock
) -> str:
    """Return what a browser needs to make a passkey for a member, in JSON."""
    member = membership.member
    known = await _credentials(database, member.organization_id, member)
    if len(known) >= _MOST_PASSKEYS:
        raise TooManyPasskeysError
    details = {"member": str(member.uid)}
    challenge = await ask(database, Asked.REGISTER, browser, details, clock)
    return registration(party, membership, challenge, known)


async def register_passkey(
    database: Database,
    party: Party,
    browser: str,
    member: Member,
    answer: Mapping[str, Any],
    clock: Clock,
) -> Passkey:
    """Keep the passkey that a browser made for a member; the answer's ``name`` is for people.

    Raises:
        ChallengeEndedError: nobody asked this browser, or too long ago.
        PasskeyError: the answer is not right.
        PasskeyTakenError: it is registered already.
    """
    challenge = challenge_in(answer)
    details = await take_answer(database, Asked.REGISTER, browser, challenge, clock)
    if details.get("member") != str(member.uid):
        raise PasskeyError
    new = check_new(party, dict(answer), challenge)
    name = clean_line(str(answer.get("name") or "Passkey"), field="name", longest=_LONGEST_NAME)
    return await _keep(database, member.organization_id, member, new, name, clock)


@action
async def list_passkeys(connection: Connection, organization: int, member: Member) -> list[Passkey]:
    """Return the passkeys of a member, the oldest first."""
    rows = await store.select_passkeys(connection, organization, member.id)
    return [Passkey(**row) for row in rows]


@action
async def rename_passkey(
    connection: Connection, organization: int, member: Member, uid: UUID, name: str
) -> Passkey:
    """Give a member's passkey another name.

    Raises:
        UnknownPasskeyError: the member has no such passkey.
        InvalidError: the name is empty, too long, or has controls.
    """
    clean = clean_line(name, field="name", longest=_LONGEST_NAME)
    return _found(await store.rename_passkey(connection, organization, member.id, uid, clean))


@action
async def remove_passkey(
    connection: Connection, organization: int, member: Member, uid: UUID, clock: Clock
) -> Passkey:
    """Let a member's passkey open nothing any more.

    Raises:
        UnknownPasskeyError: the member has no such passkey.
    """
    now = clock.now()
    passkey = _found(await store.remove_passkey(connection, organization, member.id, uid, now))
    await _record(connection, member, "member.passkey_removed", clock)
    return passkey


@action
async def restore_passkey(
    connection: Connection, organization: int, member: Member, uid: UUID, clock: Clock
) -> Passkey:
    """Take a removal back.

    Raises:
        UnknownPasskeyError: the member has no such passkey, or it is gone for good.
    """
    passkey = _found(await store.restore_passkey(connection, organization, member.id, uid))
    await _record(connection, member, "member.passkey_added", clock)
    return passkey


@action
async def _credentials(connection: Connection, organization: int, member: Member) -> list[bytes]:
    return await store.select_credentials(connection, organization, member.id)


@action
async def _note_use(
    connection: Connection, organization: int, stored: StoredKey, count: int, clock: Clock
) -> None:
    if not await store.note_use(connection, organization, stored.id, count, clock.now()):
        raise PasskeyError


@action
async def _keep(
    connection: Connection,
    organization: int,
    member: Member,
    new: NewPasskey,
    name: str,
    clock: Clock,
) -> Passkey:
    row = await store.insert_passkey(
        connection,
        organization,
        member.id,
        new_uid(),
        new.credential_id,
        new.public_key,
        new.sign_count,
        new.transports,
        name,
        new.synced,
        clock.now(),
    )
    if row is None:
        raise PasskeyTakenError
    await _record(connection, member, "member.passkey_added", clock)
    return Passkey(**row)


async def _record(connection: Connection, member: Member, what: str, clock: Clock) -> None:
    fact = journal.Fact(what, "member", member.id)
    await journal.record(
        connection, member.organization_id, [fact], actor=member.actor, now=clock.now()
    )


def _found(row: Record | None) -> Passkey:
    if row is None:
        raise UnknownPasskeyError
    return Passkey(**row)
