"""From a report's view to its sheet: every sentence and number, in the reader's language."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from functools import partial

from muster.base.language import choose, direction, instant
from muster.edges.reports import wording
from muster.edges.reports.answers import Answers
from muster.edges.reports.labels import labels
from muster.edges.reports.sheet import (
    Asked,
    Bar,
    Earned,
    Fact,
    Noticed,
    Part,
    Placed,
    Rated,
    Rich,
    Sheet,
    Standing,
    Verdict,
)
from muster.features.attempts import EndedBy, NotedSignal, SignalKind
from muster.features.catalog import Kind
from muster.features.reports import (
    Given,
    Mark,
    PartScore,
    QuestionView,
    Rank,
    ReportView,
    Rule,
    criteria_of,
    is_rated_by_people,
)


def write(view: ReportView, language: str | None = None) -> Sheet:
    """Return the sheet of a report; without a language in the organization's."""
    return _Writer(view, choose([language, view.organization.locale])).sheet()


class _Writer:
    def __init__(self, view: ReportView, language: str) -> None:
        self._view = view
        self._language = language
        words = wording.words(language)
        self._say, self._count = words.gettext, words.ngettext
        self._number = partial(wording.number, language=language)
        self._percent = partial(wording.percent, language=language)
        self._answers = Answers(language)

    def sheet(self) -> Sheet:
        _ = self._say
        view = self._view
        return Sheet(
            language=self._language,
            direction=direction(self._language),
            content_language=view.language or self._language,
            employer=view.organization.name,
            accent=view.organization.accent_color,
            candidate=view.candidate.name,
            title=view.title,
            kind=_("Recorded interview") if view.kind is Kind.INTERVIEW else _("Assessment"),
            verdict=self._verdict(),
            facts=self._facts(),
            placed=self._placed(view.rank) if view.rank else None,
            sections=self._bars([PartScore(one.title, one.tally) for one in view.sections]),
            skills=self._bars(view.skills),
            noticed=self._noticed(view.signals),
            parts=tuple(
                Part(section.title, tuple(map(self._question, section.questions)))
                for section in view.sections
            ),
            made=_("Made on %(moment)s") % {"moment": self._moment(view.made_at)},
            words=labels(self._language),
        )

    def _verdict(self) -> Verdict:
        _ = self._say
        score = self._view.report.score
        tally, cut = score.overall, score.pass_percent
        percent = "" if tally.percent is None else self._percent(tally.percent)
        points = self._points(tally.points, tally.of)
        if tally.waiting:
            points = _("%(points)s so far") % {"points": points}
        limit = "" if cut is None else self._percent(cut)
        cut_text = _("Cut-off: %(percent)s") % {"percent": limit} if limit else ""
        standing = _standing(complete=score.complete, passed=score.passed)
        word = {
            Standing.PASSED: _("Passed"),
            Standing.FAILED: _("Not passed"),
            Standing.DONE: _("Complete"),
            Standing.WAITING: _("Not complete yet"),
        }[standing]
        return Verdict(
            standing=standing,
            word=word,
            percent=percent,
            points=points,
            share=_share(tally.percent),
            cut=None if cut is None else float(cut) / 100,
            cut_text=cut_text,
            said=". ".join(filter(None, [percent, points, cut_text, word])),
            note=self._verdict_note(),
        )

    def _verdict_note(self) -> str:
        """Say which questions wait, or that the cut-off was missed by less than is shown."""
        _ = self._say
        score = self._view.report.score
        waiting = [str(one.number) for one in self._view.questions if one.mark.points is None]
        if waiting:
            text = self._count(
                "Question %(numbers)s waits for its points. Until then there is no result.",
                "Questions %(numbers)s wait for their points. Until then there is no result.",
                len(waiting),
            )
            return text % {"numbers": wording.listed(waiting, self._language)}
        if not any(one.value is not None for one in self._view.questions):
            return _("Nothing was answered.")
        percent, cut = score.overall.percent, score.pass_percent
        if cut is None or percent is None or score.passed:
            return ""
        hidden = self._percent(percent) == self._percent(cut)
        return _("The cut-off was missed by less than is shown.") if hidden else ""

    def _facts(self) -> tuple[Fact, ...]:
        _ = self._say
        view = self._view
        submitted = view.attempt.submitted_at or view.report.settled_at
        by_time = _("when the time was up") if view.attempt.ended_by is EndedBy.TIME else ""
        facts = [
            Fact(_("Submitted"), self._moment(submitted), by_time),
            Fact(_("Version"), wording.count(view.version, self._language)),
        ]
        if view.report.changed_at:
            facts.append(Fact(_("Result changed"), self._moment(view.report.changed_at)))
        return tuple(facts)

    def _placed(self, rank: Rank) -> Placed:
        _ = self._say
        place, of = (wording.count(one, self._language) for one in (rank.place, rank.of))
        better = self._percent(Fraction(rank.better_than_percent))
        return Placed(
            said=_("Place %(place)s of %(of)s") % {"place": place, "of": of},
            detail=_("Better than %(percent)s of all other complete results of this activity.")
            % {"percent": better},
            of=rank.of,
            share=(rank.of - rank.place) / (rank.of - 1),
            last=_("lowest result"),
            first=_("highest result"),
        )

    def _bars(self, parts: Sequence[PartScore]) -> tuple[Bar, ...]:
        return tuple(
            Bar(
                one.name or self._say("All questions"),
                self._points(one.tally.points, one.tally.of),
                "" if one.tally.percent is None else self._percent(one.tally.percent),
                _share(one.tally.percent),
                self._waiting(one.tally.waiting),
            )
            for one in parts
        )

    def _waiting(self, number: int) -> str:
        if not number:
            return ""
        text = self._count("%(num)s question waits", "%(num)s questions wait", number)
        return text % {"num": wording.count(number, self._language)}

    def _noticed(self, signals: Sequence[NotedSignal]) -> tuple[Noticed, ...]:
        _ = self._say
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
        times = self._count("%(num)s time", "%(num)s times", len(signals))
        seconds = sum(one.seconds or 0 for one in signals)
        length = sum(one.length or 0 for one in signals)
        told = wording.stretch(seconds, self._language) if seconds else ""
        if length:
            pasted = self._count("%(num)s character", "%(num)s characters", length)
            told = pasted % {"num": wording.count(length, self._language)}
        items = {one.item for one in signals}
        where = [str(one.number) for one in self._view.questions if one.question.id in items]
        return Noticed(
            kind,
            times % {"num": wording.count(len(signals), self._language)},
            told,
            wording.listed(where, self._language) if where else "",
        )

    def _question(self, view: QuestionView) -> Asked:
        item, mark = view.question, view.mark
        earned = _earned(mark)
        return Asked(
            number=view.number,
            name=wording.name_of(item.prompt),
            kind=self._answers.kind(item),
            skill=item.skill or "",
            earned=earned,
            word=self._earned_word(mark, earned),
            points=self._points(mark.points, mark.of),
            share=float((mark.points or 0) / mark.of) if mark.of else 0,
            prompt=Rich(item.prompt),
            answer=self._answers.answer(view),
            line=mark.line,
            explanation=Rich(item.explanation) if item.explanation.strip() else None,
            ratings=tuple(self._rating(view, given) for given in view.given),
            notes=self._notes(view),
        )

    def _earned_word(self, mark: Mark, earned: Earned) -> str:
        _ = self._say
        if mark.rule is Rule.ARRIVING:
            return _("Recording on its way")
        return {
            Earned.FULL: _("All points"),
            Earned.PART: _("Some of the points"),
            Earned.NONE: _("No points"),
            Earned.UNANSWERED: _("Not answered"),
            Earned.WAITING: _("Waits for a person"),
        }[earned]

    def _notes(self, view: QuestionView) -> tuple[str, ...]:
        _ = self._say
        notes = []
        if view.seconds_spent is not None:
            spent = wording.stretch(view.seconds_spent, self._language)
            notes.append(_("Time spent: %(time)s") % {"time": spent})
        if view.late:
            notes.append(_("Arrived after the end, within the time that answers may take."))
        return tuple(notes)

    def _rating(self, view: QuestionView, given: Given) -> Rated:
        item = view.question
        rubric = criteria_of(item) if is_rated_by_people(item) else {}
        lines = [
            Fact(name, self._points(Fraction(points), Fraction(rubric[name].points)))
            for name, points in given.rating.criteria.items()
            if name in rubric
        ]
        return Rated(
            given.reviewer,
            self._moment(given.rated_at),
            self._points(given.rating.total, view.mark.of),
            tuple(lines),
            given.rating.comment,
        )

    def _points(self, points: Fraction | None, of: Fraction) -> str:
        worth = self._number(of)
        if points is None:
            text = self._count("up to %(of)s point", "up to %(of)s points", _plural(of))
            return text % {"of": worth}
        text = self._count("%(points)s of %(of)s point", "%(points)s of %(of)s points", _plural(of))
        return text % {"points": self._number(points), "of": worth}

    def _moment(self, moment: datetime) -> str:
        return instant(
            moment.replace(second=0, microsecond=0),
            self._view.organization.time_zone,
            self._language,
        )


def _standing(*, complete: bool, passed: bool | None) -> Standing:
    if not complete:
        return Standing.WAITING
    if passed is None:
        return Standing.DONE
    return Standing.PASSED if passed else Standing.FAILED


def _earned(mark: Mark) -> Earned:
    if mark.points is None:
        return Earned.WAITING
    if mark.rule is Rule.UNANSWERED:
        return Earned.UNANSWERED
    if not mark.points:
        return Earned.NONE
    return Earned.FULL if mark.points == mark.of else Earned.PART


def _share(percent: Fraction | None) -> float | None:
    return None if percent is None else float(percent / 100)


def _plural(of: Fraction) -> int:
    """Return the number by which a language chooses the word for points; 2.5 is many."""
    return int(of) if of.denominator == 1 else 100
