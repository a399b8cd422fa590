"""What every figure is given: where, with what client, how much of it, and who hears of progress."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bench.calls import LIMIT, PRODUCT, RECORDED
from bench.load import Driver, Run
from bench.programs import Program
from bench.results import Pair
from bench.stage import Stage


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured."""

    rounds: int
    singles: int
    """Requests of a round, for what is one row each."""
    batches: int
    """Calls of a round, of 500 people each."""
    letters: int
    """Letters from POST to relay, in each round."""
    letter_seconds: float
    """Another round of letters begins while less time has gone by."""
    processes: tuple[int, ...]
    """Numbers of equal processes that deliver letters."""
    seconds: int
    """How long requests come at a steady rate."""
    largest: int = 5_000
    """People of the largest call, of the native API."""
    crowd: int = 2_000
    """Candidates in the middle of an assessment at the same time."""
    chunks: int = 60
    """Pieces of a recording, of a megabyte each."""
    recorders: int = 20
    """Candidates who record at the same time."""
    pending: int = 1_000_000
    """Invitations that wait while the worker looks for reminders."""
    listed: int = 100_000
    """Invitations in the tables of whom lists of the console show pages."""


FULL = Effort(
    rounds=9,
    singles=640,
    batches=6,
    letters=20_000,
    letter_seconds=90,
    processes=(1, 2),
    seconds=20,
)
QUICK = Effort(
    rounds=3,
    singles=320,
    batches=4,
    letters=4_000,
    letter_seconds=0,
    processes=(1, 2),
    seconds=5,
    chunks=12,
    pending=200_000,
)
SMOKE = Effort(
    rounds=1,
    singles=40,
    batches=1,
    letters=500,
    letter_seconds=0,
    processes=(1,),
    seconds=1,
    largest=500,
    crowd=20,
    chunks=2,
    recorders=2,
    pending=500,
    listed=300,
)


class Serials:
    """Numbers of people who were not invited yet; each kind of use has its own range."""

    def __init__(self) -> None:
        self._next = {first: first for first in (RECORDED, PRODUCT, LIMIT)}

    def recorded(self, number: int) -> range:
        """Return numbers for people whom a recording invites."""
        return self._take(RECORDED, number)

    def product(self, number: int) -> range:
        """Return numbers for people whom Muster will invite."""
        return self._take(PRODUCT, number)

    def limit(self, number: int) -> range:
        """Return numbers for people whom the limit will write down."""
        return self._take(LIMIT, number)

    def _take(self, kind: int, number: int) -> range:
        first = self._next[kind]
        self._next[kind] += number
        return range(first, first + number)


@dataclass(frozen=True, slots=True)
class Scene:
    """The surroundings of a measurement."""

    stage: Stage
    driver: Driver
    effort: Effort
    tell: Callable[[str], None] = lambda _: None
    serials: Serials = field(default_factory=Serials)

    async def compare(self, muster: Program, limit: Program, requests: Sequence[bytes]) -> Pair:
        """Send the same requests to both, one after the other."""
        ours, ours_ms = await self._load(muster, requests)
        theirs, theirs_ms = await self._load(limit, requests)
        return Pair(ours.rate, theirs.rate, ours_ms, theirs_ms)

    async def _load(self, program: Program, requests: Sequence[bytes]) -> tuple[Run, float]:
        before = program.processor_seconds()
        run = await self.driver.send(program.port, requests)
        return run, 1000 * (program.processor_seconds() - before) / len(requests)
