"""What an invitation's letter must know: the variables that its renderer is given.

They hold no link: only what the link says, so that the renderer can make it again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from muster.base import language
from muster.base.signing import LinkClaim, LinkKind
from muster.features import delivery
from muster.features.candidates import Candidate
from muster.features.catalog import Activity
from muster.features.invitations.model import Invitation
from muster.features.invitations.store import reading
from muster.features.invitations.views import ActivityLine, InvitationView
from muster.features.organizations import Organization
from muster.storage.postgres import Connection

INVITATION = "invitation"
HOME = "home"
REMINDER = "reminder"
DEADLINE = "deadline"
"""More time was given."""
REFUSAL = "refusal"
"""It was not."""
WITHDRAWAL = "withdrawal"
_OWN = (INVITATION, REMINDER, DEADLINE)
"""Kinds whose reference is the invitation, and that say its window and have its link."""
BULK = 10
"""A call with more letters than this yields to single invitations."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the letters of one call to one activity have in common."""

    organization: Organization
    common: dict[str, Any]
    bulk: bool

    @classmethod
    def of(
        cls, organization: Organization, activity: Activity | ActivityLine, *, bulk: bool
    ) -> "Sheet":
        """Prepare the letters of an activity; ``bulk`` ones yield to single ones."""
        common = _employer(organization) | {"activities": [_activity(activity)]}
        return cls(organization, common, bulk)

    def letter(self, candidate: Candidate, invitation: Invitation) -> delivery.Draft:
        """Return the letter of one invitation."""
        return delivery.Draft(
            kind=INVITATION,
            reference=invitation.id,
            recipient=candidate.address,
            recipient_key=candidate.address_key,
            variables={
                **self.common,
                "name": candidate.name,
                "locale": _locale(self.organization, candidate, invitation.locale),
                "time_zone": invitation.time_zone or self.organization.time_zone,
                **window_variables(invitation),
                "link": link_variable(invitation.claim(self.organization.id)),
            },
            template="invitation.1",
            send_before=invitation.expires_at,
            bulk=self.bulk,
        )


def home_letter(organization: Organization, home: Sequence[InvitationView]) -> delivery.Draft:
    """Return the one letter to a candidate's home page, of which it lists what is open."""
    candidate = home[0].candidate
    return delivery.Draft(
        kind=HOME,
        reference=candidate.id,
        recipient=candidate.address,
        recipient_key=candidate.address_key,
        variables=_employer(organization)
        | {
            "name": candidate.name,
            "locale": _locale(organization, candidate, home[0].invitation.locale),
        }
        | _home_variables(organization.id, home),
        template="home.1",
        send_before=_last_end(home),
        bulk=False,
    )


async def queue(
    connection: Connection,
    organization: int,
    drafts: Sequence[delivery.Draft],
    *,
    now: datetime,
) -> list[delivery.Queued]:
    """Queue letters; the answers are in the same order."""
    return await delivery.enqueue(connection, organization, drafts, now=now)


async def queue_once(
    connection: Connection,
    organization: int,
    drafts: Sequence[delivery.Draft],
    *,
    now: datetime,
) -> list[delivery.Queued]:
    """Queue letters of one kind, but none about what another letter is on its way for.

    The one that waits is returned instead, and says what the invitation says now: a call that
    is made twice at once does not mail twice.
    """
    references = [draft.reference for draft in drafts]
    waiting = await delivery.waiting(
        connection, organization, kind=drafts[0].kind, references=references
    )
    stale = [draft for draft in drafts if draft.reference in waiting]
    if stale:
        await delivery.update_waiting(
            connection,
            organization,
            kind=stale[0].kind,
            references=[draft.reference for draft in stale],
            variables=[draft.variables for draft in stale],
            send_before=[draft.send_before for draft in stale],
        )
    fresh = [draft for draft in drafts if draft.reference not in waiting]
    queued = await queue(connection, organization, fresh, now=now)
    waiting |= dict(zip((draft.reference for draft in fresh), queued, strict=True))
    return [waiting[reference] for reference in references]


async def refresh_waiting(
    connection: Connection, organization: int, invitations: Sequence[Invitation]
) -> None:
    """Let letters that have not left say what the invitations say now."""
    variables = [
        window_variables(one) | {"link": link_variable(one.claim(organization))}
        for one in invitations
    ]
    for kind in _OWN:
        await delivery.update_waiting(
            connection,
            organization,
            kind=kind,
            references=[one.id for one in invitations],
            variables=variables,
            send_before=[one.expires_at for one in invitations],
        )


async def cancel_waiting(
    connection: Connection, organization: int, invitations: Sequence[int], *, now: datetime
) -> None:
    """Let no letter about these invitations leave any more."""
    for kind in _OWN:
        await delivery.cancel_waiting(
            connection, organization, kind=kind, references=invitations, now=now
        )


async def refresh_homes(
    connection: Connection, organization: int, candidates: Sequence[int], *, now: datetime
) -> None:
    """Let letters to home pages that have not left say what the pages say now.

    One that would list nothing does not leave.
    """
    homes = await reading.select_homes(connection, organization, candidates, now)
    await delivery.update_waiting(
        connection,
        organization,
        kind=HOME,
        references=list(homes),
        variables=[_home_variables(organization, home) for home in homes.values()],
        send_before=[_last_end(home) for home in homes.values()],
    )
    await delivery.cancel_waiting(
        connection,
        organization,
        kind=HOME,
        references=[candidate for candidate in candidates if candidate not in homes],
        now=now,
    )


async def refresh_waiting_homes(
    connection: Connection, organization: int, candidates: Sequence[int], *, now: datetime
) -> None:
    """Do the same for those of a batch who have such a letter, which few have."""
    waiting = await delivery.waiting(connection, organization, kind=HOME, references=candidates)
    if waiting:
        await refresh_homes(connection, organization, list(waiting), now=now)


def _home_variables(organization: int, home: Sequence[InvitationView]) -> dict[str, Any]:
    candidate = home[0].candidate
    claim = LinkClaim(LinkKind.HOME, organization, candidate.id, candidate.home_version)
    return {
        "activities": [_activity(view.activity) for view in home],
        # One deadline stands for all: the first, which nobody misses by trusting it.
        **window_variables(home[0].invitation),
        "link": link_variable(claim),
    }


def _last_end(home: Sequence[InvitationView]) -> datetime:
    return home[-1].invitation.expires_at


def window_variables(invitation: Invitation) -> dict[str, Any]:
    """Return what changes in waiting letters when an invitation is extended."""
    return {
        "opens_at": _iso(invitation.opens_at),
        "expires_at": _iso(invitation.expires_at),
        "calendar": {"uid": str(invitation.uid), "sequence": invitation.calendar_sequence},
    }


def link_variable(claim: LinkClaim) -> dict[str, Any]:
    """Return what the renderer signs."""
    return {"kind": claim.kind.name.lower(), "subject": claim.subject, "version": claim.version}


def _employer(organization: Organization) -> dict[str, Any]:
    return {
        "organization": organization.name,
        "reply_to": organization.reply_to,
        "contact": organization.contact,
        "accent_color": organization.accent_color,
        "time_zone": organization.time_zone,
    } | _logo(organization)


def _logo(organization: Organization) -> dict[str, Any]:
    logo = organization.logo
    if logo is None:
        return {}
    shown = {"path": organization.logo_path, "width": logo.width, "height": logo.height}
    return {"logo": shown}


def _locale(organization: Organization, candidate: Candidate, locale: str | None) -> str:
    return _choose(locale, candidate.locale, organization.locale)


@lru_cache(maxsize=256)
def _choose(*wishes: str | None) -> str:
    return language.choose(wishes)


def _activity(activity: Activity | ActivityLine) -> dict[str, Any]:
    return {"title": activity.title, "kind": activity.kind.value, "minutes": activity.minutes}


@lru_cache(maxsize=64)  # a batch ends at one moment
def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
