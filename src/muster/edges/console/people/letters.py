"""Letters to a person, to be read as they were sent; their links are masked and open nothing."""

import re
import secrets
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import NotFoundError
from muster.base.ids import from_typeid
from muster.base.links import Links
from muster.base.signing import KeyRing
from muster.edges.console.desk import Desk
from muster.edges.console.framing import for_frame, with_frame
from muster.edges.console.people.page import path_of
from muster.edges.console.people.reading import Person, read_person
from muster.edges.letters import Letters, Shown, show_letter
from muster.features import delivery
from muster.features.delivery import Message, MessageView, RenderError
from muster.features.members import Session

_SENDER = "letters@example.com"
"""Stands in for the sender, which is not shown: another process knows it."""
_MASK = "…"


class UnknownLetterError(NotFoundError):
    """There is no such letter to this person."""

    code = "unknown_letter"


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
        page = self._desk.show(
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
        return with_frame(page)

    async def show_html(self, request: Request, session: Session) -> Response:
        """Answer ``GET …/html``: the letter alone, for a frame in which nothing runs."""
        _, _, message = await self._find(request, session)
        reading = self._read(message)
        return for_frame(self._desk, reading.html if reading else "")

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

    def _read(self, message: Message) -> Shown | None:
        """Return a letter as its recipient read it; None where it cannot be rendered any more."""
        try:
            content = self._letters.renderers[message.kind](message).content
        except (KeyError, RenderError):
            return None
        # Soft breaks may stand within a link, so it is masked in what was decoded.
        letter = show_letter(content)
        return replace(letter, text=self._masked(letter.text), html=self._masked(letter.html))

    def _masked(self, text: str) -> str:
        links = rf"({re.escape(self._public_url)}/(?:[iur]/|#\?sessionToken=))[\w-]+"
        return re.sub(links, rf"\1{_MASK}", text)
