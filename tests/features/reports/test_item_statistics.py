"""What complete attempts tell of the questions."""

import pytest

from muster.features import reports
from muster.features.invitations import Guest
from muster.features.reports import Hint, ItemStatistics
from takers import publish, settle, start

THREE = """
key: three
kind: assessment
title: Three
questions:
  - {id: pick, type: single_choice, prompt: 'Which?', options: {a: 'Yes', b: 'No'}, correct: a}
  - {id: sum, type: number, prompt: '2 + 2?', answer: 4}
  - {id: odd, type: number, prompt: '3 + 3?', answer: 7}
"""


@pytest.fixture
async def three(employer, clock):
    """Twenty attempts: the first ten know everything but the odd one, the others the odd one only."""
    activity = await publish(employer, THREE)
    for number in range(20):
        taker = await start(employer, "three", Guest(f"p{number}@example.com", f"Person {number}"))
        good = number < 10
        clock.advance(seconds=10)
        await taker.save("pick", "a" if good else "b")
        clock.advance(seconds=30)
        if good or number % 2:
            await taker.save("sum", "4" if good else "5")
        clock.advance(seconds=5)
        await taker.save("odd", "6" if good else "7")
        await settle(employer, await taker.submit())
    return activity


async def read(employer, activity, version=1):
    return await reports.item_statistics(
        employer.database, employer.organization.id, activity.id, version, ["pick"]
    )


async def test_all_questions_get_their_numbers(employer, other_employer, three):
    found = await read(employer, three)
    assert found.attempts == 20
    pick, total, odd = (found.items[name] for name in ("pick", "sum", "odd"))
    assert pick.share == 0.5
    assert pick.discrimination is None  # the others add up to the same for all
    assert pick.seconds == 10
    assert pick.chosen == {"a": 10, "b": 10}
    assert total.omitted == 0.25
    assert total.seconds == 30
    assert odd.discrimination == pytest.approx(-1)
    assert Hint.REVERSED in odd.hints
    assert Hint.OMITTED in total.hints
    # Of another version, and to others, nothing is said.
    assert (await read(employer, three, version=2)).attempts == 0
    found = await reports.item_statistics(
        employer.database, other_employer.organization.id, three.id, 1, []
    )
    assert found.attempts == 0
    assert found.items == {}


@pytest.mark.parametrize(
    ("share", "discrimination", "omitted", "hints"),
    [
        (0.6, 0.4, 0.0, ()),
        (0.99, 0.05, 0.0, (Hint.EASY,)),
        (0.1, -0.2, 0.0, (Hint.REVERSED, Hint.HARD)),
        (0.5, 0.02, 0.3, (Hint.WEAK, Hint.OMITTED)),
        (1.0, None, 0.0, (Hint.EASY,)),
    ],
)
def test_numbers_become_hints(share, discrimination, omitted, hints):
    assert ItemStatistics("q1", 20, share, discrimination, omitted).hints == hints
