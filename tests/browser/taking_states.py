"""Every page of taking an activity in every state, from invented questions and answers."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from portal_states import ARABIC, ASSESSMENT, BAKERY, INTERVIEW, NOW, PLAIN, STATES, State

from muster.edges.portal.briefings import BriefingSheets
from muster.edges.portal.sheets import Extra, Sheets, Trouble
from muster.edges.portal.showing import Draft, File
from muster.features.attempts import (
    Accommodation,
    Answer,
    Attempt,
    AttemptState,
    Briefing,
    EndedBy,
    Place,
    Run,
    SectionOutline,
    SectionRun,
)
from muster.features.catalog import (
    Assessment,
    FileUpload,
    Kind,
    LongText,
    Matching,
    Medium,
    MultipleChoice,
    Number,
    Ordering,
    Prompt,
    Section,
    ShortText,
    SingleChoice,
)

ONE = Decimal(1)
LETTERS = ("a", "b", "c", "d")
PROSE = (
    "Dear Ms Lindqvist,\n\nthank you for writing, and I am sorry that the rye loaf reached you "
    "late and crushed. I have sent a new one this morning; it is with you tomorrow before noon."
)

QUESTIONS = (
    SingleChoice(
        id="first-reply",
        prompt="A customer writes: *“My bread arrived crushed, for the second time. I am done "
        "with you.”* What do you write **first**?",
        points=ONE,
        required=True,
        options={
            "a": "That you are sorry, and that a new loaf is on its way today",
            "b": "That the courier is to blame and complaints go to them",
            "c": "A link to the general terms of delivery",
            "d": "That crushed bread tastes exactly the same",
        },
        correct="a",
    ),
    MultipleChoice(
        id="before-refund",
        prompt="Which of these do you check before you refund an order?",
        points=Decimal(2),
        options={
            "a": "The order's number and date",
            "b": "Whether it was refunded already",
            "c": "The customer's profile in other networks",
            "d": "How it was paid",
        },
        correct=frozenset("abd"),
    ),
    ShortText(
        id="word",
        prompt="What is the word for a loaf's hard outside?",
        points=ONE,
        accept=("crust",),
    ),
    Number(
        id="total",
        prompt="Three loaves at 4.20 EUR and two at 3.75 EUR, with 10 % off. "
        "What does the customer pay?\n\n| Loaf | Price | Number |\n|:--|--:|--:|\n"
        "| Rye | 4.20 EUR | 3 |\n| Spelt | 3.75 EUR | 2 |",
        points=Decimal(2),
        answer=Decimal("18.09"),
        unit="EUR",
    ),
    Ordering(
        id="morning",
        prompt="Put the steps of an early shift in order.",
        points=Decimal(2),
        options={
            "a": "Read the notes of the late shift",
            "b": "Answer what came in overnight, oldest first",
            "c": "Open the lines for calls",
            "d": "Write the noon report",
        },
        correct=LETTERS,
    ),
    Matching(
        id="who",
        prompt="Who helps with what?",
        points=Decimal(2),
        items={
            "a": "A delivery van has broken down",
            "b": "An invoice is wrong",
            "c": "An allergy",
        },
        options={"x": "Logistics", "y": "Accounting", "z": "The bakery's quality team"},
        correct={"a": "x", "b": "y", "c": "z"},
    ),
    LongText(
        id="apology",
        prompt="Write the reply to Ms Lindqvist, whose order came late *and* crushed.",
        points=Decimal(5),
        required=True,
        min_words=40,
        max_words=120,
    ),
    FileUpload(
        id="sheet",
        prompt="Hand in your table of last week's complaints.",
        points=Decimal(5),
        types=("pdf", "xlsx", "odt"),
        max_files=2,
    ),
)
SPOKEN = Prompt(
    id="introduce",
    prompt="Tell us about a day at work that you still like to think of.",
    points=Decimal(5),
    answer_seconds=90,
    takes=3,
)
VALUES = {
    "first-reply": "a",
    "before-refund": ["a", "d"],
    "word": "crust",
    "total": "18,09",
    "morning": ["a", "c", "b", "d"],
    "who": {"a": "x", "b": "y"},
    "apology": PROSE,
    "sheet": {"files": ["00000000-0000-0000-0000-00000000000a"]},
}

CONTENT = Assessment(
    title=ASSESSMENT.title,
    summary=ASSESSMENT.summary,
    language="en",
    instructions="Write as you would to a customer. A dictionary is allowed, other people are not.",
    have_ready=(),
    minutes=45,
    sections=(Section("Situations", QUESTIONS[:6]), Section("Writing", QUESTIONS[6:])),
    time_limit_minutes=45,
)
ATTEMPT = Attempt(
    id=1,
    uid=UUID(int=77),
    invitation_id=11,
    candidate_id=1,
    activity_id=1,
    version=1,
    state=AttemptState.RUNNING,
    epoch=1,
    started_at=NOW - timedelta(minutes=20),
    ends_at=NOW + timedelta(minutes=24, seconds=31),
    closes_at=NOW + timedelta(minutes=24, seconds=31),
    submitted_at=None,
    ended_by=None,
    paused_at=None,
    break_seconds_left=0,
)


def places(answered: int, *, items=QUESTIONS, first: int = 1, section: int = 0) -> tuple:
    return tuple(
        Place(
            number=number,
            section=section,
            item=item,
            order=tuple(getattr(item, "options", {})),
            answer=Answer(item.id, 1, VALUES.get(item.id), NOW, late=False)
            if number <= answered
            else None,
        )
        for number, item in enumerate(items, first)
    )


def run(answered: int = 0, **changes) -> Run:
    """Return an attempt whose first questions are answered."""
    parts = (
        SectionRun(
            number=0,
            title="Situations",
            instructions="",
            places=places(answered, items=QUESTIONS[:6]),
            limit_seconds=None,
            opened_at=None,
            ends_at=None,
            closed=False,
        ),
        SectionRun(
            number=1,
            title="Writing",
            instructions="Write in English. *Spelling counts less than clarity.*",
            places=places(answered, items=QUESTIONS[6:], first=7, section=1),
            limit_seconds=None,
            opened_at=None,
            ends_at=None,
            closed=False,
        ),
    )
    whole = Run(
        attempt=ATTEMPT,
        organization=BAKERY,
        candidate_name="Amara Okafor",
        locale=None,
        title=ASSESSMENT.title,
        kind=Kind.ASSESSMENT,
        content=CONTENT,
        redirect_url=None,
        sections=parts,
        mine=True,
        now=NOW,
    )
    return replace(whole, **changes)


def limited(number: int, *, opened: bool, answered: int = 0) -> Run:
    """Return an attempt of which one section has a clock of its own."""
    whole = run(answered)
    section = replace(
        whole.sections[number],
        limit_seconds=600,
        opened_at=NOW - timedelta(minutes=8) if opened else None,
        ends_at=NOW + timedelta(minutes=2) if opened else None,
    )
    sections = tuple(section if one.number == number else one for one in whole.sections)
    return replace(whole, sections=sections)


def question(number: int, answered: int = 8, trouble=None, extra=None, **changes) -> State:
    whole = run(answered, **changes)
    more = {"trouble": trouble, **({"extra": extra} if extra else {})}
    return lambda pages, request: Sheets(pages).question(
        request, whole, whole.place(number), **more
    )


def sheet(name: str, whole: Run, *more) -> State:
    return lambda pages, request: getattr(Sheets(pages), name)(request, whole, *more)


def spoken() -> Run:
    whole = run()
    section = replace(whole.sections[0], places=places(0, items=(SPOKEN,)))
    return replace(whole, sections=(section,), kind=Kind.INTERVIEW, title=INTERVIEW.title)


def own_clock(*, opened: bool) -> Run:
    whole = run()
    place = replace(
        whole.places[0],
        limit_seconds=90,
        opened_at=NOW if opened else None,
        ends_at=NOW + timedelta(seconds=75) if opened else None,
    )
    section = replace(whole.sections[0], places=(place, *whole.sections[0].places[1:]))
    return replace(whole, sections=(section, *whole.sections[1:]))


BRIEFING = Briefing(
    organization=BAKERY,
    candidate_name="Amara Okafor",
    locale=None,
    invitation=ASSESSMENT,
    content=CONTENT,
    sections=(SectionOutline("Situations", 6, None), SectionOutline("Writing", 2, 1200)),
    total_seconds=2700,
    records=frozenset(),
    accommodation=Accommodation(),
    attempt=None,
    asked_for_accommodation=False,
)


def briefing(told: Briefing = BRIEFING, **more) -> State:
    return lambda pages, request: BriefingSheets(pages).briefing(request, told, **more)


def practice(step: int) -> State:
    return lambda pages, request: BriefingSheets(pages).practice(request, BRIEFING, step)


DONE = replace(ATTEMPT, state=AttemptState.SUBMITTED, submitted_at=NOW, ended_by=EndedBy.CANDIDATE)
HANDED_IN = File("00000000-0000-0000-0000-00000000000a", "complaints week 9.xlsx", 48_211)
LONG = "W" * 400

TAKING: dict[str, State] = {
    "briefing": briefing(),
    "briefing-interview": briefing(
        replace(
            BRIEFING,
            organization=PLAIN,
            invitation=INTERVIEW,
            records=frozenset({Medium.VIDEO, Medium.AUDIO}),
            sections=(SectionOutline("", 6, None),),
            total_seconds=None,
        )
    ),
    "briefing-arranged": briefing(
        replace(
            BRIEFING,
            organization=ARABIC,
            accommodation=Accommodation(Decimal("1.5"), break_minutes=20),
            asked_for_accommodation=True,
        )
    ),
    "briefing-wrong": briefing(consent_missing=True, request_problem=True),
    "practice-choice": practice(1),
    "practice-text": practice(2),
    "question-choice": question(1, 0),
    "question-several": question(2),
    "question-short": question(3),
    "question-number": question(4, 3),
    "question-number-wrong": question(4, 3, Trouble("refused", 422, Draft("many", 0, wrong=True))),
    "question-order": question(5),
    "question-match": question(6),
    "question-long": question(7),
    "question-conflict": question(
        7, 8, Trouble("conflict", 409, Draft(PROSE + "\n\nAmara", 2), PROSE)
    ),
    "question-file": question(8, 8, extra=Extra((HANDED_IN,))),
    "question-record": sheet("question", spoken(), spoken().places[0]),
    "question-own-clock": sheet(
        "own_clock", own_clock(opened=False), own_clock(opened=False).places[0]
    ),
    "question-own-clock-runs": sheet(
        "question", own_clock(opened=True), own_clock(opened=True).places[0]
    ),
    "question-break": question(2, 3, attempt=replace(ATTEMPT, break_seconds_left=900)),
    "section": sheet("section", run(6), run(6).sections[1]),
    "section-clock": sheet(
        "section", limited(1, opened=False), limited(1, opened=False).sections[1]
    ),
    "section-end": sheet(
        "section_end",
        limited(0, opened=True, answered=4),
        limited(0, opened=True, answered=4).sections[0],
    ),
    "section-over": sheet("part_over", run(6), "section"),
    "question-over": sheet("part_over", run(6), "question"),
    "review": sheet("review", run(5)),
    "review-full": sheet("review", run(8)),
    "takeover": sheet("takeover", run(3, mine=False)),
    "break": sheet(
        "pause", run(3, attempt=replace(ATTEMPT, paused_at=NOW, break_seconds_left=754))
    ),
    "time-up": sheet("time_up", run(7)),
    "thanks": sheet("thanks", run(8, attempt=DONE)),
    "thanks-redirect": sheet(
        "thanks", run(8, attempt=DONE, redirect_url="https://jobs.example.com/thanks?x=1")
    ),
    "thanks-time": sheet("thanks", run(5, attempt=replace(DONE, ended_by=EndedBy.TIME))),
    "question-hostile": sheet(
        "question",
        run(title=LONG),
        replace(
            run().places[0],
            item=replace(
                QUESTIONS[0],
                prompt=f"{LONG}\n\n<script>alert(1)</script>\n\n```\n{LONG}\n```",
                options={"a": LONG, "b": "</label><img src=x onerror=alert(1)>"},
                correct="a",
            ),
            order=("a", "b"),
        ),
    ),
}
ALL: dict[str, State] = {**STATES, **TAKING}
