"""Taking the revoking of one invitation back, as if it had not been."""

from muster.base.clock import Clock
from muster.features.invitations.actions.read import find_invitation
from muster.features.invitations.actions.together import Doer, revive_together
from muster.features.invitations.model import FinishedError, StageOfTrackError
from muster.features.invitations.together import Together
from muster.features.invitations.views import InvitationView
from muster.features.organizations import Organization
from muster.storage.postgres import Connection, Database


async def revive(
    database: Database, organization: Organization, reference: str, *, actor: str, clock: Clock
) -> InvitationView:
    """Make a revoked invitation valid again under the same link; what is not revoked stays as it is.

    Whose letter was stopped by the revoking, or who was told of it, gets another letter.

    Raises:
        UnknownInvitationError: there is no such invitation.
        StageOfTrackError: it is a stage of a track.
        FinishedError: it is completed.
    """

    async def work(connection: Connection) -> InvitationView:
        view = await find_invitation.within(connection, organization.id, reference)
        number = view.invitation.id
        by = Doer(organization, actor, clock.now())
        changes = await revive_together(connection, [number], by)
        outcome = changes.outcomes.get(number)
        if outcome is Together.STAGE:
            raise StageOfTrackError
        if outcome is Together.FINISHED:
            raise FinishedError
        return await find_invitation.within(connection, organization.id, reference)

    return await database.run(organization.id, work)
