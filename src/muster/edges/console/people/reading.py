"""What the page of a person shows, read from everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from muster.edges.services import Services
from muster.features import attempts, candidates, delivery, invitations, overview, privacy, reports
from muster.features.attempts import Accommodation
from muster.features.candidates import Candidate
from muster.features.delivery import MessageView, Suppression
from muster.features.invitations import Filter, InvitationView
from muster.features.overview import Cursor, Happening, Wishes
from muster.features.privacy import Hold, UnknownHoldError
from muster.features.reports import ReportFilter, ReportLine

_MOST = 200
_PAGE = 40
_ABOUT_INVITATIONS = ("invitation", "stage", "reminder", "deadline", "refusal", "withdrawal")
_HOME = "home"
_TELLS_MORE = {
    "invitation.started": "attempt.started",
    "invitation.completed": "attempt.submitted",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the time line: an event, or a letter with all its tries."""

    at: datetime
    event: Happening | None = None
    letter: MessageView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A candidate with everything that there is."""

    candidate: Candidate
    invitations: Sequence[InvitationView]
    """To activities and tracks, newest first."""
    stages: Sequence[InvitationView]
    """To the stages of tracks, newest first."""
    reports: Sequence[ReportLine]
    letters: Sequence[MessageView]
    hold: Hold | None
    suppression: Suppression | None
    accommodation: Accommodation
    wishes: Wishes

    def report_of(self, view: InvitationView) -> ReportLine | None:
        """Return the report of an invitation."""
        found = (one for one in self.reports if one.invitation_id == view.invitation.id)
        return next(found, None)

    def stages_of(self, view: InvitationView) -> list[InvitationView]:
        """Return the stages of a track that were opened, the first one first."""
        mine = [one for one in self.stages if one.invitation.parent_id == view.invitation.id]
        return mine[::-1]

    def about(self, letter: MessageView) -> str | None:
        """Return the title of what a letter is about; None of one about several."""
        if letter.kind == _HOME:
            return None
        everything = (*self.invitations, *self.stages)
        found = (one for one in everything if one.invitation.id == letter.reference)
        return next((one.activity.title for one in found), None)

    def letter_of(self, view: InvitationView) -> MessageView | None:
        """Return the newest letter with the link of an invitation."""
        found = [
            one
            for one in self.letters
            if (one.kind, one.reference)
            in {("invitation", view.invitation.id), (_HOME, self.candidate.id)}
        ]
        return found[-1] if found else None


async def read_person(services: Services, organization: int, reference: str) -> Person:
    """Return a candidate with everything but the time line.

    Raises:
        UnknownCandidateError: there is no such candidate.
    """
    database = services.database
    candidate = await candidates.get(database, organization, reference)
    everything = await invitations.list_invitations(
        database,
        organization,
        Filter(candidate=candidate.id, stages=True),
        services.clock,
        limit=_MOST,
    )
    lines = await reports.list_reports(
        database, organization, ReportFilter(candidate_id=candidate.id), limit=_MOST
    )
    return Person(
        candidate=candidate,
        invitations=[one for one in everything if one.invitation.parent_id is None],
        stages=[one for one in everything if one.invitation.parent_id is not None],
        reports=lines,
        letters=await _letters_of(services, organization, candidate, everything),
        hold=await _hold_on(services, organization, reference),
        suppression=await delivery.find_suppression(database, organization, candidate.address_key),
        accommodation=await attempts.get_accommodation(database, organization, reference),
        wishes=await overview.read_wishes(database, organization, candidate.id),
    )


async def read_story(
    services: Services,
    organization: int,
    person: Person,
    cursor: Cursor | None,
    view: InvitationView | None,
) -> tuple[list[Entry], Cursor | None]:
    """Return a page of what happened to a person, or about one invitation, newest first."""
    page = await overview.read_timeline(
        services.database,
        organization,
        person.candidate.id,
        invitation=view.invitation.id if view else None,
        cursor=cursor,
        limit=_PAGE,
    )
    events = [Entry(one.at, event=one) for one in _without_echoes(page.happenings)]
    about = None
    if view is not None:
        about = {one.invitation.id for one in (view, *person.stages_of(view))}
    letters = [
        Entry(one.created_at, letter=one)
        for one in person.letters
        if (page.since is None or page.since <= one.created_at)
        and (page.before is None or one.created_at < page.before)
        and (about is None or (one.kind != _HOME and one.reference in about))
    ]
    # Newest first: of one moment the letter stands above the event that it came of.
    entries = sorted([*letters[::-1], *events], key=lambda one: one.at, reverse=True)
    return entries, page.next


def _without_echoes(happenings: Sequence[Happening]) -> list[Happening]:
    """Leave out what an attempt's own event at the same moment tells, too."""
    told = {(one.type, one.invitation_uid, one.at) for one in happenings}
    return [
        one
        for one in happenings
        if (_TELLS_MORE.get(one.type), one.invitation_uid, one.at) not in told
    ]


async def _letters_of(
    services: Services,
    organization: int,
    candidate: Candidate,
    everything: Sequence[InvitationView],
) -> list[MessageView]:
    """Return all letters to a candidate, oldest first."""
    ids = [one.invitation.id for one in everything]
    about = await delivery.messages_of(services.database, organization, _ABOUT_INVITATIONS, ids)
    home = await delivery.messages_of(services.database, organization, [_HOME], [candidate.id])
    return sorted([*about, *home], key=lambda one: one.id)


async def _hold_on(services: Services, organization: int, reference: str) -> Hold | None:
    try:
        return await privacy.find_hold(services.database, organization, reference)
    except UnknownHoldError:
        return None
