"""How candidates stand with activities: invited, at it, done; and what they have earned."""

from dataclasses import dataclass
from datetime import datetime

from muster.base.ids import to_object_id
from muster.features.catalog import Dialect, Kind
from muster.features.invitations import State
from muster.features.reports.model import Score


@dataclass(frozen=True, slots=True)
class Standings:
    """Which standings a list shows; None takes all. Candidates and activities are row ids.

    ``dialect`` is whose ids of activities are told with them.
    """

    kind: Kind
    dialect: Dialect
    candidates: tuple[int, ...] | None = None
    activities: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One candidate and one activity: the latest invitation that was not revoked.

    ``asked`` and ``answered`` count the questions of the attempt, 0 before Start. ``score`` is
    None until the attempt is settled, and may wait for ratings.
    """

    invitation_id: int
    state: State
    candidate_id: int
    candidate_created_at: datetime
    activity_id: int
    activity_created_at: datetime
    title: str
    vendor_id: str | None
    started_at: datetime | None
    submitted_at: datetime | None
    asked: int
    answered: int
    score: Score | None

    @property
    def candidate_object_id(self) -> str:
        """Return the candidate's 24-hex name."""
        return to_object_id(self.candidate_created_at, self.candidate_id)

    @property
    def activity_object_id(self) -> str:
        """Return the activity's 24-hex name."""
        return to_object_id(self.activity_created_at, self.activity_id)
