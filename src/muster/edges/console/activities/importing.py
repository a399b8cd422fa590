"""Importing activity files: what is wrong with them, what they would do, and then doing it."""

import asyncio
import base64
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError, NotFoundError
from muster.edges.console.desk import Desk
from muster.edges.console.forms import Fields, File, read_fields
from muster.edges.console.toasts import Toast
from muster.edges.console.words import Words, marked, words_of
from muster.edges.http import MEGABYTE
from muster.features import catalog
from muster.features.catalog import (
    LARGEST_IMAGE,
    ActivityFileError,
    Change,
    Problem,
    SourceFile,
)
from muster.features.members import Session

_LARGEST_FORM = 30 * MEGABYTE
_MOST_FILES = 100
_TEXTS = frozenset({".yaml", ".yml", ".json"})


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would do."""

    source: SourceFile
    title: str
    kind: str
    key: str
    change: Change


class Importing:
    """The pages of importing."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk
        self._database = desk.services.database

    async def ask(self, request: Request, session: Session) -> Response:
        """Answer ``GET /activities/import``."""
        return self._show(request, session)

    async def rehearse(self, request: Request, session: Session) -> Response:
        """Answer ``POST /activities/import``: check the files and say what they would do."""
        fields, _ = await read_fields(request, limit=_LARGEST_FORM), words_of(request, session)
        try:
            sources = _sources(list(_unpacked(fields.files.get("files", ()), _)), _)
            plans = await self._plans(session, sources)
        except ActivityFileError as error:
            return self._show(request, session, problems=error.problems)
        except InvalidError as error:
            return self._show(request, session, error=error.message)
        await self._keep_images(session, sources)
        return self._show(request, session, plans=plans)

    async def carry_out(self, request: Request, session: Session) -> Response:
        """Answer ``POST /activities/import/do``: import what was shown."""
        fields = await read_fields(request, limit=_LARGEST_FORM)
        sources = [await self._kept(session, one) for one in _posted(fields)]
        try:
            return await self._import(request, session, sources)
        except ActivityFileError as error:
            return self._show(request, session, problems=error.problems)

    async def examples(self, request: Request, session: Session) -> Response:
        """Answer ``POST /activities/examples``: import those that come with Muster."""
        try:
            return await self._import(request, session, catalog.read_examples())
        except ActivityFileError as error:
            return self._show(request, session, problems=error.problems)

    async def _import(
        self, request: Request, session: Session, sources: Sequence[SourceFile]
    ) -> Response:
        done = await catalog.import_files(
            self._database,
            session.organization.id,
            sources,
            self._desk.services.clock,
            actor=session.actor,
        )
        changed = sum(one.change is not Change.UNCHANGED for one in done)
        text = words_of(request, session).ngettext(
            "%(num)s activity was imported.", "%(num)s activities were imported.", changed
        )
        return self._desk.redirect("/console/activities", Toast(text))

    async def _plans(self, session: Session, sources: Sequence[SourceFile]) -> list[Plan]:
        files = await asyncio.to_thread(catalog.read_files, sources)
        changes = await catalog.rehearse(self._database, session.organization.id, files)
        return [
            Plan(source, file.content.title, file.kind.value, file.key, change)
            for source, file, change in zip(sources, files, changes, strict=True)
        ]

    async def _keep_images(self, session: Session, sources: Iterable[SourceFile]) -> None:
        """Keep the images until the button is pressed: a form cannot carry them."""
        for source in sources:
            for content in source.images.values():
                if image := catalog.image_of(content):
                    await catalog.keep_image(
                        self._database,
                        session.organization.id,
                        image,
                        self._desk.services.clock.now(),
                    )

    async def _kept(
        self, session: Session, posted: tuple[SourceFile, dict[str, str]]
    ) -> SourceFile:
        source, digests = posted
        images = {}
        for name, digest in digests.items():
            image = await catalog.get_image(self._database, session.organization.id, digest)
            images[name] = image.content
        return replace(source, images=images)

    def _show(
        self,
        request: Request,
        session: Session,
        *,
        plans: Sequence[Plan] = (),
        problems: Sequence[Problem] = (),
        error: str = "",
    ) -> Response:
        return self._desk.show(
            request,
            session,
            "activities/import.html",
            status=422 if problems or error else 200,
            plans=plans,
            packed=[_packed(plan.source) for plan in plans],
            problems=problems,
            error=error,
            changing=sum(plan.change is not Change.UNCHANGED for plan in plans),
        )


def _unpacked(files: Iterable[File], _: Words) -> Iterator[File]:
    """Yield the files, and in the place of a ZIP archive what is in it."""
    for file in files:
        if not file.name.lower().endswith(".zip"):
            yield file
            continue
        try:
            with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
                yield from _members(archive)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
            message = _("%(file)s is not a ZIP archive that can be read", file=file.name)
            raise InvalidError(message, field="files") from error


def _members(archive: zipfile.ZipFile) -> Iterator[File]:
    found = [one for one in archive.infolist() if not one.is_dir()]
    if len(found) > _MOST_FILES or sum(one.file_size for one in found) > _LARGEST_FORM:
        raise InvalidError(marked("The archive holds too much"), field="files")
    for one in found:
        with archive.open(one) as stream:
            content = stream.read(_LARGEST_FORM)
        yield File(PurePosixPath(one.filename).name, content)


def _sources(files: Sequence[File], _: Words) -> list[SourceFile]:
    texts = [file for file in files if PurePosixPath(file.name.lower()).suffix in _TEXTS]
    if not texts:
        raise InvalidError(
            marked("Choose at least one activity file, such as quiz.yaml"), field="files"
        )
    pictures = {file.name: file.content[: LARGEST_IMAGE + 1] for file in files if file not in texts}
    sources = []
    for file in texts:
        try:
            text = file.content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            message = _("%(file)s is not UTF-8 text", file=file.name)
            raise InvalidError(message, field="files") from error
        wanted = catalog.named_images(SourceFile(file.name, text))
        images = {name: pictures[name] for name in sorted(wanted) if name in pictures}
        sources.append(SourceFile(file.name, text, images))
    return sources


def _packed(source: SourceFile) -> dict[str, str]:
    """Return the fields by which the page hands a file back; line ends stay as they are."""
    text = base64.b64encode(source.text.encode()).decode()
    pairs = [
        f"{image.sha256.hex()} {name}"
        for name, content in source.images.items()
        if (image := catalog.image_of(content))
    ]
    return {"name": source.name, "text": text, "images": "\n".join(pairs)}


def _posted(fields: Fields) -> list[tuple[SourceFile, dict[str, str]]]:
    found = []
    columns = (fields.all("name"), fields.all("text"), fields.all("images"))
    try:
        for name, text, images in zip(*columns, strict=True):
            decoded = base64.b64decode(text, validate=True).decode()
            pairs = (line.split(" ", 1) for line in images.splitlines() if " " in line)
            digests = {key: digest for digest, key in pairs}
            found.append((SourceFile(name, decoded), digests))
    except ValueError as error:
        raise NotFoundError from error
    return found
