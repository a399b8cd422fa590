"""What the native API takes and gives about reports and the links that show them."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt

from muster.base.ids import to_typeid
from muster.edges.api.answers import ActivityLine, Candidate, Stamp
from muster.edges.api.attempt_shapes import SignalAnswer, signal_json
from muster.edges.api.report_questions import ReportQuestion, question_view_json
from muster.edges.api.score_shapes import Part, part_json, tally_json
from muster.edges.api.shapes import Json, activity_line_json, candidate_json, stamp
from muster.edges.services import Services
from muster.features.attempts import Attempt
from muster.features.reports import (
    Rank,
    Report,
    ReportLine,
    ReportView,
    SectionView,
    Share,
    ShareState,
    ShareView,
)


class ShareBody(BaseModel):
    """How long a link shows the report."""

    model_config = ConfigDict(extra="forbid")

    minutes: StrictInt = Field(1440, description="15 to 1440: a quarter of an hour to a day.")


class Outcome(BaseModel):
    """What a report says in a few numbers."""

    revision: int = Field(description="Grows whenever the score changes.", examples=[1])
    complete: bool = Field(description="Every question has its points.")
    waiting: int = Field(description="Questions that have no points yet.", examples=[0])
    points: float = Field(description="Rounded half up to one decimal.", examples=[4.7])
    exact: str = Field(description="The exact fraction.", examples=["14/3"])
    of: float = Field(examples=[8.0])
    percent: float | None = Field(description="Null while a question waits.", examples=[58.3])
    pass_percent: float | None = Field(examples=[50.0])
    passed: bool | None = Field(
        description="Compared exactly; null without a cut-off and while a question waits."
    )
    settled_at: Stamp = Field(description="When it got this revision.")
    completed_at: Stamp | None
    changed_at: Stamp | None = Field(
        description="When a score that had been complete became another one.", examples=[None]
    )


class ReportRow(Outcome):
    """A report as a list shows it."""

    id: str = Field(examples=["rep_01jz8x4c6kefx8v1ta6d9m5w2r"])
    attempt: str = Field(examples=["att_01jz8x4c6kefx8v1ta6d9m5w2r"])
    invitation: str = Field(examples=["inv_01jz8x4c6kefx8v1ta6d9m5w2r"])
    external_id: str | None = Field(description="Your own reference of the invitation.")
    candidate: str = Field(examples=["cand_01jz8x4c6kefx8v1ta6d9m5w2r"])
    name: str = Field(description="The candidate's.", examples=["Amara Nwosu"])
    email: str = Field(examples=["amara@example.com"])
    activity: ActivityLine
    version: int = Field(examples=[1])
    started_at: Stamp
    submitted_at: Stamp


class ReportPage(BaseModel):
    """A page of reports."""

    data: list[ReportRow]
    next_cursor: str | None = Field(description="Give it as `cursor` for the next page.")


class SectionAnswer(Part):
    """A section with its questions."""

    number: int = Field(description="From 1.", examples=[1])
    questions: list[ReportQuestion]


class RankAnswer(BaseModel):
    """A place among the complete reports of the activity; equal results share one."""

    place: int = Field(examples=[3])
    of: int = Field(examples=[120])
    better_than_percent: int = Field(description="Of the others, rounded down.", examples=[97])
    spread: list[int] = Field(
        description="How many have 0 to under 10 per cent, to under 20, … 90 to 100.",
        examples=[[0, 1, 4, 9, 17, 25, 30, 21, 10, 3]],
    )


class FullReport(Outcome):
    """Everything that a report has; for reviewers, because it names the right answers."""

    id: str = Field(examples=["rep_01jz8x4c6kefx8v1ta6d9m5w2r"])
    attempt: str = Field(examples=["att_01jz8x4c6kefx8v1ta6d9m5w2r"])
    number: int = Field(description="The attempt's.", examples=[42])
    invitation: str = Field(examples=["inv_01jz8x4c6kefx8v1ta6d9m5w2r"])
    external_id: str | None
    candidate: Candidate
    activity: ActivityLine
    title: str = Field(description="Of the version that was taken.")
    version: int = Field(examples=[1])
    language: str | None = Field(description="Of the version.", examples=["en"])
    started_at: Stamp
    submitted_at: Stamp
    ended_by: Literal["candidate", "time"]
    line: str = Field(examples=["4.7 of 8 points, 58.3 % of at least 50 %: passed"])
    sections: list[SectionAnswer]
    skills: list[Part]
    rank: RankAnswer | None = Field(
        description="When it is complete and at least 20 reports of the activity are."
    )
    signals: list[SignalAnswer] = Field(description="Context for a reviewer, no verdict.")
    made_at: Stamp
    pdf: str = Field(examples=["/v1/reports/rep_01jz8x4c6kefx8v1ta6d9m5w2r/pdf"])


class ShareAnswer(BaseModel):
    """A link that shows one report to whoever has it."""

    id: str = Field(examples=["shr_01jz8x4c6kefx8v1ta6d9m5w2r"])
    url: str | None = Field(
        description="The link, as long as it shows the report.",
        examples=["https://muster.example.com/r/g0800000200000000100024g8xexjkcpf72nx9bn2zx46dxj"],
    )
    state: Literal["open", "expired", "revoked"]
    created_at: Stamp
    created_by: str = Field(examples=["key:etuRLamt"])
    expires_at: Stamp
    revoked_at: Stamp | None
    views: int = Field(description="How often somebody looked.", examples=[2])
    viewed_at: Stamp | None = Field(description="The last time.")


class SharePage(BaseModel):
    """A page of links."""

    data: list[ShareAnswer]
    next_cursor: str | None = Field(description="Give it as `cursor` for the next page.")


class ViewAnswer(BaseModel):
    """One time that somebody looked. Nobody's address is kept."""

    at: Stamp
    agent: str = Field(
        description="What kind of program; `bot` may be a mail scanner.", examples=["safari phone"]
    )
    what: Literal["page", "pdf", "recording", "file"]


class ShareWithViews(ShareAnswer):
    """A link with everybody who looked, the latest hundred, newest first."""

    latest: list[ViewAnswer]


def report_row_json(line: ReportLine) -> Json:
    """Return a report of a list."""
    return {
        "id": line.report.typeid,
        "attempt": to_typeid(Attempt.TYPE_PREFIX, line.report.attempt_uid),
        "invitation": to_typeid("inv", line.invitation_uid),
        "external_id": line.external_id,
        "candidate": to_typeid("cand", line.candidate_uid),
        "name": line.candidate_name,
        "email": line.candidate_address,
        "activity": activity_line_json(line.activity),
        "version": line.version,
        "started_at": stamp(line.started_at),
        "submitted_at": stamp(line.submitted_at),
        **_outcome_json(line.report),
    }


def report_json(view: ReportView) -> Json:
    """Return a whole report; nothing in it tells of an accommodation."""
    attempt = view.attempt
    return {
        "id": view.report.typeid,
        "attempt": attempt.typeid,
        "number": attempt.id,
        "invitation": to_typeid("inv", view.invitation.uid),
        "external_id": view.invitation.external_id,
        "candidate": candidate_json(view.candidate),
        "activity": activity_line_json(view.activity),
        "title": view.title,
        "version": view.version,
        "language": view.language,
        "started_at": stamp(attempt.started_at),
        "submitted_at": stamp(attempt.submitted_at),
        "ended_by": attempt.ended_by and attempt.ended_by.value,
        **_outcome_json(view.report),
        "line": view.report.score.line,
        "sections": [_section_json(section) for section in view.sections],
        "skills": [part_json(part) for part in view.skills],
        "rank": view.rank and _rank_json(view.rank),
        "signals": [signal_json(signal) for signal in view.signals],
        "made_at": stamp(view.made_at),
        "pdf": f"/v1/reports/{view.report.typeid}/pdf",
    }


def _outcome_json(report: Report) -> Json:
    score = report.score
    percent = score.pass_percent
    return {
        "revision": report.revision,
        "complete": score.complete,
        **tally_json(score.overall),
        "pass_percent": None if percent is None else float(percent),
        "passed": score.passed,
        "settled_at": stamp(report.settled_at),
        "completed_at": stamp(report.completed_at),
        "changed_at": stamp(report.changed_at),
    }


def _section_json(section: SectionView) -> Json:
    return {
        "name": section.title,
        "number": section.number,
        **tally_json(section.tally),
        "questions": [question_view_json(question) for question in section.questions],
    }


def _rank_json(rank: Rank) -> Json:
    return {
        "place": rank.place,
        "of": rank.of,
        "better_than_percent": rank.better_than_percent,
        "spread": list(rank.spread),
    }


def share_json(services: Services, share: Share) -> Json:
    """Return a link that shows a report."""
    state = share.state(services.clock.now())
    return {
        "id": share.typeid,
        "url": services.links.url(share.claim) if state is ShareState.OPEN else None,
        "state": state.value,
        "created_at": stamp(share.created_at),
        "created_by": share.created_by,
        "expires_at": stamp(share.expires_at),
        "revoked_at": stamp(share.revoked_at),
        "views": share.views,
        "viewed_at": stamp(share.viewed_at),
    }


def view_json(view: ShareView) -> Json:
    """Return one time that somebody looked."""
    return {"at": stamp(view.viewed_at), "agent": view.agent, "what": view.what}
