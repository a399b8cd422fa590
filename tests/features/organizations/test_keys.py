"""API keys: made once, stored as a hash, rolled, expired and revoked."""

import re
from datetime import timedelta

import pytest

from muster.features import organizations
from muster.features.organizations import (
    ALL_BUT_ERASE,
    EndedKeyError,
    KeyRefusedError,
    MissingKeyError,
    Scope,
    ScopeError,
    UnknownApiKeyError,
    parse_scopes,
)
from muster.features.organizations.model import (
    MalformedKeyError,
    UnknownKeyError,
    UnknownScopeError,
    generate_key,
    read_key,
)

READ = frozenset({Scope.INVITATIONS_READ})


@pytest.fixture
async def key(database, organization, clock):
    """A key and its record."""
    return await organizations.create_key(
        database, organization, organizations.WantedKey(READ, name="careers site"), clock=clock
    )


async def authenticate(database, key, clock):
    return await organizations.authenticate(database, key.text, clock)


async def stored(database, organization) -> list:
    async with database.transaction(organization) as connection:
        return await connection.fetch("select * from api_key")


async def events(database, organization) -> list[tuple]:
    async with database.transaction(organization) as connection:
        rows = await connection.fetch("select type, data->>'key_id' as key from event order by id")
    return [tuple(row) for row in rows]


def test_a_key_has_a_prefix_that_scanners_know_and_no_punctuation():
    assert re.fullmatch(r"muster_live_[0-9A-Za-z]{44}", generate_key().text)


def test_keys_differ():
    assert len({generate_key().text for _ in range(1000)}) == 1000


def test_a_key_is_read_back_as_its_id_and_hash():
    key = generate_key()

    assert read_key(key.text) == (key.key_id, key.secret_sha256)
    assert key.text[12:20] == key.key_id


def test_a_wrong_letter_anywhere_is_seen_without_the_database():
    text = generate_key().text

    for place in range(len(text)):
        wrong = text[:place] + ("a" if text[place] != "a" else "b") + text[place + 1 :]
        with pytest.raises(MalformedKeyError):
            read_key(wrong)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[:-1],
        lambda text: text + "0",
        lambda text: text.upper(),
        lambda text: text.replace("muster_live_", "muster_test_"),
        lambda text: text[:20] + "é" + text[21:],
        lambda text: text[:20] + "\0" + text[21:],
        lambda text: text.removeprefix("muster_live_"),
        lambda _: "x",
        lambda _: "muster_live_" + "٣" * 44,
    ],
)
def test_what_is_no_key_is_refused(change):
    with pytest.raises(MalformedKeyError):
        read_key(change(generate_key().text))


async def test_a_key_is_stored_as_a_hash_only(database, organization, key):
    new, record = key
    (row,) = await stored(database, organization)

    assert row["secret_sha256"] == new.secret_sha256
    assert new.text[20:50] not in str(dict(row))
    assert not hasattr(record, "text")


async def test_a_key_says_whose_it_is_and_what_it_may_do(database, organization, key, clock):
    caller = await authenticate(database, key[0], clock)

    assert caller.organization.id == organization
    assert (caller.key.name, caller.key.scopes) == ("careers site", READ)
    assert caller.key.created_at == clock.now()
    assert caller.actor == f"key:{key[0].key_id}"
    caller.require(Scope.INVITATIONS_READ)
    with pytest.raises(ScopeError, match="lacks the scope invitations:write"):
        caller.require(Scope.INVITATIONS_WRITE)


@pytest.mark.parametrize("text", [None, ""])
async def test_no_key_is_refused(database, clock, text):
    with pytest.raises(MissingKeyError):
        await organizations.authenticate(database, text, clock)


async def test_a_key_that_was_never_made_is_refused(database, clock):
    with pytest.raises(UnknownKeyError):
        await authenticate(database, generate_key(), clock)


async def test_the_right_id_with_another_secret_is_refused(database, key, clock):
    # The id is no secret: a stranger may know it and compute the checksum.
    async with database.transaction() as connection:
        await connection.execute(
            "update api_key set secret_sha256 = $1", generate_key().secret_sha256
        )

    with pytest.raises(UnknownKeyError):
        await authenticate(database, key[0], clock)


async def test_all_refusals_are_one_error_to_the_outside():
    for error in (MissingKeyError, MalformedKeyError, UnknownKeyError, EndedKeyError):
        assert issubclass(error, KeyRefusedError)
        assert error.code == "unauthorized"


async def test_a_key_ends_at_its_expiry(database, organization, clock):
    new, _ = await organizations.create_key(
        database,
        organization,
        organizations.WantedKey(READ, expires_at=clock.now() + timedelta(hours=1)),
        clock=clock,
    )

    clock.advance(minutes=59, seconds=59)
    assert await authenticate(database, new, clock)
    clock.advance(seconds=1)
    with pytest.raises(EndedKeyError):
        await authenticate(database, new, clock)


async def test_a_revoked_key_ends_at_once_and_stays_revoked_since_then(
    database, organization, key, clock
):
    new, _ = key
    first = await organizations.revoke_key(database, organization, new.key_id, clock)
    clock.advance(hours=1)
    second = await organizations.revoke_key(database, organization, new.key_id, clock)

    assert first.revoked_at == second.revoked_at
    with pytest.raises(EndedKeyError):
        await authenticate(database, new, clock)


async def test_a_rolled_key_works_until_its_grace_ends(database, organization, key, clock):
    old, _ = key
    new, record = await organizations.roll_key(
        database, organization, old.key_id, clock.now() + timedelta(days=1), clock
    )

    assert (record.scopes, record.name) == (READ, "careers site")
    assert (await authenticate(database, old, clock)).key.rolled_to == new.key_id
    assert await authenticate(database, new, clock)
    clock.advance(days=1)
    assert await authenticate(database, new, clock)
    with pytest.raises(EndedKeyError):
        await authenticate(database, old, clock)


async def test_rolling_never_lengthens_a_life(database, organization, clock):
    soon = clock.now() + timedelta(hours=1)
    old, _ = await organizations.create_key(
        database, organization, organizations.WantedKey(READ, expires_at=soon), clock=clock
    )
    await organizations.roll_key(
        database, organization, old.key_id, clock.now() + timedelta(days=9), clock
    )

    keys = {one.key_id: one for one in await organizations.list_keys(database, organization)}
    assert keys[old.key_id].expires_at == soon
    assert keys[keys[old.key_id].rolled_to].expires_at == soon


async def test_a_key_is_rolled_once(database, organization, key, clock):
    until = clock.now() + timedelta(days=1)
    await organizations.roll_key(database, organization, key[0].key_id, until, clock)

    with pytest.raises(organizations.AlreadyRolledError):
        await organizations.roll_key(database, organization, key[0].key_id, until, clock)
    assert len(await stored(database, organization)) == 2


async def test_an_ended_key_is_not_rolled(database, organization, key, clock):
    await organizations.revoke_key(database, organization, key[0].key_id, clock)

    with pytest.raises(UnknownApiKeyError):
        await organizations.roll_key(
            database, organization, key[0].key_id, clock.now() + timedelta(days=1), clock
        )
    assert len(await stored(database, organization)) == 1


async def test_keys_of_another_organization_are_out_of_reach(
    database, organization, other_organization, key, clock
):
    key_id = key[0].key_id

    assert await organizations.list_keys(database, other_organization) == []
    with pytest.raises(UnknownApiKeyError):
        await organizations.revoke_key(database, other_organization, key_id, clock)
    with pytest.raises(UnknownApiKeyError):
        await organizations.roll_key(database, other_organization, key_id, clock.now(), clock)
    (untouched,) = await organizations.list_keys(database, organization)
    assert (untouched.revoked_at, untouched.rolled_to) == (None, None)


async def test_keys_are_listed_newest_first_ended_ones_too(database, organization, key, clock):
    clock.advance(minutes=1)
    newer, _ = await organizations.create_key(
        database, organization, organizations.WantedKey(ALL_BUT_ERASE), clock=clock
    )
    await organizations.revoke_key(database, organization, newer.key_id, clock)

    listed = await organizations.list_keys(database, organization)
    assert [one.key_id for one in listed] == [newer.key_id, key[0].key_id]


async def test_the_use_of_a_key_is_noted_once_a_minute_at_most(database, organization, key, clock):
    used = []
    for seconds in (0, 30, 30, 1, 59, 2):
        clock.advance(seconds=seconds)
        await authenticate(database, key[0], clock)
        (row,) = await stored(database, organization)
        used.append((row["last_used_at"] - row["created_at"]).total_seconds())

    assert used == [0, 0, 0, 61, 61, 122]


async def test_what_happens_to_a_key_is_in_the_journal(database, organization, key, clock):
    old, _ = key
    new, _ = await organizations.roll_key(database, organization, old.key_id, clock.now(), clock)
    await organizations.revoke_key(database, organization, new.key_id, clock)

    assert await events(database, organization) == [
        ("key.created", old.key_id),
        ("key.created", new.key_id),
        ("key.rolled", old.key_id),
        ("key.revoked", new.key_id),
    ]


def test_without_a_scope_a_key_may_do_all_but_erase():
    assert parse_scopes([]) == set(Scope) - {Scope.CANDIDATES_ERASE}
    assert parse_scopes(["candidates:erase"]) == {Scope.CANDIDATES_ERASE}


def test_a_word_that_is_no_scope_is_refused_with_those_there_are():
    with pytest.raises(
        UnknownScopeError, match="everything is not a scope; there are activities:r"
    ):
        parse_scopes(["invitations:read", "everything"])
