"""What the connections of one worker share: rendering, noting outcomes, stopping the lane."""

import asyncio
import hashlib
import random
from collections import deque
from collections.abc import Iterable, Mapping

import structlog

from muster.base.clock import Clock
from muster.features.delivery.dispatch.actions import Trouble
from muster.features.delivery.dispatch.notes import Note
from muster.features.delivery.dispatch.recorder import Recorder
from muster.features.delivery.dispatch.tray import Load, Tray
from muster.features.delivery.model import Renderer, RenderError
from muster.features.delivery.outcomes import (
    Answer,
    Outcome,
    Pause,
    Phase,
    Verdict,
    classify,
    settle,
)
from muster.features.delivery.stats import DeliveryStats

_log = structlog.get_logger(__name__)

_UNTOUCHED = Outcome(Verdict.UNTOUCHED)
_UNRENDERABLE = Outcome(Verdict.DEAD, "render")
_RENDERER_BROKEN = Outcome(Verdict.DEFERRED, "render")
_POLICY_REFUSALS = 5
_POLICY_DOMAINS = 3


class Office:
    """The desk between the tray of claimed messages, the connections and the recorder."""

    def __init__(
        self,
        tray: Tray,
        recorder: Recorder,
        render: Mapping[str, Renderer],
        clock: Clock,
        stats: DeliveryStats,
    ) -> None:
        """Take the parts; the dispatcher puts them together."""
        self.tray = tray
        self.recorder = recorder
        self.stats = stats
        self.connections = 0
        """Connections that are open or being opened."""
        self.stopping = asyncio.Event()
        self.probing = False
        self._rest_written: asyncio.Future[None] | None = None
        self._render = render
        self._clock = clock
        self._chance = random.Random()  # noqa: S311 -- jitter
        self._refused_domains: deque[str] = deque(maxlen=4 * _POLICY_REFUSALS)

    def prepare(self, load: Load) -> bool:
        """Render a load's letter; what cannot be rendered is noted instead."""
        if load.letter is not None:
            return True
        message = load.message
        load.started_at = self._clock.now()
        try:
            load.letter = self._render[message.kind](message)
        except RenderError as error:
            self.settle(load, Answer(Phase.RENDER, None, str(error)), _UNRENDERABLE)
            return False
        except Exception:  # noqa: BLE001 -- renderers are bound from outside
            # A defect of ours, or a kind that only a newer worker knows: time may cure it.
            _log.exception("renderer failed", kind=message.kind, message=message.id)
            self.settle(load, Answer(Phase.RENDER, None), _RENDERER_BROKEN)
            return False
        load.sha256 = hashlib.sha256(load.letter.content).digest()
        return True

    def is_lapsed(self, load: Load) -> bool:
        """Tell whether another worker may have the message by now."""
        return load.leased_until <= self._clock.now()

    def spares_lane(self, outcome: Outcome) -> bool:
        """Tell whether only one connection should rest: another is open, or will soon tell."""
        return outcome.pause in {Pause.BUSY, Pause.UNREACHABLE} and self.connections > 0

    def settle(
        self, load: Load, answer: Answer, outcome: Outcome | None = None
    ) -> asyncio.Future[None]:
        """Note what became of a load; the future is done when that is committed."""
        outcome = outcome or classify(answer)
        note = self._note(load, outcome, answer)
        self.tray.let_go(load)
        self._count(note, outcome, answer)
        pause = self._pause_after(load, outcome)
        if pause is None:
            if self.probing and outcome.verdict is not Verdict.UNTOUCHED:
                self.probing = False
                self.recorder.resume()
                _log.info("lane resumed")
            return self.recorder.note(note)
        return self._stop_lane(pause, answer.words, note)

    async def rest_written(self) -> None:
        """Wait until a pause is committed, so that no claim slips in before it."""
        if self._rest_written and not self._rest_written.done():
            await asyncio.wait({self._rest_written})

    def give_back(self, loads: Iterable[Load]) -> list[Note]:
        """Return the notes that make loads due again, as if they had never been claimed."""
        notes = []
        for load in loads:
            self.tray.let_go(load)
            notes.append(self._note(load, _UNTOUCHED, None))
        return notes

    def _note(self, load: Load, outcome: Outcome, answer: Answer | None) -> Note:
        now = self._clock.now()
        return Note(
            message=load.message,
            settlement=settle(load.message, outcome, now=now, chance=self._chance),
            started_at=load.started_at or now,
            ended_at=now,
            outcome=outcome if answer else None,
            answer=answer,
            sha256=load.sha256,
        )

    def _count(self, note: Note, outcome: Outcome, answer: Answer) -> None:
        self.stats.verdicts[outcome.verdict] += 1
        if note.rendering_changed:
            self.stats.rendering_changed += 1
            _log.warning("rendering changed", message=note.message.id, kind=note.message.kind)
        if outcome.verdict is Verdict.ACCEPTED:
            self.stats.accepted_after((note.ended_at - note.message.created_at).total_seconds())
            return
        _log.info(
            "message not accepted",
            organization=note.message.organization_id,
            message=note.message.id,
            verdict=outcome.verdict,
            reason=outcome.reason,
            phase=answer.phase,
            code=answer.code,
        )

    def _pause_after(self, load: Load, outcome: Outcome) -> Pause | None:
        if outcome.verdict is Verdict.ACCEPTED:
            self._refused_domains.clear()
        elif outcome.reason == "policy":
            self._refused_domains.append(load.message.domain)
            many = len(self._refused_domains) >= _POLICY_REFUSALS
            return (
                Pause.POLICY
                if many and len(set(self._refused_domains)) >= _POLICY_DOMAINS
                else None
            )
        return None if self.spares_lane(outcome) else outcome.pause

    def _stop_lane(self, pause: Pause, words: str, note: Note) -> asyncio.Future[None]:
        _log.error("lane paused", reason=pause)
        self.stats.pauses[pause] += 1
        trouble = Trouble(pause, words, probe=self.probing)
        self.probing = False
        self._rest_written = self.recorder.rest(trouble, [note, *self.give_back(self.tray.empty())])
        return self._rest_written
