"""A place among the complete reports of the same activity: exact, and only among enough."""

from decimal import Decimal

import pytest
from report_reading import read, settled

from muster.features.invitations import Guest
from muster.features.reports import Rank
from muster.features.reports.composing import FEWEST_FOR_A_RANK, rank_of
from takers import publish

THIRDS = """
key: thirds
kind: assessment
title: Thirds
questions:
  - id: all
    type: multiple_choice
    prompt: Which?
    points: 3
    options: {a: A, b: B, c: C, d: D}
    correct: [a, b, c]
    partial_credit: true
"""
_COPY = """
insert into report (organization_id, attempt_id, uid, revision, score, waiting, percent, settled_at,
                    activity_id, candidate_id, top, bottom)
select organization_id, $1, gen_random_uuid(), 1, score, 0, $2, settled_at, activity_id,
       candidate_id, $3, $4
from report limit 1"""


@pytest.mark.parametrize(
    ("others", "rank"),
    [
        ((0, 18, 1), None),
        ((0, 19, 1), Rank(1, 20, 100)),
        ((19, 0, 1), Rank(20, 20, 0)),
        ((5, 10, 6), Rank(6, 21, 50)),
        ((0, 0, 30), Rank(1, 30, 0)),
    ],
)
def test_equal_results_share_a_place(others, rank):
    assert rank_of(*others) == rank


async def test_the_place_is_told_when_twenty_are_complete(employer):
    await publish(employer, THIRDS)
    answers = [["a"], ["a", "b"], ["a", "b", "c"], []]
    attempts = [
        await settled(employer, {"all": answers[n % 4]}, Guest(f"c{n}@example.com", "C"), "thirds")
        for n in range(FEWEST_FOR_A_RANK - 1)
    ]
    # Neither of these counts: a question waits, and another activity.
    await settled(employer)
    await settled(employer, {"q1": "a"}, activity="quiz")
    assert (await read(employer, attempts[1].id)).rank is None

    last = await settled(employer, {"all": ["a"]}, activity="thirds")
    ranks = [(await read(employer, one.id)).rank for one in attempts[:4]]
    assert [rank.place for rank in ranks] == [11, 6, 1, 17]
    assert [rank.of for rank in ranks] == [20] * 4
    assert [rank.better_than_percent for rank in ranks] == [21, 52, 78, 0]
    assert (await read(employer, last.id)).rank == ranks[0]


async def test_what_rounding_makes_equal_is_compared_exactly(employer):
    """A third and a hair less are the same with six decimals, and not the same result."""
    await publish(employer, THIRDS)
    attempt = await settled(employer, {"all": ["a"]}, activity="thirds")
    for number in range(1, FEWEST_FOR_A_RANK + 1):
        hair = 10**12
        values = (10**6 + number, 33.333333, hair - 1 + 2 * (number > 15), 3 * hair)
        await copy(employer, values)
    rank = (await read(employer, attempt.id)).rank
    assert rank == Rank(place=6, of=21, better_than_percent=75, spread=(0, 0, 0, 21, *[0] * 6))


async def copy(employer, values) -> None:
    """Make another report, as the owner, without the attempt that it would be of."""
    number, percent, top, bottom = values
    connection = employer.database.connection
    await connection.execute("reset role; set local session_replication_role = replica")
    await connection.execute(_COPY, number, Decimal(str(percent)), Decimal(top), Decimal(bottom))
