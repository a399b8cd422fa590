"""What became of the rows of a list, and why: the same words on pages and in files."""

from collections.abc import Mapping

from muster.edges.console.words import marked
from muster.features.intake import Row
from muster.features.invitations import Problem

_FATES: Mapping[str, str] = {
    "created": marked("invited"),
    "renewed": marked("was invited; time counted anew"),
    "revived": marked("invited again"),
    "new_attempt": marked("a new attempt"),
    "unchanged": marked("has started; left alone"),
    "already_completed": marked("has completed it; left alone"),
    "refused": marked("cannot be invited"),
    "duplicate": marked("on the list twice"),
    "left_out": marked("left out"),
    "not_invited": marked("not invited"),
}
_BY_CODE: Mapping[str, str] = {
    "bad_address": marked("No letter can be sent to this address"),
    "unsafe_text": marked("There are letters in it that nobody can see, or “=?”"),
}
_BY_FIELD: Mapping[str | None, str] = {
    "locale": marked("This language is not known"),
    "external_id": marked("The reference is too long, or has letters that nobody can see"),
    "metadata": marked("The further columns hold more than 8 kB"),
}
_NAME_LENGTH = marked("The name is missing, or longer than 200 letters")


def fate_of(row: Row) -> str:
    """Return what became of a row, as a marked sentence."""
    return _FATES[row.outcome or ("left_out" if row.left_out else "not_invited")]


def reason_of(problem: Problem) -> str:
    """Return why a row cannot be invited, as a marked sentence."""
    if (problem.code, problem.field) == ("text_length", "name"):
        return _NAME_LENGTH
    by_field = _BY_FIELD.get(problem.field, problem.message)
    return _BY_CODE.get(problem.code, by_field)
