"""Recordings and files over HTTP, as the scripts of the candidate's pages speak it.

Refusals are JSON: ``{"code", "message"}``; docs/recordings.md has the whole conversation.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import unquote, urlsplit

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from muster.base.errors import MusterError, UnavailableError
from muster.base.ids import parse_uuid
from muster.edges.portal import wording
from muster.edges.portal.guards import Visitors
from muster.edges.portal.guests import Endpoint
from muster.edges.portal.media_requests import (
    LARGEST_FORM,
    LONGEST_JSON,
    blocks_of,
    capped,
    chunk_number,
    digest_of,
    epoch_of,
    item_of,
    manifest_of,
    uid_of,
)
from muster.edges.portal.scripts import (
    HEADERS,
    answer,
    guarded,
    integer_of,
    nothing,
    read_object,
    text_of,
)
from muster.edges.services import Services
from muster.edges.serving import serve_inline
from muster.features import attempts, media
from muster.features.attempts import Hold, Sitting


def routes(services: Services, visitors: Visitors) -> list[Route]:
    """Return the routes below /attempt/UID that recordings and files need."""
    door = Media(services, visitors)
    paths: list[tuple[str, str, Endpoint]] = [
        ("POST", "answers/{item}/takes", door.begin),
        ("PUT", "takes/{take}/chunks/{number}", door.put_chunk),
        ("GET", "takes/{take}/chunks", door.list_chunks),
        ("POST", "takes/{take}/complete", door.complete),
        ("GET", "takes/{take}/media", door.watch),
        ("POST", "answers/{item}/files", door.hand_in),
        ("DELETE", "answers/{item}/files/{file}", door.take_back),
        ("POST", "answers/{item}/files/{file}/remove", door.take_back_by_form),
    ]
    return [
        Route(f"/attempt/{{attempt}}/{path}", guarded(endpoint, visitors), methods=[method])
        for method, path, endpoint in paths
    ]


@dataclass(frozen=True, slots=True)
class Media:
    """The endpoints; each hears of refusals as errors of features."""

    services: Services
    visitors: Visitors

    async def begin(self, request: Request) -> Response:
        """Answer ``POST answers/ITEM/takes``: {"epoch", "mime", "instead_of"}."""
        body = await read_object(request, LONGEST_JSON)
        begun = await media.begin_take(
            self.services.database,
            self._hold(request, integer_of(body, "epoch")),
            text_of(body, "mime"),
            self.services.clock,
            instead_of=parse_uuid(str(body.get("instead_of") or "")),
        )
        said = {"take": str(begun.uid), "number": begun.number, "left": begun.left}
        return answer(said, HTTPStatus.CREATED)

    async def put_chunk(self, request: Request) -> Response:
        """Answer ``PUT takes/TAKE/chunks/NUMBER``: 204 once it is on the disk."""
        incoming = media.Incoming(
            self._sitting(request, epoch_of(request.headers, "X-Epoch")),
            uid_of(request, "take", media.UnknownTakeError),
            chunk_number(request),
            digest_of(request),
        )
        services = self.services
        await media.put_chunk(
            services.database, services.blobs, incoming, request.stream(), services.clock
        )
        return nothing()

    async def list_chunks(self, request: Request) -> Response:
        """Answer ``GET takes/TAKE/chunks``: what has arrived, so that the rest can be sent."""
        arrived = await media.list_chunks(
            self.services.database,
            self._sitting(request, None),
            uid_of(request, "take", media.UnknownTakeError),
            self.services.clock,
        )
        chunks = [
            {"number": number, "size": size, "sha256": sha256.hex()}
            for number, size, sha256 in arrived.chunks
        ]
        return answer({"chunks": chunks, "state": arrived.state})

    async def complete(self, request: Request) -> Response:
        """Answer ``POST takes/TAKE/complete``: {"epoch", "chunks", "duration_ms"}."""
        body = await read_object(request, LONGEST_JSON)
        state = await media.complete_take(
            self.services.database,
            self._sitting(request, integer_of(body, "epoch")),
            uid_of(request, "take", media.UnknownTakeError),
            manifest_of(body),
            self.services.clock,
        )
        return answer({"state": state})

    async def watch(self, request: Request) -> Response:
        """Answer ``GET takes/TAKE/media``: the candidate's own recording, in ranges."""
        take = await media.find_own_take(
            self.services.database,
            self._sitting(request, None),
            uid_of(request, "take", media.UnknownTakeError),
            self.services.clock,
        )
        content = media.playable(take)
        return await serve_inline(self.services, content)

    async def hand_in(self, request: Request) -> Response:
        """Answer ``POST answers/ITEM/files``: the file's bytes, or a form with the field file."""
        if request.headers.get("content-type", "").startswith("multipart/form-data"):
            return await self._hand_in_by_form(request)
        hold = self._hold(request, epoch_of(request.headers, "X-Epoch"))
        name = unquote(request.headers.get("x-file-name", ""), errors="replace")
        services = self.services
        done = await media.hand_in(
            services.database, services.blobs, hold, name, request.stream(), services.clock
        )
        said = {"file": str(done.uid), "name": done.name, "size": done.size}
        return answer(said | {"revision": done.revision}, HTTPStatus.CREATED)

    async def take_back(self, request: Request) -> Response:
        """Answer ``DELETE answers/ITEM/files/FILE``."""
        revision = await media.take_back(
            self.services.database,
            self._hold(request, epoch_of(request.headers, "X-Epoch")),
            uid_of(request, "file", media.UnknownFileError),
            self.services.clock,
        )
        return answer({"revision": revision})

    async def take_back_by_form(self, request: Request) -> Response:
        """Answer ``POST answers/ITEM/files/FILE/remove``, a form, by going back to the question."""

        async def remove(form: FormData) -> None:
            hold = self._hold(request, epoch_of(form, "epoch"))
            file = uid_of(request, "file", media.UnknownFileError)
            await media.take_back(self.services.database, hold, file, self.services.clock)

        return await self._back(request, remove)

    async def _hand_in_by_form(self, request: Request) -> Response:
        async def add(form: FormData) -> None:
            file, hold = form.get("file"), self._hold(request, epoch_of(form, "epoch"))
            if not isinstance(file, UploadFile) or not file.filename:
                raise media.EmptyError("No file was chosen", field="file")
            name, body = file.filename, blocks_of(file)
            services = self.services
            await media.hand_in(services.database, services.blobs, hold, name, body, services.clock)

        return await self._back(request, add)

    async def _back(
        self, request: Request, work: Callable[[FormData], Awaitable[None]]
    ) -> Response:
        """Do the work and go back to the question; what was refused is told there by its code."""
        trouble = None
        try:
            async with capped(request, LARGEST_FORM).form(max_files=1, max_fields=10) as form:
                await work(form)
        except (attempts.NoSeatError, UnavailableError):
            raise
        except MusterError as error:
            trouble = error.code
        run = await attempts.read_run(
            self.services.database,
            self.visitors.session(request),
            uid_of(request, "attempt", attempts.NoSeatError),
            self.services.clock,
        )
        number = run.place_of(item_of(request)).number
        return self._go(request, f"/attempt/{run.attempt.uid}/{number}", trouble)

    def _go(self, request: Request, path: str, trouble: str | None) -> Response:
        base = urlsplit(self.services.links.public_url).path
        query = wording.asked(request)
        if trouble is not None:
            query += f"{'&' if query else '?'}trouble={trouble}"
        return RedirectResponse(f"{base}{path}{query}", HTTPStatus.SEE_OTHER, headers=HEADERS)

    def _sitting(self, request: Request, epoch: int | None) -> Sitting:
        attempt = uid_of(request, "attempt", attempts.NoSeatError)
        return Sitting(self.visitors.session(request), attempt, epoch)

    def _hold(self, request: Request, epoch: int) -> Hold:
        attempt = uid_of(request, "attempt", attempts.NoSeatError)
        return Hold(self.visitors.session(request), attempt, item_of(request), epoch)
