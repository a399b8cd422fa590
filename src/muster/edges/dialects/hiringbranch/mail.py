"""``invitationStatus``: what became of the letter within the few seconds a client waits."""

from enum import StrEnum

from muster.edges.dialects.surface import REFUSED, Mail, mail_of
from muster.edges.services import Services
from muster.features import delivery
from muster.features.delivery import MessageState
from muster.features.invitations import Invited
from muster.features.organizations import Caller

_PATIENCE_SECONDS = 5.0


class InvitationStatus(StrEnum):
    """The vendor's two words; SENT never means that a person has received the letter."""

    SENT = "SENT"
    FAILED = "FAILED"


_SETTLED = {
    Mail.NONE: None,
    Mail.WAITING: InvitationStatus.FAILED,
    Mail.FAILED: InvitationStatus.FAILED,
    Mail.ACCEPTED: InvitationStatus.SENT,
}
"""What there is no use in waiting for."""


async def letter_of(
    services: Services, caller: Caller, invited: Invited, *, asked: bool
) -> tuple[Mail, InvitationStatus | None]:
    """Return what is known of the letter after at most five seconds.

    There is no status when no mail was asked for, or none is owed because the candidate has
    completed everything. A letter that cannot leave now is FAILED for the caller, who may send
    the link otherwise; it waits nevertheless, and ``Muster-Mail: waiting`` says so.
    """
    mail = mail_of(services, invited, asked=asked)
    if mail in _SETTLED:
        return mail, _SETTLED[mail]
    found = await services.watch.wait(
        caller.organization.id, invited.messages, timeout=_PATIENCE_SECONDS
    )
    states = set(found.values())
    if states & REFUSED:
        return Mail.FAILED, InvitationStatus.FAILED
    if states == {MessageState.ACCEPTED}:
        return Mail.ACCEPTED, InvitationStatus.SENT
    lane = await delivery.lane_health(services.database, now=services.clock.now())
    if lane.paused or lane.reason == "no_relay":
        return Mail.WAITING, InvitationStatus.FAILED
    return Mail.QUEUED, InvitationStatus.SENT
