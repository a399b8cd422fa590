"""How an answer stands beside the right one, for every type of question."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from muster.edges.reports import wording
from muster.edges.reports.sheet import Answered, Attached, Recorded, Rich, Row
from muster.edges.reports.voice import Voice
from muster.features.attempts import Value
from muster.features.catalog import (
    FileUpload,
    LongText,
    Matching,
    Medium,
    MultipleChoice,
    Number,
    Ordering,
    Prompt,
    Question,
    ShortText,
    SingleChoice,
)
from muster.features.media import Take, TakeState
from muster.features.reports import QuestionView


class Answers:
    """Tells answers in a voice."""

    def __init__(self, voice: Voice) -> None:
        """Take how they are told."""
        self._voice = voice
        # The one place that knows which type is shown how.
        self._forms: Mapping[type[Question], Callable[[Any, QuestionView], Answered]] = {
            SingleChoice: _options,
            MultipleChoice: _options,
            ShortText: self._short,
            Number: self._number,
            Ordering: _order,
            Matching: _pairs,
            LongText: self._prose,
            FileUpload: self._files,
            Prompt: self._takes,
        }

    def kind(self, item: Question) -> str:
        """Return what a question's type is called."""
        _ = self._voice.say
        recorded = _("Audio answer") if _is_audio(item) else _("Video answer")
        return {
            SingleChoice: _("One choice"),
            MultipleChoice: _("Several choices"),
            ShortText: _("Short answer"),
            Number: _("Number"),
            Ordering: _("Order"),
            Matching: _("Pairs"),
            LongText: _("Written answer"),
            FileUpload: _("File"),
            Prompt: recorded,
        }[type(item)]

    def answer(self, view: QuestionView) -> Answered:
        """Return an answer as it is shown; options are shown where nothing was chosen, too."""
        return self._forms[type(view.question)](view.question, view)

    def _short(self, item: ShortText, view: QuestionView) -> Answered:
        expected = [*item.accept]
        expected += [
            self._voice.say("anything that fits the pattern %(pattern)s") % {"pattern": pattern}
            for pattern in item.patterns
        ]
        return Answered(form="text", text=_text(view.value), expected=tuple(expected))

    def _number(self, item: Number, view: QuestionView) -> Answered:
        unit = f" {item.unit}" if item.unit else ""
        right = f"{self._digits(item.answer)}{unit}"
        if item.tolerance:
            right += f" ± {self._digits(item.tolerance)}"
        return Answered(form="text", text=_text(view.value), expected=(right,))

    def _digits(self, value: Decimal) -> str:
        exact = Fraction(value)
        plain = (exact * 100).denominator == 1
        return self._voice.number(exact) if plain else f"{value.normalize():f}"

    def _prose(self, _: LongText, view: QuestionView) -> Answered:
        text = _text(view.value)
        if not text.strip():
            return Answered(form="nothing")
        words = len(text.split())
        size = self._voice.plural("%(num)s word", "%(num)s words", words)
        return Answered(form="prose", text=text, size=size)

    def _files(self, _: FileUpload, view: QuestionView) -> Answered:
        if not view.files:
            return Answered(form="nothing")
        files = [
            Attached(one.typeid, one.name, self._voice.filesize(one.size)) for one in view.files
        ]
        return Answered(form="files", files=tuple(files))

    def _takes(self, item: Prompt, view: QuestionView) -> Answered:
        if not view.recordings:
            return Answered(form="nothing")
        chosen = view.value.get("take") if isinstance(view.value, Mapping) else None
        name = wording.name_of(item.prompt)
        takes = [
            self._take(take, view, name, counts=str(take.uid) == chosen) for take in view.recordings
        ]
        return Answered(form="takes", takes=tuple(takes))

    def _take(self, take: Take, view: QuestionView, name: str, *, counts: bool) -> Recorded:
        _ = self._voice.say
        several = len(view.recordings) > 1
        number = self._voice.count(take.number)
        states = {
            TakeState.RECORDING: _("This recording is still on its way."),
            TakeState.ASSEMBLING: _("This recording is being checked."),
            TakeState.DAMAGED: _("This recording cannot be played."),
            TakeState.QUARANTINED: _("This is no recording; nobody gets to see it."),
        }
        return Recorded(
            id=take.typeid,
            chapter=f"{self._voice.count(view.number)} · {name}",
            take=_("Take %(number)s") % {"number": number} if several else "",
            length=wording.clock(take.duration_ms) if take.duration_ms else "",
            medium=take.medium.value,
            playable=take.state.shown,
            counts=counts,
            state=states.get(take.state, ""),
        )


def _options(item: SingleChoice | MultipleChoice, view: QuestionView) -> Answered:
    right = {item.correct} if isinstance(item, SingleChoice) else item.correct
    chosen = _letters(view.value)
    rows = [
        Row(
            letter,
            Rich(item.options[letter]),
            None,
            None,
            chosen=letter in chosen,
            fits=letter in right,
        )
        for letter in view.shown or tuple(item.options)
        if letter in item.options
    ]
    return Answered(form="options", rows=tuple(rows))


def _order(item: Ordering, view: QuestionView) -> Answered:
    given = _letters(view.value)
    rows = []
    for place, right in enumerate(item.correct):
        letter = given[place] if place < len(given) else None
        shown = (
            Rich(item.options[letter]) if letter is not None and letter in item.options else None
        )
        rows.append(
            Row(str(place + 1), None, shown, Rich(item.options[right]), fits=letter == right)
        )
    return Answered(form="order", rows=tuple(rows))


def _pairs(item: Matching, view: QuestionView) -> Answered:
    given = view.value if isinstance(view.value, Mapping) else {}
    rows = []
    for letter, text in item.items.items():
        option, right = given.get(letter), item.correct[letter]
        known = isinstance(option, str) and option in item.options
        shown = Rich(item.options[str(option)]) if known else None
        rows.append(Row(letter, Rich(text), shown, Rich(item.options[right]), fits=option == right))
    return Answered(form="pairs", rows=tuple(rows))


def _letters(value: Value) -> Sequence[str]:
    if isinstance(value, str):
        return [value]
    if value is None or isinstance(value, Mapping):
        return []
    return [letter for letter in value if isinstance(letter, str)]


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""


def _is_audio(item: Question) -> bool:
    return isinstance(item, Prompt) and item.record is Medium.AUDIO
