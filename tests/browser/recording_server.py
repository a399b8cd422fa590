"""The server's side of recordings in memory, with faults that a test switches on, and its pages."""

import asyncio
import base64
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from threading import Thread
from time import sleep
from uuid import UUID, uuid4

import uvicorn
from portal_states import BAKERY, INTERVIEW, NOW
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from muster.edges.portal.pages import FILES
from muster.edges.portal.rendering import template_of
from muster.edges.style.assets import Assets
from muster.edges.style.headers import page_headers, recording_policy
from muster.features.attempts import (
    Accommodation,
    Answer,
    Attempt,
    AttemptState,
    Place,
    Run,
    SectionRun,
)
from muster.features.catalog import Kind, Medium, Prompt
from muster.features.invitations import Landing

QUESTION = "tell-us"
ATTEMPT = UUID(int=77)
PAGE = """
{% extends "base.html" %}
{% from "record.html" import pending, pending_head, record, record_head with context %}
{% from "icons.html" import icon %}
{% block title %}Question 1 of 3{% endblock %}
{% block script %}
{% if here %}
{{ record_head(assets) }}
{% endif %}
{{ pending_head(assets) }}
{% endblock %}
{% block main %}
<article class="sheet">
{{ pending(run, assets) }}
<h1>{{ place.item.prompt }}</h1>
<form method="post" action="/next">
{% if here %}
{{ record(run, place, left) }}
{% endif %}
<div class="go"><button class="button" type="submit" name="go" value="next">Go on</button></div>
</form>
</article>
{% endblock %}
"""
PROMPT = Prompt(
    id=QUESTION,
    prompt="Tell us about a day on which a customer was angry, and what you did.",
    points=Decimal(5),
    answer_seconds=120,
    preparation_seconds=30,
    takes=3,
    record=Medium.VIDEO,
)
AT_ONCE = replace(PROMPT, preparation_seconds=0)


@dataclass
class FakeMedia:
    """What a test sees and changes: takes by id, and how the server misbehaves."""

    prompt: Prompt = AT_ONCE
    left: int | None = None
    closes_in: float = 3600
    given: Accommodation = field(default_factory=Accommodation)
    settings: dict[str, object] = field(default_factory=lambda: {"slice": 200})
    """Of the recorder's data- attributes, such as ``slice``; they replace those of the page."""
    takes: dict[str, dict] = field(default_factory=dict)
    answer: str | None = None
    broken_puts: int = 0
    """So many chunks from now on are answered with 503."""
    refusal: tuple[int, str] | None = None
    """Every chunk is refused so."""
    silent_complete: bool = False
    """The server forgets the second chunk of the next take that is completed, once."""
    pause: float = 0
    """Seconds that each chunk takes."""
    at_once: int = 0
    most_at_once: int = 0

    def chunks(self, take: str | None = None) -> dict[int, bytes]:
        """The chunks of a take, else of the newest."""
        return self.takes[take or list(self.takes)[-1]]["chunks"]

    def whole(self, take: str | None = None) -> bytes:
        return b"".join(content for _, content in sorted(self.chunks(take).items()))

    async def begin(self, request: Request) -> Response:
        body = await request.json()
        used = [one for one in self.takes.values() if one["chunks"] and not one["spared"]]
        if body.get("instead_of") in self.takes:
            self.takes[body["instead_of"]]["spared"] = True
            used = [one for one in used if not one["spared"]]
        if len(used) >= self.prompt.takes:
            return refused(409, "no_takes_left")
        take = str(uuid4())
        self.takes[take] = {"chunks": {}, "state": "recording", "spared": False} | body
        left = self.prompt.takes - len(used) - 1
        return JSONResponse({"take": take, "number": len(self.takes), "left": left}, 201)

    async def put(self, request: Request) -> Response:
        body = await request.body()
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(self.pause)
            return self._put(request, body)
        finally:
            self.at_once -= 1

    def _put(self, request: Request, body: bytes) -> Response:
        if self.broken_puts > 0:
            self.broken_puts -= 1
            return Response(status_code=503)
        if self.refusal:
            return refused(*self.refusal)
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        if request.headers["content-digest"] != f"sha-256=:{digest}:":
            return refused(400, "wrong_digest")
        chunks = self.takes[request.path_params["take"]]["chunks"]
        if chunks.setdefault(int(request.path_params["number"]), body) != body:
            return refused(409, "chunk_differs")
        return Response(status_code=204)

    async def listed(self, request: Request) -> Response:
        take = self.takes.get(request.path_params["take"])
        if take is None:
            return refused(404, "unknown_recording")
        chunks = [
            {"number": number, "size": len(body), "sha256": hashlib.sha256(body).hexdigest()}
            for number, body in sorted(take["chunks"].items())
        ]
        return JSONResponse({"chunks": chunks, "state": take["state"]})

    async def complete(self, request: Request) -> Response:
        body = await request.json()
        take = self.takes[request.path_params["take"]]
        if self.silent_complete:
            self.silent_complete = False
            del take["chunks"][1]
        there = {n: hashlib.sha256(chunk).hexdigest() for n, chunk in take["chunks"].items()}
        missing = [n for n, _ in enumerate(body["chunks"]) if n not in there]
        if missing:
            return refused(409, "chunks_missing", missing=missing)
        assert body["chunks"] == [there[number] for number in range(len(body["chunks"]))]
        take |= {"state": "assembling", "duration": body["duration_ms"]}
        self.answer = request.path_params["take"]
        return JSONResponse({"state": "assembling"})

    async def media(self, request: Request) -> Response:
        take = self.takes[request.path_params["take"]]
        return Response(self.whole(request.path_params["take"]), media_type=take["mime"])

    async def page(self, request: Request) -> Response:
        language = request.query_params.get("lang", "en")
        run, place = self._run()
        template = template_of(language, "base.html").environment.from_string(PAGE)
        text = template.render(
            assets=self.assets,
            asked="",
            landing=Landing(BAKERY, "Amara Okafor", None, ()),
            organization=BAKERY,
            style=self.assets.style_url(BAKERY.accent_color),
            run=run,
            place=place,
            left=self.left,
            here=request.url.path == "/question",
        )
        return self._answer(self._set(text))

    async def check(self, request: Request) -> Response:
        language = request.query_params.get("lang", "en")
        text = template_of(language, "check.html").render(
            assets=self.assets,
            asked="",
            landing=Landing(BAKERY, "Amara Okafor", None, (INTERVIEW,)),
            organization=BAKERY,
            style=self.assets.style_url(BAKERY.accent_color),
            invitation=INTERVIEW,
            medium=self.prompt.record.value,
        )
        return self._answer(self._set(text))

    def _set(self, text: str) -> str:
        for name, value in self.settings.items():
            text = re.sub(f' data-{name}="[^"]*"', f' data-{name}="{value}"', text)
        return text

    def _answer(self, text: str) -> Response:
        headers = page_headers(secure=False) | {"Permissions-Policy": recording_policy()}
        return HTMLResponse(text, headers=headers)

    def _run(self) -> tuple[Run, Place]:
        answer = Answer(QUESTION, 1, {"take": self.answer}, NOW, late=False)
        place = Place(number=1, section=0, item=self.prompt, answer=answer if self.answer else None)
        section = SectionRun(
            number=0,
            title="",
            instructions="",
            places=(place,),
            limit_seconds=None,
            opened_at=None,
            ends_at=None,
            closed=False,
        )
        ends = NOW + timedelta(seconds=self.closes_in)
        attempt = replace(ATTEMPT_OF, closes_at=ends)
        return replace(RUN, attempt=attempt, sections=(section,), accommodation=self.given), place

    def application(self) -> Starlette:
        self.assets = Assets.load("", FILES)
        attempt = f"/attempt/{ATTEMPT}"
        return Starlette(
            routes=[
                Route("/static/{name}", self.assets.serve),
                Route("/question", self.page),
                Route("/review", self.page),
                Route("/check", self.check),
                Route(f"{attempt}/answers/{QUESTION}/takes", self.begin, methods=["POST"]),
                Route(attempt + "/takes/{take}/chunks/{number}", self.put, methods=["PUT"]),
                Route(attempt + "/takes/{take}/chunks", self.listed),
                Route(attempt + "/takes/{take}/complete", self.complete, methods=["POST"]),
                Route(attempt + "/takes/{take}/media", self.media),
            ]
        )


ATTEMPT_OF = Attempt(
    id=7,
    uid=ATTEMPT,
    invitation_id=12,
    candidate_id=1,
    activity_id=1,
    version=1,
    state=AttemptState.RUNNING,
    epoch=2,
    started_at=NOW,
    ends_at=None,
    closes_at=NOW + timedelta(hours=1),
    submitted_at=None,
    ended_by=None,
    paused_at=None,
    break_seconds_left=0,
)
RUN = Run(
    attempt=ATTEMPT_OF,
    organization=BAKERY,
    candidate_name="Amara Okafor",
    locale=None,
    title="Meet the shift lead",
    kind=Kind.INTERVIEW,
    content=None,
    redirect_url=None,
    sections=(),
    mine=True,
    now=NOW,
)


def refused(status: int, code: str, **more: object) -> Response:
    return JSONResponse({"code": code, "message": code, **more}, status)


@contextmanager
def recording_server(media: FakeMedia) -> Iterator[str]:
    """Serve on a free port of loopback, in a thread, and yield the address."""
    config = uvicorn.Config(media.application(), port=0, log_level="warning", ws="none")
    serving = uvicorn.Server(config)
    thread = Thread(target=serving.run, daemon=True)
    thread.start()
    while not serving.started:
        sleep(0.01)
    yield f"http://localhost:{serving.servers[0].sockets[0].getsockname()[1]}"
    serving.should_exit = True
    thread.join()
