"""What can be the answer to which question: the shapes of values, by type. Pure."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from muster.base.ids import parse_uuid
from muster.features.attempts.model import AnswerError, Value
from muster.features.catalog import (
    FileUpload,
    LongText,
    Matching,
    MultipleChoice,
    Number,
    Ordering,
    Prompt,
    Question,
    ShortText,
    SingleChoice,
)

LONGEST_LONG_TEXT = 100_000
LONGEST_SHORT_TEXT = 1000
LONGEST_NUMBER = 100
_SURROGATE = re.compile("[\ud800-\udfff]")

_Check: TypeAlias = Callable[[Any, Any], Value]


def check_value(item: Question, value: object) -> Value:
    """Return the value as it is kept; None when it is empty, which means not answered.

    Text is kept as it came, to the letter. Of several options the order says nothing, so they
    are kept in the question's.

    Raises:
        AnswerError: it is no answer to this question; ``field`` is the question's id.
    """
    if value is None:
        return None
    return _CHECKS[type(item)](item, value)


def is_written(item: Question) -> bool:
    """Tell whether the answer is a value that the page sends, and no recording or file."""
    return not isinstance(item, Prompt | FileUpload)


def _single(item: SingleChoice, value: object) -> Value:
    if value == "":
        return None
    if not isinstance(value, str) or value not in item.options:
        raise _error(item, "The answer must be one of the options")
    return value


def _multiple(item: MultipleChoice, value: object) -> Value:
    chosen = _letters(item, value)
    if not chosen <= set(item.options):
        raise _error(item, "The answer must be some of the options")
    return [letter for letter in item.options if letter in chosen] or None


def _ordering(item: Ordering, value: Any) -> Value:
    if value == []:
        return None
    if _letters(item, value) != set(item.options):
        raise _error(item, "The answer must have each option once, in order")
    return value


def _matching(item: Matching, value: object) -> Value:
    if not isinstance(value, Mapping):
        raise _error(item, "The answer must say an option for each item")
    pairs = {left: right for left, right in value.items() if right is not None and right != ""}
    known = all(isinstance(right, str) and right in item.options for right in pairs.values())
    if not (known and pairs.keys() <= item.items.keys()):
        raise _error(item, "The answer must match items with options of this question")
    return pairs or None


def _text(longest: int) -> _Check:
    def check(item: Question, value: object) -> Value:
        if not isinstance(value, str):
            raise _error(item, "The answer must be text")
        if len(value) > longest:
            raise _error(item, f"The answer is longer than {longest:,} characters")
        _check_characters(item, value)
        return value if value.strip() else None

    return check


def _files(item: FileUpload, value: object) -> Value:
    uids = value.get("files") if isinstance(value, Mapping) and len(value) == 1 else None
    if not isinstance(uids, list) or not all(_is_uid(uid) for uid in uids):
        raise _error(item, "The answer must name the files")
    if len(uids) > item.max_files or len(set(uids)) < len(uids):
        raise _error(item, f"At most {item.max_files} files can be handed in")
    return {"files": uids} if uids else None


def _take(item: Prompt, value: object) -> Value:
    uid = value.get("take") if isinstance(value, Mapping) and len(value) == 1 else None
    if not isinstance(uid, str) or not _is_uid(uid):
        raise _error(item, "The answer must name the recording")
    return {"take": uid}


def _letters(item: Question, value: object) -> set[str]:
    if not isinstance(value, list) or not all(isinstance(letter, str) for letter in value):
        raise _error(item, "The answer must be a list of options")
    if len(set(value)) < len(value):
        raise _error(item, "The answer has an option twice")
    return set(value)


def _is_uid(uid: object) -> bool:
    return isinstance(uid, str) and parse_uuid(uid) is not None


def _check_characters(item: Question, text: str) -> None:
    # PostgreSQL keeps neither; browsers send neither unless made to.
    if "\x00" in text or _SURROGATE.search(text):
        raise _error(item, "The answer has characters that cannot be kept")


def _error(item: Question, detail: str) -> AnswerError:
    return AnswerError(detail, field=item.id)


_CHECKS: Mapping[type, _Check] = {
    SingleChoice: _single,
    MultipleChoice: _multiple,
    ShortText: _text(LONGEST_SHORT_TEXT),
    LongText: _text(LONGEST_LONG_TEXT),
    Number: _text(LONGEST_NUMBER),
    Ordering: _ordering,
    Matching: _matching,
    FileUpload: _files,
    Prompt: _take,
}
