"""What forms of the console say: fields by name, and files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from muster.base.errors import InvalidError
from muster.edges.console.words import marked
from muster.edges.http import MEGABYTE, BodyTooLargeError, read_body

SMALL = 1 * MEGABYTE
_MOST_FIELDS = 20_000


@dataclass(frozen=True, slots=True)
class File:
    """A file that came with a form."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a form or of a query, each with its values in order, and files by field."""

    values: Mapping[str, Sequence[str]]
    files: Mapping[str, Sequence[File]] = field(default_factory=dict)

    def get(self, name: str, default: str = "") -> str:
        """Return a field's first value, white space around it removed."""
        return next(iter(self.values.get(name, ())), default).strip()

    def raw(self, name: str) -> str:
        """Return a field's first value as it is; forms' CR LF become LF."""
        return next(iter(self.values.get(name, ())), "").replace("\r\n", "\n")

    def all(self, name: str) -> Sequence[str]:
        """Return all values of a field."""
        return self.values.get(name, ())

    def has(self, name: str) -> bool:
        """Tell whether the field is there, as a ticked box is."""
        return name in self.values

    def number(self, name: str) -> int | None:
        """Return a field's whole number, None when it is empty.

        Raises:
            InvalidError: it is not a whole number of nine digits at most.
        """
        text = self.get(name)
        if not text:
            return None
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdecimal() and len(digits) <= len("123456789")):
            raise InvalidError(marked("This is not a whole number"), field=name)
        return int(text)


def of_query(request: Request) -> Fields:
    """Return the fields of the address, without NUL, which no text of PostgreSQL may have."""
    pairs = request.query_params.multi_items()
    return Fields(_grouped((name, value.replace("\0", "")) for name, value in pairs))


async def read_fields(request: Request, *, limit: int = SMALL) -> Fields:
    """Return the fields and files of the body, whichever of both encodings a form has.

    Raises:
        BodyTooLargeError: the body has more than ``limit`` bytes.
        InvalidError: it is no form.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == "multipart/form-data":
        return await _read_parts(request, limit)
    body = await read_body(request, limit)
    try:
        text = body.decode("utf-8", "replace")
        return Fields(parse_qs(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError as error:
        raise InvalidError(marked("The form has too many fields")) from error


async def _read_parts(request: Request, limit: int) -> Fields:
    announced = request.headers.get("content-length", "")
    if not announced.isdecimal() or int(announced) > limit:
        raise BodyTooLargeError(f"The form is larger than {limit // MEGABYTE} MB")
    try:
        form = await request.form(max_files=100, max_fields=_MOST_FIELDS, max_part_size=limit)
    except MultiPartException as error:
        raise InvalidError(marked("The form could not be read")) from error
    try:
        texts = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
        return Fields(_grouped(texts), await _files(form))
    finally:
        await form.close()


async def _files(form: FormData) -> Mapping[str, Sequence[File]]:
    found: dict[str, list[File]] = {}
    for name, value in form.multi_items():
        if not isinstance(value, str):
            content = await value.read()
            if value.filename or content:
                found.setdefault(name, []).append(File(value.filename or "", content))
    return found


def _grouped(pairs: Iterable[tuple[str, str]]) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found
