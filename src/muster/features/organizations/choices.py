"""Verbs by which members change what their organization has chosen; each is an event."""

import re
from collections.abc import Sequence
from dataclasses import fields
from uuid import UUID

from muster.base.clock import Clock
from muster.features import journal
from muster.features.organizations import store
from muster.features.organizations.actions import (
    change_organization,
    change_reminding,
    organization_of_link,
)
from muster.features.organizations.logos import Logo, LogoFile, UnknownLogoError
from muster.features.organizations.model import (
    Organization,
    UnknownOrganizationError,
)
from muster.features.organizations.profiles import Profile
from muster.features.organizations.rows import organization_of
from muster.features.organizations.rules import Reminding
from muster.storage.postgres import Connection, action, service

_SHA256 = re.compile("[0-9a-f]{64}")


@action
async def change_profile(
    connection: Connection, organization: int, profile: Profile, *, actor: str, clock: Clock
) -> Organization:
    """Change what the profile says and keep the rest; what changed is in the event, by name.

    Raises:
        InvalidError: a value cannot be used; its field says which.
    """
    before = await _present(connection, organization)
    after = await change_organization.within(connection, before.slug, profile)
    changed = [
        one.name for one in fields(Profile) if getattr(before, one.name) != getattr(after, one.name)
    ]
    await _record(connection, organization, changed, actor, clock)
    return after


@action
async def choose_reminding(
    connection: Connection, organization: int, wanted: Reminding, *, actor: str, clock: Clock
) -> Organization:
    """Change the rule for reminders.

    Raises:
        ReminderRuleError: a number is out of bounds.
    """
    before = await _present(connection, organization)
    after = await change_reminding.within(
        connection,
        before.slug,
        before=wanted.before,
        most=wanted.most,
        quiet=(wanted.quiet_from, wanted.quiet_until),
    )
    changed = ["reminding"] if before.reminding != after.reminding else []
    await _record(connection, organization, changed, actor, clock)
    return after


@action
async def show_logo(
    connection: Connection, organization: int, file: LogoFile, *, actor: str, clock: Clock
) -> Organization:
    """Keep a logo and show it from now on."""
    await store.insert_logo(connection, organization, file, clock.now())
    return await _use(connection, organization, file.logo, actor, clock)


@action
async def show_logo_again(
    connection: Connection, organization: int, sha256: str | None, *, actor: str, clock: Clock
) -> Organization:
    """Show a logo that was in use before, by its digest, or none.

    Raises:
        UnknownLogoError: the organization never had it.
    """
    logo = None
    if sha256 is not None:
        logo = (await find_logo.within(connection, organization, sha256)).logo
    return await _use(connection, organization, logo, actor, clock)


@action
async def find_logo(connection: Connection, organization: int, sha256: str) -> LogoFile:
    """Return a logo that is or was in use.

    Raises:
        UnknownLogoError: the organization never had it.
    """
    row = None
    if _SHA256.fullmatch(sha256):
        row = await store.select_logo(connection, organization, sha256)
    if row is None:
        raise UnknownLogoError
    return LogoFile(**row)


@service
async def organization_with(connection: Connection, uid: UUID) -> Organization:
    """Return the organization that a public address names.

    Raises:
        UnknownOrganizationError: there is none.
    """
    row = await store.select_organization_by_uid(connection, uid)
    if row is None:
        raise UnknownOrganizationError
    return organization_of(row)


async def _use(
    connection: Connection, organization: int, logo: Logo | None, actor: str, clock: Clock
) -> Organization:
    before = await _present(connection, organization)
    after = organization_of(await store.update_logo(connection, organization, logo))
    changed = ["logo"] if before.logo != after.logo else []
    await _record(connection, organization, changed, actor, clock)
    return after


async def _present(connection: Connection, organization: int) -> Organization:
    found = await organization_of_link.within(connection, organization)
    if found is None:
        raise UnknownOrganizationError
    return found


async def _record(
    connection: Connection, organization: int, changed: Sequence[str], actor: str, clock: Clock
) -> None:
    if changed:
        facts = [
            journal.Fact(
                "organization.changed", "organization", organization, {"what": list(changed)}
            )
        ]
        await journal.record(connection, organization, facts, actor=actor, now=clock.now())
