"""``muster mail``: whether letters leave, and letting them leave again."""

import typer

from muster.features import delivery
from muster.features.delivery import LaneHealth
from muster.run.cli.common import Data, DatabaseUrl, Json, answer, opened, run, settings_of

app = typer.Typer(help="See whether letters leave.", no_args_is_help=True)


@app.command()
def status(data: Data = None, database_url: DatabaseUrl = None, as_json: Json = False) -> None:
    """Tell whether letters leave, how many wait, and why."""

    async def work() -> LaneHealth:
        async with opened(settings_of(data, database_url)) as house:
            return await delivery.lane_health(house.database, now=house.clock.now())

    lane = run(work())
    answer(
        {
            "paused": lane.paused,
            "reason": lane.reason,
            "words": lane.words,
            "waiting": lane.queued,
            "oldest_seconds": lane.oldest_age_seconds,
        },
        as_json=as_json,
        text=_words(lane),
    )


@app.command()
def resume(data: Data = None, database_url: DatabaseUrl = None, as_json: Json = False) -> None:
    """Let letters leave at once that a refusal of the relay holds back, once it is cured."""

    async def work() -> bool:
        async with opened(settings_of(data, database_url)) as house:
            return await delivery.resume_lane(house.database)

    resumed = run(work())
    text = "Letters leave again." if resumed else "Nothing was held back."
    answer({"resumed": resumed}, as_json=as_json, text=text)


def _words(lane: LaneHealth) -> str:
    waiting = f"{lane.queued} wait, the oldest for {lane.oldest_age_seconds:.0f} s."
    if lane.paused:
        return f"Letters are held back ({lane.reason}: {lane.words}). {waiting}"
    if lane.reason == "no_relay":
        return f"No relay is configured. {waiting}"
    if lane.reason:
        return f"No worker runs. {waiting}"
    return f"Letters leave. {waiting}"
