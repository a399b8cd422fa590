"""Giving a list to the worker, and taking it back."""

from collections import Counter
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from muster.base.clock import Clock
from muster.base.errors import InvalidError
from muster.features import journal
from muster.features.catalog import ArchivedActivityError
from muster.features.intake.actions.finding import (
    IntakeView,
    activities_of,
    find_draft,
    look_within,
)
from muster.features.intake.actions.taking_in import make_list
from muster.features.intake.judging import Judged, Verdict
from muster.features.intake.model import (
    Arrival,
    Entry,
    Intake,
    IntakeBegunError,
    IntakeState,
    NobodyToInviteError,
    Options,
    Row,
    UnknownIntakeError,
)
from muster.features.intake.store import intakes, rows
from muster.features.organizations import Organization
from muster.storage.postgres import Connection, Database, action


async def start(
    database: Database,
    organization: Organization,
    uid: UUID,
    options: Options,
    *,
    actor: str,
    clock: Clock,
) -> int:
    """Let a worker invite the people of a list, now or at ``options.begin_at``; return how many.

    Rows that cannot be invited, and rows whose address stands in an earlier one, are settled here.

    Raises:
        UnknownIntakeError: there is no such list.
        IntakeBegunError: its people are being invited already.
        InvalidError: the beginning has passed, or days and an end are both said.
        WindowError: nobody could use the invitations.
        ArchivedActivityError: one of the activities is archived.
        NobodyToInviteError: no row can be invited.
    """
    now = clock.now()
    _check_times(options, now)

    async def work(connection: Connection) -> int:
        found = await find_draft(connection, organization.id, uid)
        intake = replace(found, made_by=actor, options=options)
        return (await _start(connection, organization, intake, now)).going

    return await database.run(organization.id, work)


async def start_one(
    database: Database,
    organization: Organization,
    entry: Entry,
    arrival: Arrival,
    options: Options,
    clock: Clock,
) -> tuple[Intake, Verdict]:
    """Let a worker invite one person at ``options.begin_at``: a list of one row, and its fate.

    Raises:
        NobodyToInviteError: the person cannot be invited; its ``problems`` say why.
        InvalidError, WindowError, ArchivedActivityError: as for a list.
    """
    now = clock.now()
    _check_times(options, now)

    async def work(connection: Connection) -> tuple[Intake, Verdict]:
        made = await make_list.within(connection, organization.id, arrival, [entry], clock)
        intake = replace(made, options=options)
        return intake, (await _start(connection, organization, intake, now)).verdicts[0]

    return await database.run(organization.id, work)


def _check_times(options: Options, now: datetime) -> None:
    begin_at = options.begin_at or now
    if begin_at < now:
        raise InvalidError("This time has passed", field="begin_at")
    options.window(begin_at).check(begin_at)


async def _start(
    connection: Connection, organization: Organization, intake: Intake, now: datetime
) -> Judged:
    options = intake.options
    begin_at = options.begin_at or now
    view = IntakeView(intake, await activities_of(connection, organization.id, intake))
    if not view.activities or any(each.archived_at for each in view.activities):
        raise ArchivedActivityError
    judged = await look_within(connection, organization, view, options, begin_at)
    if options.skip_known:
        judged = judged.without_known()
    if not judged.going:
        raise NobodyToInviteError(judged.verdicts[0].problems if judged.verdicts else ())
    await _schedule(connection, organization.id, intake, judged, (begin_at, now))
    return judged


async def _schedule(
    connection: Connection,
    organization: int,
    intake: Intake,
    judged: Judged,
    times: tuple[datetime, datetime],
) -> None:
    begin_at, now = times
    settled = [
        Row(one.row.entry, one.row.left_out, str(one.fate), one.problems)
        for one in judged.verdicts
        if not one.goes
    ]
    await rows.write_outcomes(connection, organization, intake.id, settled)
    counts = Counter(row.outcome or "" for row in settled)
    numbers = (len(judged.verdicts), dict(counts))
    await intakes.schedule(connection, organization, intake, numbers, begin_at)
    data = {"people": judged.going, "begin_at": begin_at.isoformat()}
    await _record(connection, organization, "intake.scheduled", intake, now, data)


@action
async def call_off(
    connection: Connection, organization: int, uid: UUID, *, actor: str, clock: Clock
) -> IntakeState:
    """Take a list back from the worker; return what it is then.

    One that has not begun is a draft again; of one that has, whoever was invited stays so.

    Raises:
        UnknownIntakeError: there is no such list.
        IntakeBegunError: it has ended.
    """
    found = await intakes.select_one(connection, organization, uid)
    if found is None:
        raise UnknownIntakeError
    intake = replace(await intakes.lock_one(connection, organization, found.id), made_by=actor)
    if not intake.goes_on:
        raise IntakeBegunError("It has ended already")
    now = clock.now()
    if intake.state is IntakeState.SCHEDULED:
        await rows.reopen(connection, organization, intake.id)
        after = replace(intake, state=IntakeState.DRAFT, counts={})
    else:
        after = replace(intake, state=IntakeState.CANCELLED)
    await intakes.write_progress(connection, organization, after, now)
    await _record(
        connection, organization, "intake.called_off", intake, now, {"invited": intake.invited}
    )
    return after.state


@action
async def discard(connection: Connection, organization: int, uid: UUID) -> None:
    """Delete a list of whom nobody was invited.

    Raises:
        UnknownIntakeError: there is no such list.
        IntakeBegunError: its people are being invited, or were.
    """
    intake = await find_draft(connection, organization, uid)
    await intakes.delete_one(connection, organization, intake.id)


async def _record(
    connection: Connection,
    organization: int,
    name: str,
    intake: Intake,
    now: datetime,
    data: dict[str, object],
) -> None:
    fact = journal.Fact(name, "intake", intake.id, data)
    await journal.record(connection, organization, [fact], actor=intake.made_by, now=now)
