"""From a report's view to its sheet: every sentence and number, in the reader's language."""

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

from muster.base.language import choose, direction
from muster.edges.reports.labels import labels
from muster.edges.reports.questions import Questions
from muster.edges.reports.sheet import Bar, Fact, Noticed, Part, Placed, Sheet
from muster.edges.reports.verdicts import share_of, verdict
from muster.edges.reports.voice import Voice
from muster.features.attempts import EndedBy, NotedSignal, SignalKind
from muster.features.catalog import Kind
from muster.features.reports import PartScore, Rank, ReportView

_STEP = 10
"""Per cent of a step in which results are counted."""


def write(view: ReportView, language: str | None = None) -> Sheet:
    """Return the sheet of a report; without a language in the organization's."""
    voice = Voice(choose([language, view.organization.locale]), view.organization.time_zone)
    return _Writer(view, voice).sheet()


class _Writer:
    def __init__(self, view: ReportView, voice: Voice) -> None:
        self._view = view
        self._voice = voice

    def sheet(self) -> Sheet:
        _ = self._voice.say
        view = self._view
        questions = Questions(self._voice)
        return Sheet(
            language=self._voice.language,
            direction=direction(self._voice.language),
            content_language=view.language or self._voice.language,
            employer=view.organization.name,
            accent=view.organization.accent_color,
            candidate=view.candidate.name,
            title=view.title,
            kind=_("Interview") if view.kind is Kind.INTERVIEW else _("Assessment"),
            verdict=verdict(view, self._voice),
            facts=self._facts(),
            placed=self._placed(view.rank) if view.rank else None,
            sections=self._bars([PartScore(one.title, one.tally) for one in view.sections]),
            skills=self._bars(view.skills),
            noticed=self._noticed(view.signals),
            parts=tuple(
                Part(section.title, tuple(map(questions.ask, section.questions)))
                for section in view.sections
            ),
            made=_("Made on %(moment)s") % {"moment": self._voice.moment(view.made_at)},
            words=labels(self._voice.language),
        )

    def _facts(self) -> tuple[Fact, ...]:
        _ = self._voice.say
        view = self._view
        submitted = view.attempt.submitted_at or view.report.settled_at
        by_time = _("when the time was up") if view.attempt.ended_by is EndedBy.TIME else ""
        facts = [
            Fact(_("Submitted"), self._voice.moment(submitted), by_time),
            Fact(_("Version"), self._voice.count(view.version)),
        ]
        if view.report.changed_at:
            facts.append(Fact(_("Result changed"), self._voice.moment(view.report.changed_at)))
        return tuple(facts)

    def _placed(self, rank: Rank) -> Placed:
        _ = self._voice.say
        place, of = (self._voice.count(one) for one in (rank.place, rank.of))
        percent = self._view.report.score.overall.percent or Fraction(0)
        better = self._voice.percent(Fraction(rank.better_than_percent))
        return Placed(
            said=_("Place %(place)s of %(of)s") % {"place": place, "of": of},
            detail=_("Better than %(percent)s of all other complete results of this activity.")
            % {"percent": better},
            steps=tuple(self._step(number) for number in range(len(rank.spread))),
            spread=rank.spread,
            here=min(len(rank.spread) - 1, int(percent // _STEP)),
        )

    def _step(self, number: int) -> str:
        first = self._voice.count(number * _STEP)
        return f"{first}–{self._voice.percent(Fraction((number + 1) * _STEP))}"

    def _bars(self, parts: Sequence[PartScore]) -> tuple[Bar, ...]:
        return tuple(
            Bar(
                one.name or self._voice.say("All questions"),
                self._voice.points(one.tally.points, one.tally.of),
                "" if one.tally.percent is None else self._voice.percent(one.tally.percent),
                share_of(one.tally.percent),
                self._waiting(one.tally.waiting),
            )
            for one in parts
        )

    def _waiting(self, number: int) -> str:
        if not number:
            return ""
        return self._voice.plural("%(num)s question waits", "%(num)s questions wait", number)

    def _noticed(self, signals: Sequence[NotedSignal]) -> tuple[Noticed, ...]:
        _ = self._voice.say
        kinds = {
            SignalKind.LEFT_TAB: _("Left the page"),
            SignalKind.PASTED: _("Pasted text"),
            SignalKind.NETWORK_GAP: _("Lost the network"),
            SignalKind.SECOND_DEVICE: _("Went on with another device"),
        }
        found: dict[str, list[NotedSignal]] = defaultdict(list)
        for signal in signals:
            found[signal.kind].append(signal)
        return tuple(
            self._noticed_of(word, found[kind]) for kind, word in kinds.items() if kind in found
        )

    def _noticed_of(self, kind: str, signals: Sequence[NotedSignal]) -> Noticed:
        times = self._voice.plural("%(num)s time", "%(num)s times", len(signals))
        seconds = sum(one.seconds or 0 for one in signals)
        length = sum(one.length or 0 for one in signals)
        told = self._voice.stretch(seconds) if seconds else ""
        if length:
            told = self._voice.plural("%(num)s character", "%(num)s characters", length)
        items = {one.item for one in signals}
        where = [str(one.number) for one in self._view.questions if one.question.id in items]
        return Noticed(
            kind,
            times,
            told,
            self._voice.listed(where) if where else "",
        )
