"""A month in the life of an employer, lived by the verbs themselves: for pictures and for stories.

Nothing is written beside the product: letters leave through the dispatcher, candidates follow
their links, answer and submit, reviewers rate. Only the clock is ours.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from muster.features import attempts, invitations, reports
from muster.features.catalog import LongText, MultipleChoice, Number, ShortText, SingleChoice
from muster.features.invitations import Guest
from muster.features.reports import Rate, Rating
from takers import Taker, follow

ACTIVITY = "bookkeeping-basics"
ESSAY = "find-the-difference"
_NAMES = (
    "Amara Nwosu",
    "Zoë Brontë",
    "محمد الأمين",
    "Jürgen Groß",
    "Nguyễn Thị Muội",
    "Siobhán O’Neill",
    "Ольга Петренко",
    "Ọlá Adébáyọ̀",
    "Žofie Dvořáková",
    "Μαρία Παπαδοπούλου",
    "Łukasz Wiśniewski",
    "שרה לוי",
    "Ayşe Yildirim",
    "प्रिया शर्मा",
    "Inês Gonçalves",
    "Björk Jónsdóttir",
    "ليلى الحدّاد",
    "Tomás Peña",
    "Anneke van der Berg",
    "Ciarán McDonald",
    "Elif Şahin",
    "Sofía Núñez",
    "Mårten Öberg",
    "Chloé Lefèvre",
    "Kwame Mensah",
    "Tarek Haddad",
    "Mirela Ionescu",
    "Aino Väisänen",
    "Ivana Čović",
    "อรทัย ศรีสุข",
)
_LETTER = (
    "Thank you for writing. The invoice from March was booked twice, once when it arrived and once "
    "when it was paid. I have reversed the second entry and checked the account of the supplier: "
    "the balance is now nil. You do not need to do anything."
)


class MovedClock:
    """A clock that shows what it was set to."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self) -> datetime:
        return self.instant

    def advance(self, **parts: float) -> None:
        self.instant += timedelta(**parts)


@dataclass(frozen=True)
class Fate:
    """How far somebody comes, and how well; ``days`` is how long ago they were invited."""

    guest: Guest
    days: int
    opens: bool
    starts: bool
    finishes: bool
    skill: float


def fates(chance: random.Random) -> list[Fate]:
    """Return what becomes of everybody, the earliest first."""
    found = []
    for number, name in enumerate(_NAMES):
        luck = chance.random()
        fate = Fate(
            Guest(f"person{number + 1}@example.com", name),
            days=29 - number,
            opens=luck > 0.1,
            starts=luck > 0.2,
            finishes=luck > 0.3 and number < 26,
            skill=0.5 + 0.5 * chance.random(),
        )
        found.append(fate)
    return found


async def live(
    employer, member, clock, deliver: Callable[[], Awaitable[None]], seed: int = 7
) -> None:
    """Live through thirty days that end at the clock's present time; a member invites and rates."""
    chance = random.Random(seed)
    present = clock.instant
    for fate in fates(chance):
        clock.instant = present - timedelta(days=fate.days, hours=chance.uniform(1, 8))
        activity = employer.activities[ACTIVITY]
        invited = await employer.invite(fate.guest, activities=(activity,), actor=member.actor)
        await deliver()
        if fate.opens:
            clock.advance(minutes=chance.uniform(5, 50))
            attempt = await _go_on(employer, clock, invited.rows[0].invitation, fate, chance)
            if attempt and fate.days > 6:
                clock.advance(hours=chance.uniform(2, 30))
                await _rate(employer, member, clock, attempt, fate.skill)
    clock.instant = present


async def _go_on(employer, clock, invitation, fate: Fate, chance: random.Random):
    """Let the candidate come as far as fate wills; return an attempt that was submitted."""
    if not fate.starts:
        claim = invitation.claim(employer.organization.id)
        await invitations.open_link(employer.database, claim, None, clock)
        return None
    taker = await follow(employer, invitation)
    if not fate.finishes:
        return None
    run = await attempts.read_run(employer.database, taker.session, taker.attempt.uid, clock)
    for place in run.places:
        clock.advance(seconds=chance.uniform(20, 70))
        await _answer(taker, place, right=chance.random() < fate.skill)
    attempt = await taker.submit()
    await reports.settle(employer.database, employer.organization.id, attempt.id, clock)
    return attempt


async def _rate(employer, member, clock, attempt, skill: float) -> None:
    most = {
        "Works in an order that must find it": 2,
        "Names fitting reasons": 3,
        "Corrects cleanly": 1,
    }
    criteria = {name: Decimal(round(points * skill)) for name, points in most.items()}
    rating = Rating(criteria, comment="Clear and in the right order.")
    await reports.rate(
        employer.database,
        employer.organization.id,
        Rate(str(attempt.id), ESSAY, member.actor, 0, rating),
        actor=member.actor,
        clock=clock,
    )


async def _answer(taker: Taker, place, *, right: bool) -> None:
    value = _value(place.item, right=right)
    if value is not None:
        await taker.save(place.item.id, value)


def _value(item, *, right: bool) -> object:
    if isinstance(item, SingleChoice):
        return item.correct if right else next(one for one in item.options if one != item.correct)
    if isinstance(item, MultipleChoice):
        return sorted(item.correct) if right else sorted(item.options)[:1]
    if isinstance(item, Number):
        return str(item.answer if right else item.answer + 7)
    if isinstance(item, ShortText):
        return item.accept[0] if right and item.accept else "something else"
    return _LETTER if isinstance(item, LongText) else None


async def settled(condition: Callable[[], Awaitable[bool]], seconds: float = 60) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 -- the database tells nobody
            await asyncio.sleep(0.02)
