"""The files of a surface with pages: held in memory, each with its hash in its address.

The stylesheet comes in one piece, with the colours of an accent and the base of all pages before
it, so that a page needs one request to be painted and no style has to be inline. A script that
imports another as ``"./name.js"`` is served with that one's hash in the place of its name.
"""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Self

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from muster.edges.style import accent
from muster.edges.style.headers import asset_headers

_SHARED = "muster.edges.style"
_BASE = "base.css"
_MEDIA = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
_ADDRESS = re.compile(
    r"(?P<stem>[a-z-]+?)(-(?P<accent>[0-9a-f]{6}))?\.(?P<hash>[0-9a-f]{12})\.(?P<kind>css|js|svg)"
)
# How a script names another of ours.
_IMPORT = re.compile(rb'(?<=(?:from|port) "\./)([a-z-]+\.js)(?=";)')


@dataclass(frozen=True, slots=True)
class Surface:
    """A surface with pages: its package, the path of its files, its stylesheet's name."""

    package: str
    path: str
    style: str


@dataclass(frozen=True, slots=True)
class Assets:
    """Contents and hashes by file name; ``base`` is the path that the public address ends with."""

    base: str
    surface: Surface
    contents: dict[str, bytes]
    hashes: dict[str, str]

    @classmethod
    def load(cls, base: str, surface: Surface) -> Self:
        """Read the files of the surface, and those that all share."""
        style = surface.style
        contents = _with_hashed_imports(_read(_SHARED) | _read(surface.package))
        contents[style] = contents.pop(_BASE) + contents[style]
        # A change of how accents are computed changes the stylesheets, too.
        salts = {style: accent.stylesheet(accent.DEFAULT).encode()}
        hashes = {
            name: _digest(salts.get(name, b"") + content) for name, content in contents.items()
        }
        return cls(base, surface, contents, hashes)

    def url(self, name: str) -> str:
        """Return the address of a file."""
        return f"{self.base}{self.surface.path}/{_hashed(name, self.hashes[name])}"

    def style_url(self, wish: str | None) -> str:
        """Return the address of the stylesheet in an accent colour such as ``#0b5fff``."""
        stem, style = self.surface.style.removesuffix(".css"), self.surface.style
        digits = accent.parse(wish) or accent.DEFAULT
        return f"{self.base}{self.surface.path}/{stem}-{digits}.{self.hashes[style]}.css"

    async def serve(self, request: Request) -> Response:
        """Answer ``GET …/NAME``; another version's hash gets today's file, not to be kept."""
        address = _ADDRESS.fullmatch(request.path_params["name"])
        name = f"{address['stem']}.{address['kind']}" if address else ""
        if address is None or name not in self.contents:
            raise HTTPException(404)
        if (address["accent"] is not None) != (name == self.surface.style):
            raise HTTPException(404)
        content = self.contents[name]
        if name == self.surface.style:
            content = _colours(address["accent"]) + content
        headers = asset_headers(immutable=address["hash"] == self.hashes[name])
        headers["Vary"] = "Accept-Encoding"
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            content = _packed(content)
        return Response(content, media_type=_MEDIA[address["kind"]], headers=headers)


@lru_cache(maxsize=1024)
def _colours(digits: str) -> bytes:
    return accent.stylesheet(digits).encode()


@lru_cache(maxsize=1024)
def _packed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def _read(package: str) -> dict[str, bytes]:
    return {
        file.name: file.read_bytes()
        for file in files(package).joinpath("static").iterdir()
        if file.name.rpartition(".")[2] in _MEDIA
    }


def _with_hashed_imports(raw: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files; the hash of a script covers what it imports, because it names its hash."""
    settled: dict[str, bytes] = {}

    def hashed(found: re.Match[bytes]) -> bytes:
        name = found[0].decode()
        return _hashed(name, _digest(settle(name))).encode()

    def settle(name: str) -> bytes:
        if name not in settled:
            settled[name] = _IMPORT.sub(hashed, raw[name])
        return settled[name]

    return {name: settle(name) if name.endswith(".js") else raw[name] for name in raw}


def _hashed(name: str, digest: str) -> str:
    stem, _, kind = name.rpartition(".")
    return f"{stem}.{digest}.{kind}"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
