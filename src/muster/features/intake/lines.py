"""People as they are pasted: one a line, in the ways that mails and spreadsheets have them."""

import re
from collections.abc import Iterator, Sequence

from muster.features.intake.languages import tag_of
from muster.features.intake.model import MOST_ROWS, Entry, TooManyRowsError

# "Amara Okafor <amara@example.com>", several of which may stand on a line, as mail programs copy.
_ANGLED = re.compile(r"([^<>]*)<\s*(?:mailto:)?([^<>]*@[^<>]*)>")
_SEPARATOR = re.compile(r"[\t;,|]")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?")
_AROUND = " \t\"'“”„«»,;\u00a0"


def read_lines(text: str) -> list[Entry]:
    """Return the people of a pasted text; names are taken as they are.

    A line is ``Name <address>``, an address, or both in any order with a tab, a comma, a semicolon
    or white space between; a language tag may follow. A line without an address is one all the
    same, so that nothing is lost.

    Raises:
        TooManyRowsError: there are more than 5,000.
    """
    entries = [
        Entry(number, name, address, language)
        for number, line in _numbered(text)
        for name, address, language in _people(line)
    ]
    if len(entries) > MOST_ROWS:
        raise TooManyRowsError(
            f"These are {len(entries):,} people; one list has {MOST_ROWS:,} at most. Split it",
            field="text",
        )
    return _renumbered(entries)


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    cleaned = text.replace("\0", "").removeprefix("\ufeff")
    for number, line in enumerate(cleaned.splitlines(), 1):
        if line.strip(_AROUND):
            yield number, line


def _people(line: str) -> Iterator[tuple[str, str, str | None]]:
    angled = _ANGLED.findall(line)
    if angled:
        for name, address in angled:
            yield name.strip(_AROUND), address.strip(), None
        return
    cells = [cell.strip(_AROUND).removeprefix("mailto:") for cell in _SEPARATOR.split(line)]
    cells = [cell for cell in cells if cell]
    addresses = [cell for cell in cells if "@" in cell and " " not in cell]
    if len(addresses) == len(cells):
        for address in addresses:
            yield "", address, None
        return
    if len(addresses) == 1:
        yield _beside([cell for cell in cells if cell != addresses[0]], addresses[0])
        return
    yield _within(" ".join(cells))


def _beside(cells: Sequence[str], address: str) -> tuple[str, str, str | None]:
    """Return a person whose address stands alone between separators."""
    if len(cells) > 1 and _TAG.fullmatch(cells[-1]) and cells[-1].islower():
        return " ".join(cells[:-1]), address, tag_of(cells[-1])
    return " ".join(cells), address, None


def _within(text: str) -> tuple[str, str, str | None]:
    """Return a person whose address, if there is one, is a word of the text."""
    words = text.split()
    places = [place for place, word in enumerate(words) if "@" in word]
    if not places:
        return text, "", None
    address = words.pop(places[0])
    return " ".join(words).strip(_AROUND), address.strip(_AROUND + "()[]"), None


def _renumbered(entries: list[Entry]) -> list[Entry]:
    """Return the entries with numbers of their own where several stood on one line."""
    numbers = [entry.number for entry in entries]
    if len(set(numbers)) == len(numbers):
        return entries
    return [
        Entry(number, entry.name, entry.address, entry.locale)
        for number, entry in enumerate(entries, 1)
    ]
