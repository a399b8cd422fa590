"""Forms of a report's page: levels to choose from, what was sent, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from muster.base.errors import InvalidError
from muster.edges.console.forms import Fields
from muster.edges.console.words import marked
from muster.features.catalog import Criterion
from muster.features.reports import Given, QuestionView, Rating, criteria_of, is_rated_by_people
from muster.features.reviews import Review

_HALVES = Decimal(2)
_WHOLES = Decimal(10)
_QUARTERS = (Decimal(0), Decimal("0.25"), Decimal("0.5"), Decimal("0.75"), Decimal(1))


@dataclass(frozen=True, slots=True)
class Drafts:
    """What was sent beside ratings and refused, to be mended."""

    comment: str = ""
    comment_id: str = ""
    comment_error: str = ""
    choice: str = ""
    reason: str = ""
    reason_error: str = ""
    share_error: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion with the levels to choose from; ``chosen`` is one of them, or empty."""

    field: str
    name: str
    look_for: str
    points: Decimal
    levels: tuple[str, ...]
    chosen: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class RateForm:
    """The form of one question; ``given`` is the member's present rating, None without one."""

    number: int
    lines: tuple[Line, ...]
    comment: str
    given: Given | None
    comment_error: str = ""
    error: str = ""

    @property
    def revision(self) -> int:
        """Return the revision that the form was made of."""
        return self.given.revision if self.given else 0

    @property
    def wrong(self) -> bool:
        """Tell whether something has to be mended."""
        return bool(self.error or self.comment_error or any(line.error for line in self.lines))


def forms_of(review: Review) -> dict[int, RateForm]:
    """Return the forms of the questions that the reader may rate, by number."""
    return {one.number: form_of(one, review.own.get(one.question.id)) for one in review.to_rate}


def form_of(view: QuestionView, given: Given | None) -> RateForm:
    """Return the form of a question with what was given."""
    rating = given.rating if given else None
    lines = []
    for place, (name, look_for, points) in enumerate(_criteria(view)):
        chosen = None
        if rating is not None:
            chosen = rating.criteria.get(name) if name else rating.points
        lines.append(_line(place, (name, look_for, points), chosen))
    return RateForm(view.number, tuple(lines), rating.comment if rating else "", given)


def levels_of(points: Decimal, beside: Decimal | None = None) -> tuple[str, ...]:
    """Return the points that are offered, from none to all; ``beside`` is one that was given.

    In halves up to 2 points, in whole ones up to 10, in quarters of all beyond.
    """
    step = Decimal("0.5") if points <= _HALVES else Decimal(1)
    if points <= _WHOLES and not points % step:
        levels = {step * number for number in range(int(points / step) + 1)}
    else:
        levels = {(points * part).quantize(Decimal("0.01")) for part in _QUARTERS}
    if beside is not None:
        levels.add(beside)
    return tuple(_plain(level) for level in sorted(levels))


def rating_of(view: QuestionView, fields: Fields) -> Rating:
    """Return what a form says.

    Raises:
        InvalidError: a criterion has no level; ``field`` is that of the form.
    """
    given: dict[str, Decimal] = {}
    for place, (name, _, _) in enumerate(_criteria(view)):
        field = f"level-{place}"
        try:
            given[name] = Decimal(fields.get(field))
        except InvalidOperation as error:
            raise InvalidError(marked("Choose one of these"), field=field) from error
    comment = fields.raw("comment")
    plain = given.pop("", None)
    return Rating(given, plain, comment)


def fields_of(view: QuestionView, given: Given) -> dict[str, str]:
    """Return the fields by which a rating that was taken back is given again."""
    form = form_of(view, given)
    fields = {line.field: line.chosen for line in form.lines}
    return {**fields, "comment": form.comment, "revision": str(given.revision + 1)}


def refused(view: QuestionView, said: tuple[Fields, Given | None], error: Exception) -> RateForm:
    """Return the form as it was sent, with what is wrong with it."""
    fields, before = said
    message = getattr(error, "message", "")
    at = getattr(error, "field", None) or ""
    lines = [
        replace(line, chosen=fields.get(line.field), error=message if line.field == at else "")
        for line in form_of(view, before).lines
    ]
    placed = any(line.error for line in lines)
    comment_error = message if at == "comment" else ""
    return RateForm(
        view.number,
        tuple(lines),
        fields.raw("comment"),
        before,
        comment_error,
        "" if placed or comment_error else message,
    )


def _criteria(view: QuestionView) -> Sequence[tuple[str, str, Decimal]]:
    """Return name, what to look for, and points; a question without rubric has one, nameless."""
    item = view.question
    rubric: Mapping[str, Criterion] = criteria_of(item) if is_rated_by_people(item) else {}
    found = [(name, one.look_for, one.points) for name, one in rubric.items()]
    return found or [("", "", item.points)]


def _line(place: int, criterion: tuple[str, str, Decimal], chosen: Decimal | None) -> Line:
    name, look_for, points = criterion
    shown = "" if chosen is None else _plain(chosen)
    return Line(f"level-{place}", name, look_for, points, levels_of(points, chosen), shown)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}" if value else "0"
