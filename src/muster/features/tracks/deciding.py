"""What a person's decision is about, and when it can be taken back. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta

from muster.features.tracks.model import (
    Application,
    ApplicationEndedError,
    By,
    DecidedMeanwhileError,
    Decision,
    Outcome,
    Stage,
    StageState,
    StageUnfinishedError,
    Verdict,
    WentOnError,
)

SECOND_PRESS = timedelta(seconds=10)
"""A decision that names no stage is about the one that a person decided about this soon before."""


def made_already(
    application: Application, seen: Application, verdict: Verdict, now: datetime
) -> bool:
    """Tell whether a verdict was carried out by whoever decided at the same time, or just before.

    ``seen`` is the application before others were waited for. Two recruiters who press at once,
    or one who presses twice, must not move two stages.

    Raises:
        DecidedMeanwhileError: what was decided is something else.
        ApplicationEndedError: the candidate came through; it is too late to reject.
        StageUnfinishedError: the stage that the verdict names is still ahead.
    """
    advances = verdict.decision is Decision.ADVANCE
    fresh = None if verdict.stage is not None else _just_decided(application, now)
    if application.outcome is not None:
        return _ended_so(application, advances=advances, unseen=bool(fresh) or not seen.outcome)
    about = verdict.stage or fresh or seen.current
    if about > application.current:
        raise StageUnfinishedError("The candidate has not reached this stage")
    if about < application.current and not advances:
        raise DecidedMeanwhileError
    return about < application.current


def _ended_so(application: Application, *, advances: bool, unseen: bool) -> bool:
    """Tell it of an application that has ended; ``unseen`` is an end that came just now."""
    rejected = application.outcome is Outcome.REJECTED
    if not advances and not rejected:
        raise ApplicationEndedError
    if advances and rejected and unseen:
        raise DecidedMeanwhileError
    return advances is not rejected


def _just_decided(application: Application, now: datetime) -> int | None:
    """Return the number of the stage that a person decided about a moment ago, if one did."""
    decided = [
        stage
        for stage in application.stages
        if stage.by is By.PERSON and stage.ended_at and now < stage.ended_at + SECOND_PRESS
    ]
    return decided[-1].number if decided else None


def back_to(application: Application, number: int, *, finished: bool) -> Stage:
    """Return the stage of a number as it was before a person decided about it.

    ``finished`` tells whether its candidate has finished it, or it is a review.

    Raises:
        WentOnError: no person decided about it, or the application has gone on since.
    """
    stage = application.stages[number - 1] if 0 < number <= len(application.stages) else None
    if stage is None or stage.by is not By.PERSON or not _is_last(application, stage):
        raise WentOnError
    state = StageState.WAITING if finished else StageState.OPEN
    return replace(stage, state=state, ended_at=None, by=None, decided_by=None, reason=None)


def _is_last(application: Application, stage: Stage) -> bool:
    """Tell whether nothing was decided after a stage was left."""
    if application.outcome is not None:
        return application.current == stage.number
    return stage.state is StageState.DONE and application.current == stage.number + 1
