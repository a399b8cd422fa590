"""Reading tables that people saved as text: CSV from any spreadsheet, in any of its dialects.

Encoding and separator are found out, and can be overruled by whoever sees what came of them.
Nothing is ever unpacked, and what is no text is refused with a sentence that helps.
"""

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from charset_normalizer import CharsetMatch, from_bytes

from muster.base.errors import InvalidError

ENCODINGS = (
    "utf-8",
    "utf-16",
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "mac_roman",
    "shift_jis",
    "gb18030",
    "big5",
    "euc_kr",
)
"""What a table may be read as, by the names that Python has for them."""
SEPARATORS = (",", ";", "\t", "|")
MOST_COLUMNS = 200
_SAMPLE_LINES = 100
_SAMPLE_BYTES = 64_000
_DIRECTIVE = "sep="
"""Excel's own first line, which names the separator."""
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_FOREIGN = (
    (b"PK\x03\x04", "an Excel workbook or another packed file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a packed file"),
    (b"{\\rtf", "a text with formatting"),
)


class TableError(InvalidError):
    """The file cannot be read as a table."""

    code = "unreadable_table"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table, with the line of the file that it begins in."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What was read, and how: empty rows are left out."""

    encoding: str
    separator: str
    lines: tuple[Line, ...]

    @property
    def width(self) -> int:
        """Return how many columns the widest row has."""
        return max((len(line.cells) for line in self.lines), default=0)


def read_table(content: bytes, encoding: str = "", separator: str = "") -> Table:
    """Return the rows of a file; what is not said of its form is found out.

    Raises:
        TableError: it is empty, no text, or wider than 200 columns; or the encoding or the
            separator is not one of ours.
    """
    _refuse_foreign(content)
    known = encoding or detect_encoding(content)
    if known not in ENCODINGS or (separator and separator not in SEPARATORS):
        raise TableError("This encoding or separator is not known", field="encoding")
    text = _decode(content, known)
    directive, text = _directive(text)
    chosen = separator or directive or detect_separator(text)
    lines = tuple(_rows(text, chosen, first=2 if directive else 1))
    if not lines:
        raise TableError("The file is empty", field="file")
    if max(len(line.cells) for line in lines) > MOST_COLUMNS:
        raise TableError(f"The file has a row with more than {MOST_COLUMNS} columns", field="file")
    return Table(known, chosen, lines)


def detect_encoding(content: bytes) -> str:
    """Return what a text is most likely written in, one of ``ENCODINGS``."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    if _is_utf_16(content[:_SAMPLE_BYTES]):
        return "utf-16"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _guess(content)
    return "utf-8"


def detect_separator(text: str) -> str:
    """Return the separator that gives the most rows the same number of columns, above one."""
    sample = "\n".join(text[:_SAMPLE_BYTES].splitlines()[:_SAMPLE_LINES])
    return max(SEPARATORS, key=lambda one: _evenness(sample, one))


def _refuse_foreign(content: bytes) -> None:
    for mark, what in _FOREIGN:
        if content.startswith(mark):
            raise TableError(
                f"This is {what}. Save the table as CSV UTF-8 and choose that file", field="file"
            )


def _is_utf_16(sample: bytes) -> bool:
    """Tell whether every other byte of what has no mark is mostly zero, as in Latin text."""
    half = len(sample) // 2
    odd, even = sample[1::2].count(0), sample[::2].count(0)
    return half > 1 and (odd > half * 0.4 > even * 4 or even > half * 0.4 > odd * 4)


def _guess(content: bytes) -> str:
    # Only lines with other letters than ASCII tell anything.
    telling = [line for line in content.splitlines() if not line.isascii()][:_SAMPLE_LINES]
    sample = b"\n".join(telling)[:_SAMPLE_BYTES]
    matches = from_bytes(sample, cp_isolation=list(ENCODINGS[2:]), threshold=0.4)
    ranked = sorted(matches, key=_likelihood)
    if not ranked or "cp1252" in ranked[0].could_be_from_charset:
        return "cp1252"
    return ranked[0].encoding


def _likelihood(match: CharsetMatch) -> tuple[float, float, float, bool]:
    """Return a key that sorts the likeliest first: letters, not signs, make up names."""
    high = [letter for letter in str(match) if not letter.isascii()]
    letters = sum(unicodedata.category(letter)[0] == "L" for letter in high)
    share = letters / len(high) if high else 1.0
    return (
        round(match.chaos, 2),
        -round(share, 1),
        -round(match.coherence, 1),
        match.encoding != "cp1252",
    )


def _decode(content: bytes, encoding: str) -> str:
    if encoding == "utf-16" and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16-be" if content[:1] == b"\0" else "utf-16-le"
    text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding, "replace")
    if "\0" in text:
        raise TableError(
            "This is not a text. Save the table as CSV UTF-8 and choose that file", field="file"
        )
    return text


def _directive(text: str) -> tuple[str, str]:
    """Return the separator that Excel's own first line names, or "", and the rest."""
    first, newline, rest = text.partition("\n")
    named = first.strip('\r\n "').removeprefix(_DIRECTIVE) if _DIRECTIVE in first.lower() else ""
    return (named, rest) if newline and named in SEPARATORS else ("", text)


def _evenness(sample: str, separator: str) -> tuple[float, int]:
    counts = Counter(len(line.cells) for line in _rows(sample, separator))
    columns, rows = max(counts.items(), key=lambda one: (one[0] > 1, one[1]), default=(0, 0))
    return (rows / counts.total(), columns) if columns > 1 else (0.0, 0)


def _rows(text: str, separator: str, first: int = 1) -> Iterator[Line]:
    try:
        yield from list(_quoted(text, separator, first))
    except csv.Error:
        # A quote that nothing closes would swallow the rest of the file: here it is a letter.
        yield from _literal(text, separator, first)


def _quoted(text: str, separator: str, first: int) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = first
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield Line(number, _trimmed(cells))
        number = reader.line_num + first


def _literal(text: str, separator: str, first: int) -> Iterator[Line]:
    for number, line in enumerate(io.StringIO(text, newline=None), first):
        cells = [_unquoted(cell.strip()) for cell in line.rstrip("\n").split(separator)]
        if any(cells):
            yield Line(number, _trimmed(cells))


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the cells without white space around them, and without empty ones at the end."""
    texts = [cell.strip() for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _unquoted(cell: str) -> str:
    whole = len(cell) > 1 and cell[0] == cell[-1] == '"'
    return cell[1:-1].replace('""', '"') if whole else cell
