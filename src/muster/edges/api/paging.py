"""Pages of lists: where one begins, how long it may be, and what leads to the next."""

import base64
from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from fastapi import Query

from muster.base.errors import InvalidError
from muster.base.ids import parse_integer
from muster.edges.api.shapes import Json

Row = TypeVar("Row")
Cursor = Annotated[str | None, Query(description="`next_cursor` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=200, description="Rows of a page.")]
ROWS = 50
"""Rows of a page when nobody says how many."""


class CursorError(InvalidError):
    """This cursor does not come from a list of ours."""

    code = "bad_cursor"


def read_cursor(cursor: str | None) -> int | None:
    """Return the row id of a cursor.

    Raises:
        CursorError: it is not one of ours.
    """
    if cursor is None:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except ValueError as error:
        raise CursorError(field="cursor") from error
    head, _, number = text.partition(":")
    row = parse_integer(number) if head == "after" else None
    if row is None:
        raise CursorError(field="cursor")
    return row


def write_cursor(row: int) -> str:
    """Return the cursor of the page after a row."""
    return base64.urlsafe_b64encode(f"after:{row}".encode()).decode().rstrip("=")


def page_of(
    found: Sequence[Row], limit: int, row_id: Callable[[Row], int], shape: Callable[[Row], Json]
) -> Json:
    """Return a page of ``limit`` rows; whoever looked for one more knows whether there is a next."""
    shown = found[:limit]
    more = len(found) > limit
    return {
        "data": [shape(row) for row in shown],
        "next_cursor": write_cursor(row_id(shown[-1])) if more else None,
    }


def empty_page() -> Json:
    """Return the page of a list that has nothing, because its filter names nothing."""
    return {"data": [], "next_cursor": None}
