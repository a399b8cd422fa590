"""What was measured, as a table for people and JSON for programs."""

import json
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from muster.base.clock import SystemClock

FOLDER = Path(__file__).parent / "results"


@dataclass(slots=True)
class Figure:
    """One line of the table: what Muster did, beside what is possible.

    ``ratio`` is of Muster to its limit, or how many times the rival it is; ``target`` is what
    the ratio, or without a ratio the value, must reach. ``most`` turns the comparison round.
    """

    name: str
    value: float
    unit: str
    limit: float | None = None
    ratio: float | None = None
    target: float | None = None
    most: bool = False
    note: str = ""
    rounds: list[dict[str, Any]] = field(default_factory=list)

    @property
    def reached(self) -> bool | None:
        """Tell whether the target was reached; None without one."""
        if self.target is None:
            return None
        measured = self.value if self.ratio is None else self.ratio
        return measured <= self.target if self.most else measured >= self.target


@dataclass(frozen=True, slots=True)
class Pair:
    """One round of rates: Muster and its limit, one right after the other.

    Milliseconds are the processor time that a server's own process spent on a request. They
    tell the two apart even where other programs leave neither a whole core.
    """

    product: float
    limit: float
    product_ms: float = 0.0
    limit_ms: float = 0.0

    @property
    def ratio(self) -> float:
        """Return the product's rate as a part of the limit's."""
        return self.product / self.limit


def paired(
    name: str, unit: str, pairs: Sequence[Pair], *, target: float | None = None, note: str = ""
) -> Figure:
    """Return the figure of several rounds of rates: medians, and the median of the ratios.

    Other work on the machine slows both halves of a round alike, so that the ratio of a round
    says more than the ratio of two medians.
    """
    return Figure(
        name,
        median(pair.product for pair in pairs),
        unit,
        limit=median(pair.limit for pair in pairs),
        ratio=median(pair.ratio for pair in pairs),
        target=target,
        note=note + _processor(pairs),
        rounds=[asdict(pair) | {"ratio": pair.ratio} for pair in pairs],
    )


def _processor(pairs: Sequence[Pair]) -> str:
    ours, theirs = (
        median(pair.product_ms for pair in pairs),
        median(pair.limit_ms for pair in pairs),
    )
    if not ours or not theirs:
        return ""
    return f"; processor {ours:.2f} against {theirs:.2f} ms a request: {theirs / ours:.2f}"


def show(console: Console, figures: Iterable[Figure]) -> None:
    """Print the table."""
    table = Table("figure", "Muster", "beside", "ratio", "target", "", header_style="bold")
    for column in (1, 2, 3, 4):
        table.columns[column].justify = "right"
    for figure in figures:
        table.add_row(
            figure.name + (f"\n[dim]{figure.note}[/dim]" if figure.note else ""),
            f"{_number(figure.value)} {figure.unit}",
            "" if figure.limit is None else _number(figure.limit),
            "" if figure.ratio is None else f"{figure.ratio:.2f}",
            _target(figure),
            {True: "[green]reached[/green]", False: "[red]missed[/red]", None: ""}[figure.reached],
        )
    console.print(table)


def write(figures: Sequence[Figure], facts: Mapping[str, Any], folder: Path = FOLDER) -> Path:
    """Write everything that was measured and return the file."""
    now = SystemClock().now()
    document = {
        "at": now.isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "load_average": os.getloadavg(),
        **facts,
        "figures": [asdict(figure) | {"reached": figure.reached} for figure in figures],
    }
    folder.mkdir(exist_ok=True)
    file = folder / f"{now:%Y%m%d-%H%M%S}.json"
    file.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return file


def _target(figure: Figure) -> str:
    if figure.target is None:
        return ""
    return f"{'≤' if figure.most else '≥'} {figure.target:g}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
