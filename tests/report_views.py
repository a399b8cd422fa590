"""Reports to draw: invented people, answers to every type of question, hostile texts."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from muster.features.attempts import AttemptState, EndedBy, NotedSignal
from muster.features.candidates import Candidate
from muster.features.catalog import Criterion, Kind, LongText, Prompt, Question
from muster.features.invitations import ActivityLine, Invitation, State
from muster.features.media import AnswerFile, Take, TakeState
from muster.features.reports import (
    Given,
    Mark,
    PartScore,
    QuestionScore,
    QuestionView,
    Rank,
    Rating,
    Report,
    ReportView,
    Rule,
    Score,
    SectionView,
    Tally,
    mark,
)
from run_samples import ATTEMPT, BAKERY, NOW, PROSE, QUESTIONS, SPOKEN, TITLE, VALUES

FILE = UUID(int=10)
SPREAD = (0, 2, 5, 11, 21, 34, 33, 12, 6, 0)
TAKES = (UUID("01890000-0000-7000-8000-000000000001"), UUID("01890000-0000-7000-8000-000000000002"))
SKILLS = {
    "first-reply": "Judgement",
    "before-refund": "Judgement",
    "word": "Vocabulary",
    "total": "Numbers",
    "morning": "Judgement",
    "who": "Judgement",
    "apology": "Writing",
    "sheet": "Numbers",
    "introduce": "Speaking",
}
EXPLANATIONS = {
    "first-reply": "**Sorry first**, then the remedy. Blame helps nobody:\n\n- the customer waits,\n"
    "- the courier is not in the room.",
    "total": "`(3 × 4.20 + 2 × 3.75) × 0.9 = 18.09`, see [percentages](https://example.com/percent).",
}
RUBRIC = (
    Criterion("Tone", Decimal(2), "Warm, not servile"),
    Criterion("Remedy", Decimal(2)),
    Criterion("Spelling", Decimal(1)),
)
CANDIDATE = Candidate(
    id=1,
    uid=UUID(int=5),
    address="amara@example.org",
    address_key="amara@example.org",
    name="Amara Okafor",
    locale=None,
    home_version=1,
    created_at=NOW,
)
INVITATION = Invitation(
    id=11,
    uid=UUID(int=11),
    activity_id=1,
    candidate_id=1,
    parent_id=None,
    round=1,
    stored_state=State.COMPLETED,
    opens_at=None,
    expires_at=NOW + timedelta(days=14),
    link_version=1,
    external_id=None,
    metadata={},
    redirect_url=None,
    locale=None,
    created_at=NOW,
    updated_at=NOW,
    started_at=NOW,
    completed_at=NOW,
    revoked_at=None,
)
SIGNALS = (
    NotedSignal("left_tab", NOW, NOW, 12.0, "total", None),
    NotedSignal("left_tab", NOW, NOW, 31.5, "who", None),
    NotedSignal("pasted", NOW, NOW, None, "apology", 84),
    NotedSignal("network_gap", NOW, NOW, 140.0, None, None),
)


def rated(item: str, points: tuple[str, ...], comment: str, who: str = "key:hiring") -> Given:
    criteria = {one.criterion: Decimal(given) for one, given in zip(RUBRIC, points, strict=True)}
    return Given(item, who, 1, Rating(criteria, None, comment), NOW)


GIVEN = {
    "apology": (
        rated("apology", ("2", "1.5", "1"), "Warm, and it names the remedy in the second line."),
        rated("apology", ("1.5", "2", "1"), "", "key:shift-lead"),
    ),
    "sheet": (Given("sheet", "key:hiring", 1, Rating({}, Decimal(4), "Clear."), NOW),),
    "introduce": (Given("introduce", "key:hiring", 1, Rating({}, Decimal("3.5"), ""), NOW),),
}


def take(number: int, state: TakeState = TakeState.READY, **changes) -> Take:
    whole = Take(
        organization_id=1,
        id=number,
        uid=TAKES[number - 1],
        attempt_id=1,
        item="introduce",
        number=number,
        medium=SPOKEN.record,
        mime="video/webm",
        state=state,
        reason=None,
        begun_at=NOW,
        completed_at=NOW,
        duration_ms=62_000 + 9_000 * number,
        chunk_count=4,
        late=False,
        salvaged=False,
        original_key="o",
        original_size=1000,
        playable_key="p",
        playable_size=1000,
        media_type="video/webm",
    )
    return replace(whole, **changes)


HANDED_IN = AnswerFile(
    organization_id=1,
    id=3,
    uid=FILE,
    attempt_id=1,
    item="sheet",
    name="complaints week 9.xlsx",
    kind="xlsx",
    size=48_211,
    sha256=bytes(32),
    blob_key="f",
    uploaded_at=NOW,
)


def question(number: int, item: Question, value: object, **changes) -> QuestionView:
    item = replace(
        item,
        skill=SKILLS.get(item.id),
        explanation=EXPLANATIONS.get(item.id, ""),
        **({"rubric": RUBRIC} if isinstance(item, LongText) else {}),
    )
    given = GIVEN.get(item.id, ()) if value is not None else ()
    whole = QuestionView(
        number=number,
        question=item,
        shown=tuple(getattr(item, "options", {})),
        value=value,
        mark=mark(item, value, [one.rating for one in given]),
        given=given,
        recordings=(take(1), take(2)) if isinstance(item, Prompt) and value else (),
        files=(HANDED_IN,) if item.id == "sheet" and value else (),
        late=item.id == "who" and value is not None,
        seconds_spent=48 if item.id == "word" else None,
    )
    return replace(whole, **changes)


def tally(questions) -> Tally:
    marks = [one.mark for one in questions]
    return Tally(
        sum((one.points or Fraction(0) for one in marks), Fraction(0)),
        sum((one.of for one in marks), Fraction(0)),
        sum(one.points is None for one in marks),
    )


def view_of(*sections: tuple[str, list[QuestionView]], **changes) -> ReportView:
    """Return a report of sections; marks are added up as scoring does."""
    asked = [one for _, questions in sections for one in questions]
    names = sorted({one.question.skill for one in asked if one.question.skill})
    skills = tuple(
        PartScore(name, tally(one for one in asked if one.question.skill == name)) for name in names
    )
    views = tuple(
        SectionView(number=number, title=title, tally=tally(questions), questions=tuple(questions))
        for number, (title, questions) in enumerate(sections, 1)
    )
    score = Score(
        tuple(
            QuestionScore(one.number, 0, "", one.question.id, one.question.skill, one.mark)
            for one in asked
        ),
        tuple(PartScore(one.title, one.tally) for one in views),
        skills,
        tally(asked),
        Decimal(60),
    )
    report = Report(
        attempt_id=1,
        attempt_uid=ATTEMPT.uid,
        uid=UUID(int=99),
        revision=1,
        score=score,
        settled_at=NOW,
        completed_at=NOW,
        changed_at=None,
    )
    whole = ReportView(
        organization=BAKERY,
        report=report,
        attempt=replace(
            ATTEMPT, state=AttemptState.SUBMITTED, submitted_at=NOW, ended_by=EndedBy.CANDIDATE
        ),
        invitation=INVITATION,
        candidate=CANDIDATE,
        activity=ActivityLine(1, UUID(int=2), "support", Kind.ASSESSMENT, TITLE, 45),
        title=TITLE,
        kind=Kind.ASSESSMENT,
        version=3,
        language="en",
        sections=views,
        skills=skills,
        signals=SIGNALS,
        rank=None,
        made_at=NOW + timedelta(days=1),
    )
    return replace(whole, **changes)


def assessment(**changes) -> ReportView:
    """Return a complete report with every type of question, and a rank."""
    asked = [question(number, item, VALUES[item.id]) for number, item in enumerate(QUESTIONS, 1)]
    spoken = question(9, SPOKEN, {"take": str(TAKES[1])})
    whole = view_of(("Situations", asked[:6]), ("Writing", asked[6:]), ("Speaking", [spoken]))
    return replace(whole, **({"rank": Rank(17, 124, 86, SPREAD)} | changes))


def interview(**changes) -> ReportView:
    """Return an interview that nobody has rated yet, one answer of which is still on its way."""
    given = {"given": (), "mark": mark(SPOKEN, {"take": str(TAKES[1])})}
    first = question(1, SPOKEN, {"take": str(TAKES[1])}, **given)
    other = replace(SPOKEN, id="second", prompt="What would you ask us?")
    arriving = Mark(None, Fraction(5), Rule.ARRIVING, "The recording is still on its way")
    second = question(
        2,
        other,
        None,
        mark=arriving,
        recordings=(take(1, TakeState.ASSEMBLING, item="second", duration_ms=None),),
    )
    whole = view_of(("", [first, second]), signals=(), kind=Kind.INTERVIEW)
    return replace(whole, title="Meet the shift lead", **changes)


def blank(**changes) -> ReportView:
    """Return a report of which nothing was answered."""
    asked = [question(number, item, None) for number, item in enumerate(QUESTIONS, 1)]
    return replace(view_of(("", asked)), signals=(), **changes)


def in_arabic() -> ReportView:
    """Return a report of an employer who writes from right to left."""
    employer = replace(BAKERY, name="مخابز الياسمين", locale="ar", time_zone="Asia/Riyadh")
    candidate = replace(CANDIDATE, name="فاطمة الزهراء بنت عبد الله")
    return assessment(organization=employer, candidate=candidate, title="خدمة العملاء")


def hostile(text: str) -> ReportView:
    """Return a report that says a text wherever anybody can write."""
    option = {"a": text, "b": text, "c": text, "d": text}
    choice = replace(QUESTIONS[0], prompt=text, options=option)
    essay = replace(QUESTIONS[6], prompt=text)
    shown = question(1, choice, "b")
    shown = replace(
        shown, question=replace(shown.question, explanation=text, skill=text[:60] or "x")
    )
    prose = question(2, essay, text or "x")
    said = replace(GIVEN["apology"][0], rating=Rating({}, Decimal(1), text), reviewer=text[:90])
    short = question(3, QUESTIONS[2], text[:1000])
    file = question(
        4, QUESTIONS[7], VALUES["sheet"], files=(replace(HANDED_IN, name=text[:200] or "x"),)
    )
    view = view_of((text[:200], [shown, replace(prose, given=(said,)), short, file]))
    name = text[:200] or "x"
    return replace(
        view,
        title=name,
        candidate=replace(CANDIDATE, name=name),
        organization=replace(BAKERY, name=name),
    )


LONG_PROSE = "\n\n".join([PROSE] * 40)
