"""Writing Xobin's reports: the same for who asks for one and for who is told by a webhook.

What the vendor's AI says of people, Muster does not say: those members are null.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

from muster.features.attempts import SignalKind
from muster.features.catalog import Activity, Dialect
from muster.features.invitations import InvitationView, State
from muster.features.reports import QuestionView, ReportView, Rule, SectionView

Json = dict[str, object]
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NOON = 12


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation, and the id of its activity as the client knows it."""

    view: InvitationView
    activity: int

    @classmethod
    def to(cls, view: InvitationView, activity: Activity) -> "Invited":
        """Take the vendor's own id of the activity, or Muster's where it has none."""
        return cls(view, int(activity.vendor_ids.get(Dialect.XOBIN, activity.id)))


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a report can be seen; empty when a link has ended, or none was asked for."""

    page: str = ""
    pdf: str = ""
    recordings: tuple[str, ...] = ()


def assessment_status(invited: Invited) -> Json:
    """Return how an assessment stands whose candidate has not come to its end."""
    view = invited.view
    return {
        "assessment_id": invited.activity,
        "candidate_id": view.candidate.id,
        "email": view.candidate.address,
        "invite_status": status_word(view),
        "name": view.candidate.name,
        "report_id": view.invitation.id,
    }


def assessment_report(invited: Invited, report: ReportView, addresses: Addresses) -> Json:
    """Return the report of an assessment; percentages are null while points are missing."""
    score = report.report.score
    return {
        **assessment_status(invited),
        "completed_date": date_words(report.attempt.submitted_at),
        "cut_off": _plain(score.pass_percent),
        "invite_status": "Completed",
        "offtab_count": sum(one.kind == SignalKind.LEFT_TAB for one in report.signals),
        "overall_percentage": _number(score.overall.percent),
        "registration_fields": [],
        "report_link": addresses.page,
        "sections": [_section(section, report.title) for section in report.sections],
    }


def _section(section: SectionView, title: str) -> Json:
    return {
        "percentage": _number(section.tally.percent),
        "section": section.title or title,
        "skill_wise_score": _skills(section.questions),
    }


def _skills(questions: Iterable[QuestionView]) -> list[Json]:
    """Return the skills of which something was answered, as the vendor's page says it."""
    skills: dict[str, list[QuestionView]] = {}
    for one in questions:
        if one.question.skill:
            skills.setdefault(one.question.skill, []).append(one)
    return [
        {"skill": skill, "percentage": _number(_percent_of(asked))}
        for skill, asked in skills.items()
        if any(one.mark.rule is not Rule.UNANSWERED for one in asked)
    ]


def _percent_of(questions: list[QuestionView]) -> Fraction | None:
    points = [one.mark.points for one in questions if one.mark.points is not None]
    worth = sum((one.mark.of for one in questions), Fraction(0))
    if len(points) < len(questions) or not worth:
        return None
    return sum(points, Fraction(0)) * 100 / worth


def interview_status(invited: Invited) -> Json:
    """Return how an AI interview stands; a webhook says this of its start."""
    view = invited.view
    return {
        "ai_interview_id": invited.activity,
        "ai_interview_name": view.activity.title,
        "candidate_email": view.candidate.address,
        "candidate_id": view.candidate.id,
        "candidate_name": view.candidate.name,
        "invite_status": status_word(view),
        "response_id": view.invitation.id,
    }


def interview_report(invited: Invited, report: ReportView, addresses: Addresses) -> Json:
    """Return the report of an AI interview; scores are null while points are missing."""
    score = report.report.score
    return {
        **interview_status(invited),
        "ai_interview_name": report.title,
        "candidate_summary": None,
        "completed_date": date_words(report.attempt.submitted_at),
        "integrity_score": None,
        "invite_status": "Completed",
        "pdf_link": addresses.pdf,
        "recommendation": None,
        "custom_field_id": invited.view.invitation.external_id or "",
        "score": _whole(score.overall.percent),
        "report_link": addresses.page,
        "interview_recording": {
            f"session{number}": address for number, address in enumerate(addresses.recordings, 1)
        },
        "skill_wise_scores": {
            "must_haves": [
                {"score": _whole(part.tally.percent), "skill_name": part.name}
                for part in report.skills
            ],
            "nice_to_haves": [],
        },
        "conversation": [],
    }


def as_automated(told: Json) -> Json:
    """Return what is said of an AI interview with the ids' names of an automated interview.

    The vendor describes no such report; its invite spells one of the ids wrong, and its page of
    tracks spells it right, so that both are there.
    """
    names = {"ai_interview_id": "interview_id", "ai_interview_name": "interview_name"}
    renamed = {
        names.get(name, name): value for name, value in told.items() if name != "custom_field_id"
    }
    number = renamed.pop("response_id")
    return {**renamed, "interview_reponse_id": number, "interview_response_id": number}


def status_word(view: InvitationView) -> str:
    """Return the vendor's word for an invitation whose report is not there.

    Who has submitted is still at it until the answers are scored, some seconds later.
    """
    begun = view.invitation.stored_state in {State.STARTED, State.COMPLETED}
    return "Started" if begun or view.invitation.started_at else "Pending"


def date_words(moment: datetime | None) -> str:
    """Return a time as the vendor writes it, in English and UTC: ``Jul 05, 2025, 4:42:45 AM``."""
    if moment is None:
        return ""
    there = moment.astimezone(UTC)
    hour = there.hour % _NOON or _NOON
    half = "AM" if there.hour < _NOON else "PM"
    day = f"{_MONTHS[there.month - 1]} {there.day:02}, {there.year}"
    return f"{day}, {hour}:{there.minute:02}:{there.second:02} {half}"


def _number(value: Fraction | None) -> float | None:
    """Return per cent with six decimals, so that comparing with the cut-off tells the truth."""
    return None if value is None else float(round(value, 6))


def _whole(value: Fraction | None) -> int | None:
    """Return whole per cent, half up."""
    return None if value is None else int(value + Fraction(1, 2))


def _plain(value: Decimal | None) -> int | float | None:
    """Return a cut-off as an integer, as the vendor has it, unless it is none."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
