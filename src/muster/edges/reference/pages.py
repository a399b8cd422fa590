"""Rendering: templates, the few files they need, and pages that are made once and kept."""

import hashlib
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined

from muster.edges.reference.curl import curl
from muster.edges.reference.manual import Group, Manual, Operation, read_manual
from muster.edges.reference.prose import breakable, code, line, prose
from muster.edges.reference.surfaces import NATIVE, SURFACES, Documents, Surface

MEDIA = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}


class Assets:
    """The package's own files, each with its hash in its address."""

    def __init__(self, base: str) -> None:
        """Read the files; ``base`` is the path that the public address ends with."""
        self._base = base
        self._names: dict[str, str] = {}
        self.contents: dict[str, bytes] = {}
        """By the last part of the address."""
        for file in files("muster.edges.reference").joinpath("static").iterdir():
            stem, _, kind = file.name.rpartition(".")
            if kind in MEDIA:
                content = file.read_bytes()
                name = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{kind}"
                self._names[file.name] = name
                self.contents[name] = content

    def url(self, name: str) -> str:
        """Return the address of a file."""
        return f"{self._base}/docs/static/{self._names[name]}"


class Pages:
    """The pages, each rendered when it is first asked for."""

    def __init__(self, documents: Documents, assets: Assets, public_url: str, base: str) -> None:
        """Take what the pages show and the address that the examples call."""
        self._documents = documents
        self._public_url = public_url
        self._kept: dict[str, bytes] = {}
        self._environment = Environment(
            loader=PackageLoader("muster.edges.reference"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {
            "breakable": breakable,
            "json": code,
            "line": line,
            "prose": prose,
        }
        self._environment.globals |= {
            "assets": assets,
            "base": base,
            "public_url": public_url,
            "surfaces": [surface for surface in SURFACES if surface.name in documents],
            "curl": lambda operation: curl(operation, public_url),
        }

    def index(self) -> bytes:
        """Return the page that names the surfaces."""
        if "" not in self._kept:
            manuals = {
                surface.name: self._read(surface)
                for surface in SURFACES
                if surface.name in self._documents
            }
            self._kept[""] = self._render(
                "index.html", manuals=manuals, first=_first_call(manuals.get(NATIVE.name))
            )
        return self._kept[""]

    def surface(self, name: str) -> bytes | None:
        """Return the page of a surface, or None if there is none of this name."""
        surface = next((one for one in SURFACES if one.name == name), None)
        if surface is None or name not in self._documents:
            return None
        if name not in self._kept:
            self._kept |= self._all_of(surface)
        return self._kept[name]

    def chapter(self, name: str, anchor: str) -> bytes | None:
        """Return the page of one group of a long surface, or None if there is none."""
        return self._kept.get(f"{name}/{anchor}") if self.surface(name) else None

    def refusal(self, status: int, message: str) -> bytes:
        """Return the page of an error."""
        return self._render("refusal.html", status=status, message=message)

    def _all_of(self, surface: Surface) -> dict[str, bytes]:
        """Return the page of a surface and those of its chapters, by what follows ``/docs/``."""
        manual = self._read(surface)
        facts = {"surface": surface, "manual": manual}
        if not manual.in_chapters:
            return {surface.name: self._render("surface.html", shown=manual.groups, **facts)}
        chapters = {
            f"{surface.name}/{group.anchor}": self._render(
                "surface.html", shown=(group,), chapter=group, **facts
            )
            for group in manual.groups
        }
        return {surface.name: self._render("chapters.html", **facts), **chapters}

    def _read(self, surface: Surface) -> Manual:
        return read_manual(self._documents[surface.name]())

    def _render(self, template: str, **values: object) -> bytes:
        return self._environment.get_template(template).render(values).encode()


def _first_call(manual: Manual | None) -> Operation | None:
    """Return the call that invites: the first POST with a body."""
    groups: tuple[Group, ...] = manual.groups if manual else ()
    posts = (
        operation
        for group in groups
        for operation in group.operations
        if operation.method == "POST" and operation.body
    )
    return next(posts, None)
