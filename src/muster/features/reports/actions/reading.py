"""Reading a report: its points, its ratings, or all that there is to show."""

from dataclasses import replace

from asyncpg import Record

from muster.base.clock import Clock
from muster.base.errors import NotFoundError
from muster.base.ids import from_typeid, parse_integer
from muster.features import attempts, invitations, media, organizations
from muster.features.attempts import Attempt
from muster.features.reports import composing
from muster.features.reports.actions.naming import named
from muster.features.reports.actions.settling import place_of
from muster.features.reports.following import standing
from muster.features.reports.model import NotSubmittedError, Report
from muster.features.reports.store import attempts as lists
from muster.features.reports.store import reading, settling
from muster.features.reports.store.rows import activity_of, report_of
from muster.features.reports.views import Rank, ReportView, Sheet
from muster.storage.postgres import Connection, action


class UnknownReportError(NotFoundError):
    """There is no such report in this organization."""

    code = "unknown_report"


@action
async def read_report(
    connection: Connection, organization: int, reference: str, clock: Clock
) -> ReportView:
    """Return a report by its TypeID or UUID, or by any name of its attempt.

    Raises:
        UnknownReportError: there is no such report, and no such attempt.
        NotSubmittedError: there is such an attempt, which has no report yet.
    """
    return await view_of(
        connection, organization, await _card(connection, organization, reference), clock
    )


@action
async def report_of_invitation(
    connection: Connection, organization: int, reference: str, clock: Clock
) -> ReportView | None:
    """Return the report of an invitation by any of its names; None while there is none.

    Raises:
        UnknownInvitationError: there is no such invitation.
    """
    found = await invitations.find_invitation.within(connection, organization, reference)
    card = await reading.select_of_invitation(connection, organization, found.invitation.id)
    return card and await view_of(connection, organization, card, clock)


@action
async def read_score(connection: Connection, organization: int, reference: str) -> Report:
    """Return the report of an attempt by any of its names.

    Raises:
        UnknownAttemptError: there is no such attempt.
        NotSubmittedError: it has no report yet.
    """
    attempt = await attempts.find_attempt.within(connection, organization, reference)
    found = await lists.select_reports(connection, organization, [attempt.id])
    if attempt.id not in found:
        raise NotSubmittedError
    return found[attempt.id]


@action
async def read_ratings(
    connection: Connection, organization: int, reference: str, item: str
) -> Sheet:
    """Return a question of a scored attempt with everything that reviewers gave for it.

    Raises:
        UnknownAttemptError: there is no such attempt.
        NotSubmittedError: it has no report yet.
        UnknownQuestionError: it has no such question.
    """
    report = await read_score.within(connection, organization, reference)
    places = await attempts.answers_of.within(connection, organization, report.attempt_id)
    place = place_of(places, item)
    given = await settling.select_ratings(connection, organization, report.attempt_id, item)
    now = standing(given)
    return Sheet(
        attempt_uid=report.attempt_uid,
        question=place.item,
        value=place.answer.value if place.answer else None,
        score=next(one for one in report.score.questions if one.item == item),
        given=now,
        earlier=tuple(one for one in given if one not in now),
    )


async def attempt_named(connection: Connection, organization: int, reference: str) -> int:
    """Return the attempt of a report by any name of either.

    Raises:
        UnknownReportError: there is no such report, and no such attempt.
        NotSubmittedError: there is such an attempt, which has no report yet.
    """
    attempt: int = (await _card(connection, organization, reference))["attempt_id"]
    return attempt


async def _card(connection: Connection, organization: int, reference: str) -> Record:
    card = await reading.select_by_name(
        connection,
        organization,
        parse_integer(reference),
        uid=from_typeid(Report.TYPE_PREFIX, reference),
        attempt_uid=from_typeid(Attempt.TYPE_PREFIX, reference),
    )
    if card is not None:
        return card
    try:
        await attempts.find_attempt.within(connection, organization, reference)
    except attempts.UnknownAttemptError as error:
        raise UnknownReportError from error
    raise NotSubmittedError


async def view_of(
    connection: Connection, organization: int, card: Record, clock: Clock
) -> ReportView:
    """Return the view of a row of ``report_card``."""
    report, name = report_of(card), str(card["attempt_id"])
    attempt = await attempts.find_attempt.within(connection, organization, name)
    invited = await invitations.find_invitation.within(
        connection, organization, str(attempt.invitation_id)
    )
    owner = await organizations.organization_of_link.within(connection, organization)
    if owner is None:
        raise UnknownReportError
    activity = activity_of(card)
    kept = await attempts.read_version(
        connection, organization, (activity.id, activity.uid), attempt.version
    )
    return ReportView(
        organization=owner,
        report=report,
        attempt=composing.without_accommodation(attempt),
        invitation=invited.invitation,
        candidate=invited.candidate,
        activity=activity,
        title=kept.content.title,
        kind=activity.kind,
        version=attempt.version,
        language=kept.content.language,
        sections=composing.sections_of(
            report.score, await _parts(connection, organization, attempt)
        ),
        skills=report.score.skills,
        signals=tuple(await attempts.signals_of.within(connection, organization, attempt.id)),
        rank=await _rank(connection, organization, attempt.activity_id, report),
        made_at=clock.now(),
        images=kept.content.images,
    )


async def _parts(connection: Connection, organization: int, attempt: Attempt) -> composing.Parts:
    name = str(attempt.id)
    places = await attempts.answers_of.within(connection, organization, attempt.id)
    needs = composing.Needs.of(places)
    given = takes = files = spent = None
    if needs.ratings:
        found = await settling.select_ratings(connection, organization, attempt.id, None)
        given = await named(connection, organization, found)
    if needs.recordings:
        takes = await media.list_recordings.within(connection, organization, name)
    if needs.files:
        files = await media.list_files.within(connection, organization, name)
    if needs.spent:
        spent = await reading.select_spent(connection, organization, attempt.id)
    return composing.Parts(places, given or (), takes or (), files or (), spent or {})


async def _rank(
    connection: Connection, organization: int, activity: int, report: Report
) -> Rank | None:
    tally = report.score.overall
    if tally.percent is None:
        return None
    rank = composing.rank_of(*await reading.count_others(connection, organization, activity, tally))
    if rank is None:
        return None
    return replace(rank, spread=await reading.count_spread(connection, organization, activity))
