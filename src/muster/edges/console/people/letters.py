"""Letters to a person, to be read as they were sent; their links are masked and open nothing."""

import re
import secrets
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from muster.base.errors import NotFoundError
from muster.base.ids import from_typeid
from muster.base.links import Links
from muster.base.signing import KeyRing
from muster.edges.console.desk import Desk
from muster.edges.console.people.page import path_of
from muster.edges.console.people.reading import Person, read_person
from muster.edges.letters import Letters
from muster.features import delivery
from muster.features.delivery import Message, MessageView, RenderError
from muster.features.members import Session

_SENDER = "letters@example.com"
"""Stands in for the sender, which is not shown: another process knows it."""
_MASK = "…"
# A letter's own styles, and nothing from elsewhere: neither scripts nor pictures nor forms.
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'; sandbox"
)
_FRAMING = "frame-src 'self'; "


class UnknownLetterError(NotFoundError):
    """There is no such letter to this person."""

    code = "unknown_letter"


@dataclass(frozen=True, slots=True)
class Reading:
    """A letter as its recipient read it; None where it cannot be rendered any more."""

    subject: str
    text: str
    html: str


class LetterPages:
    """The pages of a letter."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk. Links of letters that are read again are signed with no key of ours."""
        self._desk = desk
        self._public_url = desk.services.links.public_url
        ring = KeyRing({1: secrets.token_bytes(32)})
        self._letters = Letters(Links(ring, self._public_url), _SENDER)

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/candidates/{candidate}/letters/{message}``."""
        person, view, message = await self._find(request, session)
        answer = self._desk.show(
            request,
            session,
            "people/letter.html",
            candidate=person.candidate,
            here=path_of(person),
            letter=view,
            recipient=message.recipient,
            reading=self._read(message),
            frame=f"{request.url.path.removeprefix(self._desk.assets.base)}/html",
        )
        ours = answer.headers["Content-Security-Policy"]
        answer.headers["Content-Security-Policy"] = f"{_FRAMING}{ours}"
        return answer

    async def show_html(self, request: Request, session: Session) -> Response:
        """Answer ``GET …/html``: the letter alone, for a frame in which nothing runs."""
        _, _, message = await self._find(request, session)
        reading = self._read(message)
        headers = self._desk.headers | {
            "Content-Security-Policy": _POLICY,
            "X-Frame-Options": "SAMEORIGIN",
        }
        return HTMLResponse(reading.html if reading else "", headers=headers)

    async def _find(
        self, request: Request, session: Session
    ) -> tuple[Person, MessageView, Message]:
        services, organization = self._desk.services, session.organization.id
        person = await read_person(services, organization, request.path_params["candidate"])
        uid = from_typeid("msg", request.path_params["message"])
        view = next((one for one in person.letters if one.uid == uid), None)
        if view is None:
            raise UnknownLetterError
        message = await delivery.find_letter(services.database, organization, view.uid)
        if message is None:
            raise UnknownLetterError
        return person, view, message

    def _read(self, message: Message) -> Reading | None:
        try:
            content = self._letters.renderers[message.kind](message).content
        except (KeyError, RenderError):
            return None
        # Soft breaks may stand within a link, so it is masked in what was decoded.
        parsed = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
        return Reading(
            str(parsed["Subject"]), self._part(parsed, "plain"), self._part(parsed, "html")
        )

    def _part(self, parsed: EmailMessage, kind: str) -> str:
        body = parsed.get_body((kind,))
        text = str(body.get_content()) if body is not None else ""
        links = rf"({re.escape(self._public_url)}/(?:[iur]/|#\?sessionToken=))[\w-]+"
        return re.sub(links, rf"\1{_MASK}", text)
