"""Tables for spreadsheets: one rule for all that the console gives (docs/console.md, Tables).

Heads and words are in the reader's language, as on the page; ids, keys, addresses and numbers are
as they are, and times are in UTC. Programs are given heads that never change by the native API.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from muster.base.spreadsheet import BYTE_ORDER_MARK, lines_of
from muster.edges.console.words import Words, marked

_YES, _NO = marked("Yes"), marked("No")


def head_of(words: Words, heads: Sequence[str]) -> str:
    """Return the first line of a table; ``heads`` are marked sentences."""
    return BYTE_ORDER_MARK + lines_of([[words(head) for head in heads]])


def yes_or_no(words: Words, value: bool) -> str:
    """Return a word for what is so or is not."""
    return words(_YES if value else _NO)


def stamp(moment: datetime | None) -> str | None:
    """Return a time, to be sorted and read anywhere: ``2026-03-02 09:30:00Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%SZ") if moment else None
