"""A report as a PDF: the sheet, set by Typst (docs/decisions/pdf.md).

The template is ours; what people wrote reaches it as JSON data, so that no text can be code. It
loads nothing from anywhere: fonts come from two packages and the machine, images from a folder
that lives as long as the work.
"""

import json
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache, partial
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, TypeAlias
from urllib.parse import quote

import typst

from muster.base.errors import MusterError, UnavailableError
from muster.edges.reports import charts, typesetting
from muster.edges.reports.logos import ENDINGS, PrintedLogo, printed
from muster.edges.reports.press import Press
from muster.edges.reports.sheet import Sheet
from muster.edges.reports.wording import PACKAGE, initial
from muster.edges.reports.writing import write
from muster.edges.style import accent
from muster.features.catalog import Image
from muster.features.organizations import DamagedLogoError, LogoFile
from muster.features.reports import ReportView

_Standard: TypeAlias = Literal["ua-1"] | None
FindImage: TypeAlias = Callable[[str], Awaitable[Image]]
"""From the hexadecimal SHA-256 of an image to the image."""
FindLogo: TypeAlias = Callable[[str], Awaitable[LogoFile]]
"""The same for logos."""

_FONTS = ("manimgx_fonts", "manimgx_fonts_cjk")
_FAMILY = "Noto Sans"
_PRESS = Press()
# One Chinese character is drawn in four ways; which one is right, the reader's language says.
_HAN = {"ja": "JP", "ko": "KR", "zh-tw": "TC", "zh-hant": "TC", "zh-hk": "HK"}
_BLOCKS = frozenset({"prompt", "explanation"})
# Forty letters without a gap, in scripts that have gaps between words; Typst breaks no word.
_ENDLESS = re.compile(
    "([^\\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff]{40})"
    "(?=\\w)"
)
_MAY_BREAK = "\u200b"
# What has no shape: controls but line feed and tab.
_CONTROLS = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]")


class NotPrintableError(UnavailableError):
    """This report cannot be printed; its page shows the same."""

    code = "not_printable"


async def make_pdf(
    view: ReportView, find_image: FindImage, find_logo: FindLogo, language: str | None = None
) -> bytes:
    """Return a report as a PDF with its employer's logo and the images of its questions.

    It is set in a thread. A logo that is not found, or that cannot be drawn, is left out.

    Raises:
        UnknownImageError: ``find_image`` does not find an image of the version.
        NotPrintableError: Typst refuses it.
        PressBusyError: too many are being set just now.
    """
    pictures = {digest: await find_image(digest) for digest in set(view.images.values())}
    logo = await _logo_of(view, find_logo)
    return await _PRESS.run(partial(pdf, view, language, pictures, logo))


async def check_logo(file: LogoFile) -> None:
    """Draw a logo as reports do, before anybody relies on it.

    Raises:
        DamagedLogoError: it cannot be drawn.
        PressBusyError: too many PDFs are being set just now.
    """
    if await _PRESS.run(partial(printed, file)) is None:
        raise DamagedLogoError(field="logo")


def pdf(
    view: ReportView,
    language: str | None = None,
    pictures: Mapping[str, Image] | None = None,
    logo: LogoFile | None = None,
) -> bytes:
    """Return a report as a PDF; without a language in the organization's.

    ``pictures`` are images by their hexadecimal SHA-256; one that is not there, or that cannot
    be drawn, is its words; in the place of such a logo is the first letter of the name. The file is tagged for screen readers (PDF/UA-1, ISO 14289-1). It takes
    a tenth of a second, and more for long answers: call it in a thread.

    Raises:
        NotPrintableError: Typst refuses it.
    """
    sheet = write(view, language)
    with TemporaryDirectory(prefix="muster-pdf-") as folder:
        paths = _laid_out(Path(folder), pictures or {})
        brand = _brand(Path(folder), view, printed(logo) if logo else None)
        named = {name: paths[digest] for name, digest in view.images.items() if digest in paths}
        # A letter that no font has cannot be promised to be read out: then a box will do. An image
        # that begins like one and is none cannot be drawn: then its words will do.
        ways: list[tuple[Mapping[str, str], _Standard]] = [
            (named, "ua-1"),
            (named, None),
            ({}, None),
        ]
        tries = (
            (_document(view, sheet, images) | {"brand": brand}, standard)
            for images, standard in ways
        )
        return _first(tries, view.made_at, folder)


def headers_of_pdf(view: ReportView) -> dict[str, str]:
    """Return the header by which a PDF is saved (RFC 6266).

    Its name has letters and digits of any script, and hyphens.
    """
    words = re.findall(r"[^\W_]+", f"{view.candidate.name} {view.title}")
    name = quote(f"{'-'.join(words)[:80] or 'report'}.pdf", safe="")
    return {"Content-Disposition": f"attachment; filename*=utf-8''{name}"}


async def _logo_of(view: ReportView, find_logo: FindLogo) -> LogoFile | None:
    logo = view.organization.logo
    if logo is None:
        return None
    with suppress(MusterError):
        return await find_logo(logo.sha256)
    return None


def _brand(folder: Path, view: ReportView, logo: PrintedLogo | None) -> dict[str, Any]:
    """Return how a report shows its employer; a wide logo has the name in it, as on pages."""
    brand: dict[str, Any] = {"initial": initial(view.organization.name), "file": ""}
    if logo is None:
        return brand
    folder.joinpath("logo.png").write_bytes(logo.content)
    size = {"width": logo.width, "height": logo.height}
    wide = view.organization.logo is not None and view.organization.logo.wide
    return brand | size | {"file": "/logo.png", "wide": wide}


def _laid_out(folder: Path, pictures: Mapping[str, Image]) -> dict[str, str]:
    """Write the images down; return the path of each in the folder."""
    paths = {}
    for digest, image in pictures.items():
        name = f"{digest}.{ENDINGS[image.media_type]}"
        folder.joinpath(name).write_bytes(image.content)
        paths[digest] = f"/{name}"
    return paths


def _first(
    tries: Iterable[tuple[Mapping[str, Any], _Standard]], made_at: datetime, folder: str
) -> bytes:
    """Return the first of several that Typst sets."""
    for document, standard in tries:
        with suppress(typst.TypstError):
            return _compile(document, made_at, folder, standard)
    # What Typst said may quote what people wrote, which no log may have.
    raise NotPrintableError


def _compile(
    document: Mapping[str, Any], made_at: datetime, folder: str, standard: _Standard
) -> bytes:
    inputs = {"report": json.dumps(document, ensure_ascii=False)}
    compiler = typst.Compiler(_template(), root=folder, font_paths=_fonts(), sys_inputs=inputs)
    made = compiler.compile(
        format="pdf", pdf_standards=standard, timestamp=int(made_at.timestamp())
    )
    if not isinstance(made, bytes):
        raise TypeError(f"Typst made {type(made)}")
    return made


def _document(view: ReportView, sheet: Sheet, images: Mapping[str, str]) -> dict[str, Any]:
    drawn = charts.dial(sheet.verdict.share, sheet.verdict.cut)
    spread = sheet.placed.spread if sheet.placed else ()
    here = sheet.placed.here if sheet.placed else 0
    mirrored = sheet.direction == "rtl"
    columns = charts.columns(spread, here, mirrored=mirrored) if spread else ()
    colours = accent.on_paper(accent.parse(sheet.accent) or accent.DEFAULT)
    document: dict[str, Any] = _plain(asdict(sheet), "", images)
    return document | {
        "id": view.report.typeid,
        # Typst knows languages by two or three letters, and not whole tags (BCP 47).
        "content_language": re.split("[-_]", sheet.content_language)[0].lower(),
        "colours": colours,
        "dial": asdict(drawn),
        "columns": [asdict(column) for column in columns],
        "families": _families((view.candidate.locale or sheet.content_language).lower()),
    }


def _plain(value: Any, name: str, images: Mapping[str, str]) -> Any:
    """Return the value with Markdown as trees, and texts as they can be set."""
    if isinstance(value, dict) and value.keys() == {"source"}:
        draw = typesetting.blocks if name in _BLOCKS else typesetting.line
        return _plain(draw(value["source"], images), "", images)
    if isinstance(value, dict):
        return {key: _plain(part, key, images) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part, name, images) for part in value]
    return _printable(value) if isinstance(value, str) else value


def _printable(text: str) -> str:
    return _ENDLESS.sub(rf"\1{_MAY_BREAK}", _CONTROLS.sub("\ufffd", text))


@lru_cache(maxsize=1)
def _template() -> bytes:
    return files(PACKAGE).joinpath("templates", "report.typ").read_bytes()


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Return the fonts of our packages, and of the machine for scripts that they lack."""
    return typst.Fonts(font_paths=[str(files(package)) for package in _FONTS])


@lru_cache(maxsize=16)
def _families(tag: str) -> list[str]:
    """Return the families in the order in which a letter is looked for, for a BCP 47 tag."""
    region = next((place for start, place in _HAN.items() if tag.startswith(start)), "SC")
    han = f"{_FAMILY} CJK {region}"
    ours = {one.family for one in _fonts().fonts() if one.path and "manimgx" in one.path}
    others = sorted(name for name in ours if "CJK" not in name and name != _FAMILY)
    return [_FAMILY, *others, han]
