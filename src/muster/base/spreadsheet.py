"""Lines of CSV that any spreadsheet opens and none runs.

RFC 4180: commas, CRLF, quotes where they are needed. A text that begins like a formula gets an
apostrophe before it (OWASP: CSV Injection; ASVS 5.0: 1.2.10); numbers are left alone, because
``-1`` is one.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TypeAlias

Cell: TypeAlias = str | int | float | Decimal | None

BYTE_ORDER_MARK = "\ufeff"
"""Goes before the first line: without it Excel reads UTF-8 as something else."""
# The last four are full-width forms, which some spreadsheets take as well.
_FORMULA = tuple("=+-@\t\r\0\uff1d\uff0b\uff0d\uff20")


def harmless(text: str) -> str:
    """Return a text that no spreadsheet runs."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def lines_of(rows: Iterable[Sequence[Cell]]) -> str:
    """Return rows as lines; None is an empty cell, and only texts are guarded."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines)
    for row in rows:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return lines.getvalue()
