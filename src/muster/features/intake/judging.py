"""What will become of each row of a list, before anything is done. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from muster.features.intake.model import DUPLICATE, LEFT_OUT, Row, outcome_of
from muster.features.invitations import Foreseen, Outcome, Problem


@dataclass(frozen=True, slots=True)
class Verdict:
    """A row and what inviting would do with it.

    ``fate`` is an outcome of inviting, ``duplicate`` or ``left_out``. ``same_as`` is the earlier
    row with the same address. ``held_because`` says why no letter leaves for the address.
    """

    row: Row
    fate: str
    problems: tuple[Problem, ...] = ()
    same_as: int | None = None
    held_because: str | None = None

    @property
    def number(self) -> int:
        """Return the row's number."""
        return self.row.entry.number

    @property
    def wants_a_look(self) -> bool:
        """Tell whether somebody should look at the row before it goes."""
        if self.fate == LEFT_OUT:
            return False
        return self.fate in {Outcome.REFUSED, DUPLICATE} or self.held_because is not None

    @property
    def goes(self) -> bool:
        """Tell whether the row will be invited."""
        return self.fate not in {Outcome.REFUSED, DUPLICATE, LEFT_OUT}


@dataclass(frozen=True, slots=True)
class Judged:
    """All rows of a list, judged."""

    verdicts: tuple[Verdict, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """Return rows by fate."""
        return Counter(str(one.fate) for one in self.verdicts)

    @property
    def going(self) -> int:
        """Return how many rows will be invited."""
        return sum(one.goes for one in self.verdicts)

    @property
    def again(self) -> int:
        """Return how many of them were invited before."""
        return sum(one.goes and one.fate != Outcome.CREATED for one in self.verdicts)

    @property
    def held(self) -> int:
        """Return how many of them get no letter."""
        return sum(one.goes and one.held_because is not None for one in self.verdicts)

    def without_known(self) -> "Judged":
        """Return the same with whoever was invited before left out."""
        return Judged(
            tuple(
                replace(one, fate=LEFT_OUT) if one.goes and one.fate != Outcome.CREATED else one
                for one in self.verdicts
            )
        )

    @property
    def questionable(self) -> int:
        """Return how many rows somebody should look at."""
        return sum(one.wants_a_look for one in self.verdicts)


def firsts_of(rows: Sequence[Row]) -> Mapping[int, int]:
    """Return the numbers of rows that are duplicates, each with that of the row that counted."""
    counted: dict[str | None, int] = {}
    for row in rows:
        if row.outcome not in {DUPLICATE, LEFT_OUT}:
            counted.setdefault(row.entry.key, row.entry.number)
    return {
        row.entry.number: counted[row.entry.key]
        for row in rows
        if row.outcome == DUPLICATE and row.entry.key in counted
    }


def judge(rows: Sequence[Row], foreseen: Sequence[Foreseen]) -> Judged:
    """Return what will become of rows; the first of those with one address counts."""
    first: dict[str, int] = {}
    return Judged(
        tuple(_judge(row, ahead, first) for row, ahead in zip(rows, foreseen, strict=True))
    )


def _judge(row: Row, ahead: Foreseen, first: dict[str, int]) -> Verdict:
    if row.left_out:
        return Verdict(row, LEFT_OUT)
    key, number = ahead.address_key, row.entry.number
    if key is None:
        return Verdict(row, Outcome.REFUSED, ahead.problems)
    if first.setdefault(key, number) != number:
        return Verdict(row, DUPLICATE, same_as=first[key])
    return Verdict(row, outcome_of(ahead.outcomes), held_because=ahead.held_because)
