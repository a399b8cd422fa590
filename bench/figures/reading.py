"""Reading reports at 32 connections, beside a bare ASGI function with their recorded statements."""

from itertools import cycle, islice
from uuid import UUID

from bench.calls import Request
from bench.crowd import Candidate, gather_crowd
from bench.results import Figure, paired
from bench.scene import Scene
from bench.script import Subject
from bench.stage import Yard
from muster.features import attempts, organizations, reports
from muster.features.attempts import Save
from muster.features.catalog import LongText, MultipleChoice, Question, SingleChoice
from muster.features.reports import Rate, Rating
from muster.run.house import House, house_of

READERS = 24
"""Reports that are read in turn: enough for a rank."""
_TEXT = "Dear colleagues, the month is closed; these are the figures that moved, and why. " * 7


async def measure(scene: Scene) -> list[Figure]:
    """Return the figure."""
    yard = await scene.stage.yard()
    async with yard.serving() as muster:
        crowd = await gather_crowd(scene, yard, muster, READERS)
        scene.tell(f"{READERS} candidates answer and submit")
        async with house_of(yard.settings) as house:
            names = [await _finish(house, yard, candidate) for candidate in crowd]
        # The third time the same statements come from a program that has been reading for long.
        warm_up = [_read(yard, names[0])] * 2
        script, body = await yard.record(warm_up, _read(yard, names[1]), named=(names[1],))
        async with yard.bare(script, [Subject(named=(name,)) for name in names], body) as bare:
            pairs = []
            for turn in range(scene.effort.rounds + 1):
                scene.tell(f"reading a report: round {turn} of {scene.effort.rounds}")
                wires = [_read(yard, name).wire() for name in names]
                requests = list(islice(cycle(wires), scene.effort.singles))
                pair = await scene.compare(muster, bare, requests)
                if turn:
                    pairs.append(pair)
                else:
                    await yard.analyze()
    note = f"{len(body):,} bytes; limit: bare ASGI with the {len(script.lines)} recorded statements"
    return [paired("reading a report", "/s", pairs, note=note)]


def _read(yard: Yard, name: UUID) -> Request:
    headers = (("Authorization", f"Bearer {yard.desk.key}"),)
    return Request("GET", f"/v1/reports/{name}", headers)


async def _finish(house: House, yard: Yard, candidate: Candidate) -> UUID:
    """Answer, submit, and be rated and scored, so that the report is complete and has a rank."""
    database, clock = house.database, house.clock
    run = await attempts.read_run(database, candidate.session, candidate.attempt, clock)
    for place in run.places:
        value = _answer(place.item)
        if value is not None:
            wish = Save(candidate.session, candidate.attempt, place.item.id, 1, 0, value)
            await attempts.save(database, wish, clock)
    await attempts.submit(database, candidate.session, candidate.attempt, "bench", clock)
    tenant = await organizations.find_organization(database, yard.desk.slug)
    await reports.settle(database, tenant.id, run.attempt.id, clock)
    for place in run.places:
        if isinstance(place.item, LongText):
            points = {line.criterion: line.points for line in place.item.rubric}
            wanted = Rate(str(run.attempt.id), place.item.id, "bench", 0, Rating(points))
            await reports.rate(database, tenant.id, wanted, actor="bench", clock=clock)
    return candidate.attempt


def _answer(item: Question) -> str | list[str] | None:
    if isinstance(item, SingleChoice):
        return item.correct
    if isinstance(item, MultipleChoice):
        return sorted(item.correct)
    return _TEXT if isinstance(item, LongText) else None
