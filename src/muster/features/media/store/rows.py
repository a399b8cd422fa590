"""Rows as the model's objects."""

from dataclasses import fields

from asyncpg import Record

from muster.features.catalog import Medium
from muster.features.media.model import AnswerFile, Take, TakeState

_TAKE = tuple(field.name for field in fields(Take))
_FILE = tuple(field.name for field in fields(AnswerFile))


def take_of(row: Record) -> Take:
    """Return the take of a row."""
    values = {name: row[name] for name in _TAKE}
    values["state"] = TakeState(values["state"])
    values["medium"] = Medium(values["medium"])
    return Take(**values)


def file_of(row: Record) -> AnswerFile:
    """Return the file of a row."""
    return AnswerFile(**{name: row[name] for name in _FILE})
