"""A PDF as a person sees it: its text, and how much ink is on each page; poppler looks."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

_DARK = 200


@dataclass(frozen=True)
class Pages:
    """The text of a PDF with single spaces, and of each page the share of it that is not white."""

    text: str
    inked: list[float]


def pages_of(content: bytes, folder: Path) -> Pages:
    """Draw the pages into a folder, and read them."""
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    if not (shutil.which("pdftotext") and shutil.which("pdftoppm")):
        pytest.skip("poppler is not installed")
    folder.mkdir()
    file = folder / "report.pdf"
    file.write_bytes(content)
    text = subprocess.run(["pdftotext", file, "-"], capture_output=True, check=True).stdout
    subprocess.run(["pdftoppm", "-gray", "-r", "40", file, folder / "page"], check=True)
    pages = [_inked(page.read_bytes()) for page in sorted(folder.glob("page*.pgm"))]
    return Pages(" ".join(text.decode().split()), pages)


def _inked(page: bytes) -> float:
    """Return which share of a picture is darker than a light grey (netpbm's PGM, binary)."""
    _, _, _, pixels = page.split(b"\n", 3)
    return sum(pixel < _DARK for pixel in pixels) / len(pixels)
