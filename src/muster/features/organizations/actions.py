"""Verbs of organizations and API keys."""

import hmac
from datetime import datetime, timedelta

from muster.base.clock import Clock
from muster.base.errors import ConflictError, NotFoundError
from muster.base.ids import new_uid
from muster.features import journal
from muster.features.organizations import store
from muster.features.organizations.model import (
    ApiKey,
    Caller,
    EndedKeyError,
    MissingKeyError,
    NewKey,
    Organization,
    SlugTakenError,
    UnknownKeyError,
    UnknownOrganizationError,
    WantedKey,
    check_slug,
    generate_key,
    read_key,
)
from muster.features.organizations.profiles import Profile
from muster.features.organizations.rows import key_of, organization_of
from muster.features.organizations.rules import Reminding
from muster.storage.postgres import Connection, Database, action, service

_TOUCH_SECONDS = 60
OPERATOR = "operator"
"""The actor of commands."""


class AlreadyRolledError(ConflictError):
    """This key has a successor already; roll that one."""

    code = "already_rolled"


class UnknownApiKeyError(NotFoundError):
    """The organization has no key with this id."""

    code = "unknown_key"


@service
async def create_organization(
    connection: Connection, slug: str, profile: Profile, clock: Clock
) -> Organization:
    """Create an organization; without a name it is called by its slug.

    Raises:
        InvalidError: a value cannot be used.
        SlugTakenError: the slug belongs to another organization.
    """
    wanted = profile.checked()
    row = await store.insert_organization(
        connection,
        new_uid(),
        check_slug(slug),
        wanted.name or slug,
        wanted.time_zone or "UTC",
        wanted.locale or "en",
        wanted.reply_to,
        wanted.contact,
        wanted.accent_color,
        clock.now(),
    )
    if row is None:
        raise SlugTakenError(f"An organization with the slug {slug} exists already")
    return organization_of(row)


@service
async def change_organization(connection: Connection, slug: str, profile: Profile) -> Organization:
    """Change what the profile says and keep the rest.

    Raises:
        InvalidError: a value cannot be used.
        UnknownOrganizationError: there is no such slug.
    """
    wanted = profile.checked()
    row = await store.update_organization(
        connection,
        slug,
        wanted.name,
        wanted.time_zone,
        wanted.locale,
        wanted.reply_to,
        wanted.contact,
        wanted.accent_color,
        wanted.window_days,
        wanted.fragment_links,
        wanted.more_time and wanted.more_time.mode.value,
        wanted.more_time and wanted.more_time.days,
    )
    if row is None:
        raise UnknownOrganizationError(f"There is no organization with the slug {slug}")
    return organization_of(row)


@service
async def change_reminding(
    connection: Connection,
    slug: str,
    *,
    before: tuple[timedelta, ...] | None = None,
    most: int | None = None,
    quiet: tuple[int, int] | None = None,
) -> Organization:
    """Change the rule for reminders; None keeps a part. ``quiet`` are the hours of the night.

    Raises:
        ReminderRuleError: a number is out of bounds.
        UnknownOrganizationError: there is no such slug.
    """
    present = (await find_organization.within(connection, slug)).reminding
    wanted = Reminding(
        present.before if before is None else before,
        present.most if most is None else most,
        *(quiet or (present.quiet_from, present.quiet_until)),
    ).checked()
    row = await store.update_reminding(
        connection,
        slug,
        [int(one.total_seconds()) for one in wanted.before],
        wanted.most,
        wanted.quiet_from,
        wanted.quiet_until,
    )
    if row is None:
        raise UnknownOrganizationError(f"There is no organization with the slug {slug}")
    return organization_of(row)


@service
async def find_organization(connection: Connection, slug: str) -> Organization:
    """Return an organization by its slug.

    Raises:
        UnknownOrganizationError: there is no such slug.
    """
    row = await store.select_organization(connection, slug)
    if row is None:
        raise UnknownOrganizationError(f"There is no organization with the slug {slug}")
    return organization_of(row)


@service
async def list_organizations(connection: Connection) -> list[Organization]:
    """Return every organization, oldest first."""
    return [organization_of(row) for row in await store.select_organizations(connection)]


@service
async def organization_of_link(connection: Connection, organization: int) -> Organization | None:
    """Return the organization that a personal link names."""
    row = await store.select_organization_by_id(connection, organization)
    return organization_of(row) if row else None


@action
async def create_key(
    connection: Connection,
    organization: int,
    wanted: WantedKey,
    *,
    clock: Clock,
    actor: str = OPERATOR,
) -> tuple[NewKey, ApiKey]:
    """Create a key; its text is returned here and nowhere else."""
    new = generate_key()
    now = clock.now()
    row = await store.insert_key(
        connection,
        organization,
        (new.key_id, new.secret_sha256, wanted.name),
        wanted.scopes,
        (now, wanted.expires_at),
    )
    await _record(connection, organization, ("key.created", new.key_id), actor=actor, now=now)
    return new, key_of(row)


@action
async def list_keys(connection: Connection, organization: int) -> list[ApiKey]:
    """Return the organization's keys, newest first, ended ones included."""
    return [key_of(row) for row in await store.select_keys(connection, organization)]


@action
async def revoke_key(
    connection: Connection,
    organization: int,
    key_id: str,
    clock: Clock,
    *,
    actor: str = OPERATOR,
) -> ApiKey:
    """End a key at once.

    Raises:
        UnknownApiKeyError: the organization has no such key.
    """
    row = await store.revoke_key(connection, organization, key_id, clock.now())
    if row is None:
        raise UnknownApiKeyError
    await _record(connection, organization, ("key.revoked", key_id), actor=actor, now=clock.now())
    return key_of(row)


@action
async def roll_key(
    connection: Connection,
    organization: int,
    key_id: str,
    until: datetime,
    clock: Clock,
    *,
    actor: str = OPERATOR,
) -> tuple[NewKey, ApiKey]:
    """Create a successor with the same scopes; the old key works until ``until``.

    Raises:
        UnknownApiKeyError: the organization has no such key, or it has ended.
        AlreadyRolledError: it has a successor already.
    """
    old = {key.key_id: key for key in await list_keys.within(connection, organization)}.get(key_id)
    if old is None or old.ended(clock.now()):
        raise UnknownApiKeyError
    new, key = await create_key.within(
        connection,
        organization,
        WantedKey(old.scopes, name=old.name, expires_at=old.expires_at),
        clock=clock,
        actor=actor,
    )
    if not await store.retire_key(connection, organization, key_id, until, new.key_id):
        raise AlreadyRolledError
    await _record(connection, organization, ("key.rolled", key_id), actor=actor, now=clock.now())
    return new, key


async def authenticate(database: Database, text: str | None, clock: Clock) -> Caller:
    """Return who presents this key: one statement, no transaction.

    Raises:
        KeyRefusedError: in one of its forms, when the key is not good.
    """
    if not text:
        raise MissingKeyError
    key_id, secret_sha256 = read_key(text)
    row = await database.look_up(store.SELECT_CALLER, key_id)
    if row is None or not hmac.compare_digest(row["secret_sha256"], secret_sha256):
        raise UnknownKeyError
    caller = Caller(
        organization_of(row), key_of(row, created_at=row["key_created_at"], name=row["key_name"])
    )
    now = clock.now()
    if caller.key.ended(now):
        raise EndedKeyError
    used = caller.key.last_used_at
    if used is None or (now - used).total_seconds() > _TOUCH_SECONDS:
        await database.look_up(store.TOUCH_KEY, key_id, now)
    return caller


async def _record(
    connection: Connection,
    organization: int,
    what: tuple[str, str],
    *,
    actor: str,
    now: datetime,
) -> None:
    # A key has no integer id: its public id goes into the event's data.
    event, key_id = what
    fact = journal.Fact(event, "api_key", 0, {"key_id": key_id})
    await journal.record(connection, organization, [fact], actor=actor, now=now)
