"""``/mailbox``: the letters in a folder, newest first, and each as its receiver sees it."""

import email
import email.policy
import ipaddress
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, FunctionLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

_NAME = re.compile(r"[A-Za-z0-9._@+-]{1,200}\.eml")
_MOST = 200
_LINK = re.compile(r"https?://\S+/i/[0-9a-z]{48}")
_PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'"
)
# A letter has its own inline style, must not run anything, and loads the employer's logo at most.
_LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; sandbox allow-popups allow-top-navigation-by-user-activation; base-uri 'none'; frame-ancestors 'self'"


@dataclass(frozen=True, slots=True)
class Line:
    """One letter of the list."""

    file: str
    name: str
    address: str
    subject: str
    sent_at: datetime


def build(folder: Path) -> Starlette:
    """Return the pages over a folder of ``.eml`` files."""
    pages = Environment(
        loader=FunctionLoader(_template), autoescape=True, undefined=StrictUndefined
    )

    async def show_list(_: Request) -> Response:
        lines = [_line(file) for file in _newest(folder)]
        return _page(pages.get_template("list.html").render(lines=lines, most=_MOST))

    async def show_letter(request: Request) -> Response:
        letter = _read(folder, request.path_params["name"])
        if letter is None:
            return PlainTextResponse("There is no such letter.", 404)
        text = _part(letter, "plain")
        link = _LINK.search(text)
        html = pages.get_template("letter.html").render(
            name=request.path_params["name"],
            headers=[(name, str(value)) for name, value in letter.items()],
            text=text,
            link=link.group() if link else None,
        )
        return _page(html)

    async def show_html(request: Request) -> Response:
        letter = _read(folder, request.path_params["name"])
        if letter is None:
            return PlainTextResponse("There is no such letter.", 404)
        return _response(_part(letter, "html"), _LETTER_POLICY)

    async def style(_: Request) -> Response:
        return Response(_template("mailbox.css"), media_type="text/css")

    routes = {
        "/mailbox": show_list,
        "/mailbox/mailbox.css": style,
        "/mailbox/{name}": show_letter,
        "/mailbox/{name}/html": show_html,
    }
    return Starlette(routes=[Route(path, _local(show)) for path, show in routes.items()])


Endpoint = Callable[[Request], Awaitable[Response]]


def _local(endpoint: Endpoint) -> Endpoint:
    async def guarded(request: Request) -> Response:
        host = request.client.host if request.client else ""
        try:
            near = ipaddress.ip_address(host).is_loopback
        except ValueError:
            near = False
        if not near:
            return PlainTextResponse("The mailbox is shown to this machine only.", 403)
        return await endpoint(request)

    return guarded


def _newest(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.eml"), reverse=True)[:_MOST] if folder.is_dir() else []


def _line(file: Path) -> Line:
    letter = _parse(file.read_bytes())
    (receiver,) = letter["To"].addresses
    return Line(
        file.name,
        receiver.display_name,
        receiver.addr_spec,
        str(letter["Subject"]),
        letter["Date"].datetime,
    )


def _read(folder: Path, name: str) -> EmailMessage | None:
    file = folder / name
    return _parse(file.read_bytes()) if _NAME.fullmatch(name) and file.is_file() else None


def _parse(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=email.policy.default)


def _part(letter: EmailMessage, kind: str) -> str:
    part = letter.get_body((kind,))
    return str(part.get_content()) if part is not None else ""


def _template(name: str) -> str:
    return (files(__package__ or "") / "templates" / name).read_text(encoding="utf-8")


def _page(html: str) -> Response:
    return _response(html, _PAGE_POLICY)


def _response(html: str, policy: str) -> Response:
    headers = {
        "content-security-policy": policy,
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }
    return Response(html, headers=headers, media_type="text/html")
