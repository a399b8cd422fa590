"""Results in lists, which stand beside names: not those that are hidden from the reader."""

from collections.abc import Iterable
from dataclasses import replace

from muster.edges.services import Services
from muster.features import reviews
from muster.features.lists import Line, PersonLine, Wanted, Wish
from muster.features.members import Session

JUDGED = frozenset({Wish.PASSED, Wish.FAILED})


async def without_judging(services: Services, session: Session, wanted: Wanted) -> Wanted:
    """Return what is wanted; where names are hidden from the reader, nobody is found by a result."""
    if wanted.wish not in JUDGED or not await hides_results(services, session):
        return wanted
    return replace(wanted, wish=Wish.COMPLETED)


async def hides_results(services: Services, session: Session) -> bool:
    """Tell whether some results are hidden from the reader."""
    return await reviews.hides_results(services.database, session.organization.id, session.member)


async def veil_lines(
    services: Services, session: Session, lines: Iterable[Line]
) -> tuple[Line, ...]:
    """Return invitations, those with a report that is hidden from the reader without results."""
    found = tuple(lines)
    judged = [line.id for line in found if line.result]
    hidden = await reviews.list_hidden(
        services.database, session.organization.id, session.member, invitations=judged
    )
    return tuple(line.without_result() if line.id in hidden else line for line in found)


async def veil_people(
    services: Services, session: Session, lines: Iterable[PersonLine]
) -> tuple[PersonLine, ...]:
    """Return candidates, those with a report that is hidden from the reader without scores."""
    found = tuple(lines)
    judged = [line.id for line in found if line.best is not None]
    hidden = await reviews.list_hidden(
        services.database, session.organization.id, session.member, people=judged
    )
    return tuple(
        replace(line, best=None, latest=None) if line.id in hidden else line for line in found
    )
