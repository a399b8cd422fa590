"""Letters after the first: reminders, answers about more time, and that it is no longer needed."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from muster.base.signing import LinkClaim, LinkKind
from muster.features import delivery
from muster.features.invitations import letters
from muster.features.invitations.model import State
from muster.features.invitations.views import InvitationView
from muster.features.organizations import Organization


def reminder(
    organization: Organization, view: InvitationView, calendar: tuple[UUID, int]
) -> delivery.Draft:
    """Return a reminder of an invitation, or of a track's stage with the track's link.

    ``calendar`` is the entry (UID, SEQUENCE) that the candidate has of it.
    """
    invitation = view.invitation
    root = invitation.parent_id or invitation.id
    version = invitation.link_version
    draft = letters.Sheet.of(organization, view.activity, bulk=True).letter(
        view.candidate, invitation
    )
    variables = {
        "opens_at": None,
        "started": invitation.stored_state is State.STARTED,
        "link": letters.link_variable(
            LinkClaim(LinkKind.INVITATION, organization.id, root, version)
        ),
        "stop": letters.link_variable(LinkClaim(LinkKind.REMINDERS, organization.id, root, 0)),
        "calendar": {"uid": str(calendar[0]), "sequence": calendar[1]},
    }
    return replace(
        draft,
        kind=letters.REMINDER,
        template="reminder.1",
        variables={**draft.variables, **variables},
    )


def deadline(organization: Organization, view: InvitationView) -> delivery.Draft:
    """Return the letter that more time was given, with the new end."""
    return _draft(organization, view, letters.DEADLINE, {"opens_at": None})


def refusal(organization: Organization, view: InvitationView) -> delivery.Draft:
    """Return the letter that more time was not given. It changes nothing in a calendar."""
    draft = _draft(organization, view, letters.REFUSAL, {"opens_at": None, "calendar": None})
    return replace(draft, send_before=None)


def withdrawal(organization: Organization, view: InvitationView) -> delivery.Draft:
    """Return the letter that an invitation is no longer needed, which clears the calendar."""
    draft = _draft(organization, view, letters.WITHDRAWAL, {"opens_at": None})
    return replace(draft, send_before=None)


def _draft(
    organization: Organization, view: InvitationView, kind: str, variables: dict[str, Any]
) -> delivery.Draft:
    sheet = letters.Sheet.of(organization, view.activity, bulk=False)
    draft = sheet.letter(view.candidate, view.invitation)
    return replace(
        draft, kind=kind, template=f"{kind}.1", variables={**draft.variables, **variables}
    )
