"""``python -m bench [--quick] [--big N] [FIGURE…]``: measure, print a table, write JSON."""

import argparse
import asyncio
import functools
from collections.abc import Awaitable, Callable, Sequence

import uvloop
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bench.figures import (
    batch,
    big,
    letters,
    link,
    lists,
    memory,
    one,
    reading,
    reminding,
    saving,
    uploading,
    waits,
    webhooks,
)
from bench.load import Driver
from bench.results import Figure, show, write
from bench.scene import FULL, QUICK, Effort, Scene
from bench.stage import Stage
from muster.run import logs

Measure = Callable[[Scene], Awaitable[list[Figure]]]
FIGURES: dict[str, Measure] = {
    "one": one.measure,
    "batch": batch.measure,
    "letters": letters.measure,
    "link": link.measure,
    "lists": lists.measure,
    "waits": waits.measure,
    "memory": memory.measure,
    "saving": saving.measure,
    "reading": reading.measure,
    "webhooks": webhooks.measure,
    "reminding": reminding.measure,
    "uploading": uploading.measure,
}


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("figures", nargs="*", metavar="FIGURE", help=", ".join(FIGURES))
    parser.add_argument("--quick", action="store_true", help="fewer rounds, fewer letters")
    parser.add_argument(
        "--big",
        type=int,
        metavar="N",
        help="compare with N invitations in the tables; only this, unless figures are named",
    )
    words = parser.parse_args()
    if unknown := set(words.figures) - set(FIGURES):
        parser.error(f"no such figure: {', '.join(sorted(unknown))}")
    chosen = {name: FIGURES[name] for name in words.figures or (() if words.big else FIGURES)}
    if words.big:
        chosen["big"] = functools.partial(big.measure, number=words.big)
    logs.configure("error")  # recording serves requests in this process
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_bench(chosen, QUICK if words.quick else FULL))


async def _bench(chosen: dict[str, Measure], effort: Effort) -> None:
    console = Console()
    with _progress(console) as progress:
        figures, facts = await measure_all(chosen, effort, progress)
    show(console, figures)
    console.print(f"Written to {write(figures, facts)}", soft_wrap=True)


async def measure_all(
    chosen: dict[str, Measure], effort: Effort, progress: Progress
) -> tuple[list[Figure], dict[str, str]]:
    """Measure figures one after the other on one stage; return them and what they depend on."""
    figures: list[Figure] = []
    task = progress.add_task("starting PostgreSQL", total=len(chosen))

    def tell(words: str) -> None:
        progress.update(task, description=words)

    async with Stage.opened() as stage:
        with Driver() as driver:
            scene = Scene(stage, driver, effort, tell)
            for measure in chosen.values():
                figures += await measure(scene)
                progress.advance(task)
        return figures, await stage.facts()


def _progress(console: Console) -> Progress:
    columns: Sequence[str | SpinnerColumn | BarColumn | TextColumn | TimeElapsedColumn] = (
        SpinnerColumn(),
        BarColumn(bar_width=20),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    return Progress(*columns, console=console, transient=True)


if __name__ == "__main__":
    main()
