"""Every page of taking an activity in every state, from invented questions and answers."""

from dataclasses import replace
from decimal import Decimal

from portal_states import ARABIC, ASSESSMENT, INTERVIEW, PLAIN, STATES, State

from muster.edges.portal.briefings import BriefingSheets
from muster.edges.portal.sheets import Extra, Sheets, Trouble
from muster.edges.portal.showing import Draft, File
from muster.features.attempts import (
    Accommodation,
    AttemptState,
    Briefing,
    EndedBy,
    Run,
    SectionOutline,
)
from muster.features.catalog import (
    Medium,
)
from run_samples import (
    ATTEMPT,
    BAKERY,
    CONTENT,
    NOW,
    PROSE,
    QUESTIONS,
    limited,
    own_clock,
    run,
    spoken,
)


def question(number: int, answered: int = 8, trouble=None, extra=None, **changes) -> State:
    whole = run(answered, **changes)
    more = {"trouble": trouble, **({"extra": extra} if extra else {})}
    return lambda pages, request: Sheets(pages).question(
        request, whole, whole.place(number), **more
    )


def sheet(name: str, whole: Run, *more) -> State:
    return lambda pages, request: getattr(Sheets(pages), name)(request, whole, *more)


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
