"""Correcting addresses while others do the same."""

import asyncio

from employers import make_employer
from muster.base.clock import SystemClock
from muster.features import invitations
from muster.features.candidates import AddressTakenError
from muster.features.invitations import Correction, Guest


async def correct(employer, candidate, email):
    try:
        done = await invitations.correct_candidate(
            employer.database,
            employer.organization,
            str(candidate.id),
            Correction(email, resend=True),
            actor="key:test",
            clock=employer.clock,
        )
    except AddressTakenError:
        return None
    return done.candidate.address


async def test_of_many_who_want_an_address_one_gets_it_and_nobody_waits_for_ever(
    committing_database,
):
    employer = await make_employer(committing_database, SystemClock(), "correcting")
    guests = [Guest(f"typo{number}@example.com", "Lin Wei") for number in range(6)]
    invited = await employer.invite(*guests)
    people = [row.candidate for row in invited.rows]

    found, *_ = await asyncio.gather(
        asyncio.gather(*[correct(employer, one, "lin@example.com") for one in people]),
        *[employer.invite(*reversed(guests)) for _ in range(3)],
    )

    assert sorted(filter(None, found)) == ["lin@example.com"]
    assert found.count(None) == len(people) - 1
