"""What the scripts of the pages send: answers as they are given, the clock, signals. JSON both ways."""

from datetime import datetime
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from muster.edges.portal import forms, standing
from muster.edges.portal.guests import Guests
from muster.edges.portal.scripts import (
    BadRequestError,
    answer,
    integer_of,
    nothing,
    read_object,
)
from muster.edges.services import Services
from muster.features import attempts
from muster.features.attempts import ConflictingSaveError, Run, Save, Signal, SignalKind

# A hundred thousand characters, each escaped as JSON may.
_LONGEST_JSON = 1_300_000
_MOST_INTEGER = 2**31 - 1


class Saving:
    """The endpoints of the scripts beside a question; each hears of refusals as errors."""

    def __init__(self, services: Services, guests: Guests) -> None:
        """Take the collaborators."""
        self._services = services
        self._guests = guests

    async def save(self, request: Request) -> Response:
        """Answer ``PUT answers/ITEM``: {"epoch", "revision", "value"}; 200 is on the disk."""
        body = await read_object(request, _LONGEST_JSON)
        wish = Save(
            self._guests.session(request),
            self._guests.uid(request),
            request.path_params["item"],
            integer_of(body, "epoch"),
            integer_of(body, "revision"),
            body.get("value"),
        )
        try:
            saved = await attempts.save(self._services.database, wish, self._services.clock)
        except ConflictingSaveError as error:
            return _conflict(error)
        at = saved.saved_at.isoformat()
        return answer({"revision": saved.revision, "saved_at": at, "late": saved.late})

    async def clock(self, request: Request) -> Response:
        """Answer ``GET clock``: the seconds left of what runs, null for what does not."""
        run = await attempts.read_run(
            self._services.database,
            self._guests.session(request),
            self._guests.uid(request),
            self._services.clock,
        )
        section = standing.running_section(run)
        return answer(
            {
                "now": run.now.isoformat(),
                "left": run.seconds_left,
                "section_left": _until(run, section.ends_at if section else None),
                "place_left": _place_left(run, request.query_params.get("place", "")),
                "state": run.attempt.state,
                "epoch": run.attempt.epoch,
                "mine": run.mine,
            }
        )

    async def note(self, request: Request) -> Response:
        """Answer ``POST signals``: {"signals": [{"kind", "at", "seconds", "item", "length"}]}."""
        body = await read_object(request, _LONGEST_JSON)
        signals = body.get("signals")
        if not isinstance(signals, list):
            raise BadRequestError("signals must be a list", field="signals")
        await attempts.note_signals(
            self._services.database,
            self._guests.session(request),
            self._guests.uid(request),
            [_signal(one) for one in signals],
            self._services.clock,
        )
        return nothing()


def _conflict(error: ConflictingSaveError) -> Response:
    """Return what stands, to be compared with what was sent."""
    current = error.current
    said = {"code": "conflict", "revision": current.revision, "value": current.value}
    return answer(said | {"message": error.message}, HTTPStatus.CONFLICT)


def _place_left(run: Run, number: str) -> float | None:
    if not forms.is_number(number):
        return None
    return _until(run, run.place(int(number)).ends_at)


def _until(run: Run, end: datetime | None) -> float | None:
    return None if end is None else max(0.0, (end - run.now).total_seconds())


def _signal(said: object) -> Signal:
    if not isinstance(said, dict):
        raise BadRequestError("A signal must be a JSON object", field="signals")
    try:
        kind = SignalKind(str(said.get("kind")))
        at = datetime.fromisoformat(str(said.get("at")))
    except ValueError as error:
        raise BadRequestError("A signal needs a kind and a time", field="signals") from error
    if at.tzinfo is None:
        raise BadRequestError("A signal's time needs its offset from UTC", field="signals")
    item = said.get("item")
    length = said.get("length")
    return Signal(
        kind=kind,
        at=at,
        seconds=_seconds(said.get("seconds")),
        item=item if isinstance(item, str) else None,
        length=length if isinstance(length, int) and 0 <= length <= _MOST_INTEGER else None,
    )


def _seconds(said: object) -> float | None:
    return float(said) if isinstance(said, int | float) and 0 <= said <= _MOST_INTEGER else None
