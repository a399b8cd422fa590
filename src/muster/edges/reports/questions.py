"""A question of a report in words: its answer, its points and why, what people said of it."""

from fractions import Fraction

from muster.edges.reports.answers import Answers
from muster.edges.reports.sheet import Asked, Earned, Fact, Rated, Rich
from muster.edges.reports.voice import Voice
from muster.features.reports import Given, Mark, QuestionView, Rule, criteria_of, is_rated_by_people


class Questions:
    """Tells questions in a voice."""

    def __init__(self, voice: Voice) -> None:
        """Take how it speaks."""
        self._voice = voice
        self._answers = Answers(voice)

    def ask(self, view: QuestionView) -> Asked:
        """Return a question as it is drawn."""
        item, mark = view.question, view.mark
        earned = _earned(mark)
        return Asked(
            number=view.number,
            kind=self._answers.kind(item),
            skill=item.skill or "",
            earned=earned,
            word=self._earned_word(mark, earned),
            points=self._voice.points(mark.points, mark.of),
            prompt=Rich(item.prompt),
            answer=self._answers.answer(view),
            line=mark.line,
            explanation=Rich(item.explanation) if item.explanation.strip() else None,
            ratings=tuple(self._rating(view, given) for given in view.given),
            notes=self._notes(view),
        )

    def _earned_word(self, mark: Mark, earned: Earned) -> str:
        _ = self._voice.say
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
        _ = self._voice.say
        notes = []
        if view.seconds_spent is not None:
            spent = self._voice.stretch(view.seconds_spent)
            notes.append(_("Time spent: %(time)s") % {"time": spent})
        if view.late:
            notes.append(_("Arrived after the end, within the time that answers may take."))
        return tuple(notes)

    def _rating(self, view: QuestionView, given: Given) -> Rated:
        item = view.question
        rubric = criteria_of(item) if is_rated_by_people(item) else {}
        lines = [
            Fact(name, self._voice.points(Fraction(points), Fraction(rubric[name].points)))
            for name, points in given.rating.criteria.items()
            if name in rubric
        ]
        return Rated(
            given.name or given.reviewer,
            self._voice.moment(given.rated_at),
            self._voice.points(given.rating.total, view.mark.of),
            tuple(lines),
            given.rating.comment,
        )


def _earned(mark: Mark) -> Earned:
    if mark.points is None:
        return Earned.WAITING
    if mark.rule is Rule.UNANSWERED:
        return Earned.UNANSWERED
    if not mark.points:
        return Earned.NONE
    return Earned.FULL if mark.points == mark.of else Earned.PART
