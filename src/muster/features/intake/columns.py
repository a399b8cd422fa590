"""What the columns of a file are: guessed from their names in five languages, else from the cells."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Sequence

from muster.base.tables import Line, Table
from muster.features.intake.languages import tag_of
from muster.features.intake.model import MOST_ROWS, ColumnsError, Entry, TooManyRowsError

NAME, FIRST, LAST = "name", "first", "last"
ADDRESS, LANGUAGE, EXTERNAL_ID = "address", "language", "external_id"
IGNORE = ""
METADATA = "metadata:"
"""Followed by the key under which the cells are kept beside the invitation."""
MEANINGS = (NAME, FIRST, LAST, ADDRESS, LANGUAGE, EXTERNAL_ID)
_LONGEST_KEY = 60

_NAMES = {
    NAME: "name|full name|fullname|candidate|candidate name|vollständiger name|vor und nachname|"
    "bewerber|kandidat|nombre completo|nombre y apellidos|candidato|nom complet|nom et prénom|"
    "prénom et nom|candidat|الاسم|الاسم الكامل|المرشح",
    FIRST: "first name|firstname|given name|givenname|forename|vorname|nombre|nombres|prénom|"
    "prenom|الاسم الأول",
    LAST: "last name|lastname|surname|family name|familyname|nachname|familienname|zuname|"
    "apellido|apellidos|nom|nom de famille|اسم العائلة|الكنية|اللقب",
    ADDRESS: "email|e mail|mail|email address|e mail address|mail address|address|"
    "candidate email|work email|personal email|email adresse|e mail adresse|mailadresse|"
    "emailadresse|correo|correo electrónico|correo electronico|dirección de correo|courriel|"
    "adresse e mail|adresse email|adresse mail|adresse électronique|البريد|البريد الإلكتروني|"
    "البريد الالكتروني|الإيميل|ايميل",
    LANGUAGE: "language|lang|locale|preferred language|sprache|idioma|lengua|langue|اللغة",
    EXTERNAL_ID: "external id|externalid|id|reference|ref|candidate id|candidate number|"
    "bewerbernummer|kandidatennummer|referenz|referencia|référence|identifiant|identificador|"
    "employee id|personalnummer|المعرف|الرقم المرجعي",
}
_MEANING_OF = {word: meaning for meaning, words in _NAMES.items() for word in words.split("|")}


def plain(title: str) -> str:
    """Return a column's name as names are compared: small letters, single spaces, no signs."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    return " ".join(re.sub(r"[\W_]+", " ", folded).split())


def header_sha256(titles: Sequence[str]) -> bytes:
    """Return what files with the same columns have in common."""
    return hashlib.sha256("\n".join(plain(title) for title in titles).encode()).digest()


def has_header(table: Table) -> bool:
    """Tell whether the first line names the columns: nobody's address stands in it."""
    return not any("@" in cell for cell in table.lines[0].cells)


def titles_of(table: Table, *, header: bool) -> tuple[str, ...]:
    """Return the names of all columns, empty ones where there are none."""
    named = table.lines[0].cells if header else ()
    return (*named, *[""] * (table.width - len(named)))


def people_of(table: Table, *, header: bool) -> tuple[Line, ...]:
    """Return the lines with people.

    Raises:
        TooManyRowsError: there are more than 5,000.
    """
    lines = table.lines[1:] if header else table.lines
    if len(lines) > MOST_ROWS:
        raise TooManyRowsError(
            f"The file has {len(lines):,} people; one list has {MOST_ROWS:,} at most. Split it",
            field="file",
        )
    return lines


def guess(table: Table, *, header: bool) -> tuple[str, ...]:
    """Return what each column is likely to be; what is not known is ignored."""
    titles = titles_of(table, header=header)
    lines = people_of(table, header=header)[:100]
    found = _by_name(titles)
    if ADDRESS not in found:
        place = _most(lines, table.width, lambda cell: "@" in cell)
        if place is not None:
            found[place] = ADDRESS
    if not {NAME, FIRST, LAST} & set(found):
        free = [place for place, meaning in enumerate(found) if meaning == IGNORE]
        place = _most(lines, table.width, lambda cell: bool(cell) and not cell.isdigit())
        named = place if place in free else next(iter(free), None)
        if named is not None:
            found[named] = NAME
    if FIRST not in found and LAST in found and NAME not in found:
        # "Nom" alone is the whole name.
        found[found.index(LAST)] = NAME
    elif FIRST in found and LAST not in found and NAME not in found:
        found[found.index(FIRST)] = NAME
    return tuple(found)


def _by_name(titles: Sequence[str]) -> list[str]:
    found: list[str] = []
    for title in titles:
        meaning = _MEANING_OF.get(plain(title), IGNORE)
        found.append(IGNORE if meaning in found else meaning)
    return found


def _most(lines: Sequence[Line], width: int, fits: Callable[[str], bool]) -> int | None:
    counts = [
        sum(place < len(line.cells) and fits(line.cells[place]) for line in lines)
        for place in range(width)
    ]
    best = max(counts, default=0)
    return counts.index(best) if best else None


def check_columns(columns: Sequence[str]) -> tuple[str, ...]:
    """Return the meanings of columns.

    Raises:
        ColumnsError: none has the address, one meaning stands twice, or one is unknown.
    """
    used = [meaning for meaning in columns if meaning != IGNORE]
    known = all(
        meaning in MEANINGS or (meaning.startswith(METADATA) and meaning != METADATA)
        for meaning in used
    )
    if not known:
        raise ColumnsError("This is not what a column can be", field="columns")
    if ADDRESS not in used:
        raise ColumnsError("Say which column has the mail address", field="columns")
    if len(set(used)) < len(used):
        raise ColumnsError("Two columns have the same meaning; ignore one of them", field="columns")
    return tuple(columns)


def metadata_key(title: str) -> str:
    """Return the key under which a column's cells are kept."""
    return plain(title).replace(" ", "_")[:_LONGEST_KEY]


def entries_of(table: Table, columns: Sequence[str], *, header: bool) -> list[Entry]:
    """Return the people of a table by what its columns are; names are taken as they are.

    Raises:
        TooManyRowsError: there are more than 5,000.
    """
    places = {meaning: place for place, meaning in enumerate(columns) if meaning != IGNORE}
    return [_entry(line, places) for line in people_of(table, header=header)]


def _entry(line: Line, places: dict[str, int]) -> Entry:
    cells = {
        meaning: line.cells[place] if place < len(line.cells) else ""
        for meaning, place in places.items()
    }
    both = f"{cells.get(FIRST, '')} {cells.get(LAST, '')}".strip()
    metadata = {
        meaning.removeprefix(METADATA): text
        for meaning, text in cells.items()
        if meaning.startswith(METADATA) and text
    }
    return Entry(
        line.number,
        cells.get(NAME) or both,
        cells.get(ADDRESS, ""),
        tag_of(cells.get(LANGUAGE, "")),
        cells.get(EXTERNAL_ID) or None,
        metadata or None,
    )
