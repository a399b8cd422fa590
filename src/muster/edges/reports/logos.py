"""Employers' logos on paper.

A logo is drawn once, as small as paper needs it, and reports have that drawing in them: a file of
millions of points, or one that no decoder reads, costs its employer the logo and no report anything.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from muster.edges.reports.wording import PACKAGE
from muster.features import organizations
from muster.features.organizations import LogoFile

ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}
_WIDEST, _HIGHEST = 142.0, 30.0
_INCH = 600.0
"""Dots, which is what printers have."""


@dataclass(frozen=True, slots=True)
class PrintedLogo:
    """A logo as reports have it: a PNG, and its size in points."""

    content: bytes
    width: float
    height: float


@lru_cache(maxsize=32)
def printed(file: LogoFile) -> PrintedLogo | None:
    """Return a logo for paper, None where it cannot be drawn; call it in a thread.

    A large one takes seconds the first time.
    """
    scale = min(_WIDEST / file.width, _HIGHEST / file.height)
    width, height = max(1.0, file.width * scale), max(1.0, file.height * scale)
    try:
        # Those of before were looked at less closely when they were saved.
        organizations.read_logo(file.content)
        content = _draw(file, width, height)
    except Exception:  # noqa: BLE001 -- whatever a decoder says of bytes from outside
        return None
    return PrintedLogo(content, width, height)


def _draw(file: LogoFile, width: float, height: float) -> bytes:
    with TemporaryDirectory(prefix="muster-logo-") as folder:
        name = f"logo.{ENDINGS[file.media_type]}"
        Path(folder, name).write_bytes(file.content)
        inputs = {"file": f"/{name}", "width": str(width), "height": str(height)}
        made = typst.Compiler(_template(), root=folder, sys_inputs=inputs).compile(
            format="png", ppi=_INCH
        )
    if not isinstance(made, bytes):
        raise TypeError(f"Typst made {type(made)}")
    return made


@lru_cache(maxsize=1)
def _template() -> bytes:
    return files(PACKAGE).joinpath("templates", "logo.typ").read_bytes()
