"""Attempts to test with: invented questions of every type, and runs in several states."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from muster.features.attempts import (
    Answer,
    Attempt,
    AttemptState,
    Place,
    Run,
    SectionRun,
)
from muster.features.catalog import (
    Assessment,
    FileUpload,
    Kind,
    LongText,
    Matching,
    MultipleChoice,
    Number,
    Ordering,
    Prompt,
    Section,
    ShortText,
    SingleChoice,
)
from muster.features.organizations import Organization

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TITLE = "Customer support: judgement and clear writing"

BAKERY = Organization(
    id=1,
    uid=UUID(int=1),
    slug="juniper",
    name="Juniper & Rye Bakeries",
    time_zone="Europe/Berlin",
    locale="en",
    reply_to="jobs@juniper.example.com",
    contact=None,
    accent_color="#0f5c4d",
    window_days=14,
    fragment_links=False,
    created_at=NOW,
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
    title=TITLE,
    summary="Short situations from a working day at our service desk.",
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
        title=TITLE,
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


def spoken() -> Run:
    whole = run()
    section = replace(whole.sections[0], places=places(0, items=(SPOKEN,)))
    return replace(whole, sections=(section,), kind=Kind.INTERVIEW, title="Meet the shift lead")


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
