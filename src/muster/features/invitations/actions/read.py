"""Showing invitations to members and integrators."""

from dataclasses import dataclass

from muster.base.addresses import parse_address
from muster.base.clock import Clock
from muster.base.errors import MusterError
from muster.base.ids import from_object_id, from_typeid, parse_integer
from muster.features.invitations.guests import clean_external_id
from muster.features.invitations.model import State, UnknownInvitationError
from muster.features.invitations.store import reading
from muster.features.invitations.views import InvitationView
from muster.storage.postgres import Connection, action

TYPE_PREFIX = "inv"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which invitations a list shows; None takes all. Activity and candidate are row ids."""

    state: State | None = None
    activity: int | None = None
    candidate: int | None = None
    email: str | None = None
    external_id: str | None = None
    stages: bool = False
    """Show the stages of tracks, too, which are invitations with a parent."""


@action
async def find_invitation(
    connection: Connection, organization: int, reference: str
) -> InvitationView:
    """Return an invitation by any of its names: TypeID, UUID, integer or 24-hex.

    Raises:
        UnknownInvitationError: no invitation of this organization has that name.
    """
    dated = from_object_id(reference)
    number = dated[1] if dated else parse_integer(reference)
    view = await reading.select_by_name(
        connection, organization, number, from_typeid(TYPE_PREFIX, reference)
    )
    if view is None or (dated and view.invitation.object_id != reference.lower()):
        raise UnknownInvitationError
    return view


@action
async def list_invitations(
    connection: Connection,
    organization: int,
    wanted: Filter,
    clock: Clock,
    *,
    after: int | None = None,
    limit: int = 50,
) -> list[InvitationView]:
    """Return a page of invitations, newest first, that come after an id in that order."""
    address_key = external_id = None
    try:
        if wanted.email is not None:
            address_key = parse_address(wanted.email).key
        if wanted.external_id is not None:
            external_id = clean_external_id(wanted.external_id)
    except MusterError:
        return []  # nobody can have an address that is none, nor such a reference
    return await reading.select_page(
        connection,
        organization,
        after,
        wanted.state and wanted.state.value,
        clock.now(),
        wanted.activity,
        wanted.candidate,
        address_key,
        external_id,
        limit,
        wanted.stages,
    )
