"""A sample of the letter that somebody invited would get, about nobody's invitation."""

from datetime import datetime, timedelta
from uuid import UUID

from muster.base.ids import MAX_ID
from muster.features import delivery
from muster.features.candidates import Candidate
from muster.features.catalog import Activity
from muster.features.invitations.letters import Sheet
from muster.features.invitations.model import Invitation, State
from muster.features.organizations import Organization

_UID = UUID("01950000-0000-7000-8000-000000000002")


def sample_letter(
    organization: Organization,
    activity: Activity,
    person: tuple[str, str],
    locale: str,
    now: datetime,
) -> delivery.Draft:
    """Return a letter in a language to a person, name and address; its link opens nothing."""
    name, address = person
    candidate = Candidate(MAX_ID, _UID, address, address.lower(), name, locale, 0, now)
    invitation = Invitation(
        id=MAX_ID,
        uid=_UID,
        activity_id=activity.id,
        candidate_id=MAX_ID,
        parent_id=None,
        round=1,
        stored_state=State.PENDING,
        opens_at=None,
        expires_at=now + timedelta(days=organization.window_days),
        link_version=0,
        external_id=None,
        metadata={},
        redirect_url=None,
        locale=locale,
        created_at=now,
        updated_at=now,
        started_at=None,
        completed_at=None,
        revoked_at=None,
    )
    return Sheet.of(organization, activity, bulk=False).letter(candidate, invitation)
