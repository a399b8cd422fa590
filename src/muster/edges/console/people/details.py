"""Correcting a person's name and address, and what they are given in attempts."""

from decimal import Decimal, InvalidOperation

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError
from muster.edges.console.desk import Desk
from muster.edges.console.forms import Fields, read_fields
from muster.edges.console.people.page import PersonPage, Wrong
from muster.edges.console.toasts import Toast, Undo
from muster.edges.console.words import marked, words_of
from muster.features import attempts, invitations
from muster.features.attempts import Accommodation
from muster.features.candidates import AddressTakenError
from muster.features.invitations import Correction
from muster.features.members import Session


class Details:
    """What is changed about a person."""

    def __init__(self, desk: Desk, page: PersonPage) -> None:
        """Take the desk, and the page that is shown again when a field is wrong."""
        self._desk = desk
        self._page = page

    async def correct(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/candidates/{candidate}/correct``."""
        reference = request.path_params["candidate"]
        fields = await read_fields(request)
        wanted = Correction(fields.get("email"), fields.get("name"), resend=fields.has("resend"))
        services = self._desk.services
        try:
            corrected = await invitations.correct_candidate(
                services.database,
                session.organization,
                reference,
                wanted,
                actor=session.actor,
                clock=services.clock,
            )
        except AddressTakenError as error:
            taken = InvalidError(error.message, field="email")
            return await self._page.answer(
                request, session, reference, Wrong("correct", taken, fields)
            )
        except InvalidError as error:
            return await self._page.answer(
                request, session, reference, Wrong("correct", error, fields)
            )
        _ = words_of(request, session)
        text = _("%(name)s was corrected.", name=corrected.candidate.name)
        if corrected.letters:
            text = _.ngettext(
                "%(name)s was corrected; %(num)s letter is on its way.",
                "%(name)s was corrected; %(num)s letters are on their way.",
                len(corrected.letters),
                name=corrected.candidate.name,
            )
        return self._desk.redirect(f"/console/candidates/{reference}", Toast(text))

    async def set_accommodation(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/candidates/{candidate}/accommodations``."""
        reference = request.path_params["candidate"]
        fields = await read_fields(request)
        services = self._desk.services
        try:
            wanted = _wanted(fields)
            before = await attempts.get_accommodation(
                services.database, session.organization.id, reference
            )
            await attempts.set_accommodation(
                services.database,
                session.organization.id,
                reference,
                wanted,
                actor=session.actor,
                clock=services.clock,
            )
        except InvalidError as error:
            return await self._page.answer(
                request, session, reference, Wrong("accommodations", error, fields)
            )
        _ = words_of(request, session)
        path = f"/console/candidates/{reference}"
        undo = Undo(f"{path}/accommodations", _fields_of(before))
        return self._desk.redirect(path, Toast(_("The accommodations were saved."), undo))


def _wanted(fields: Fields) -> Accommodation:
    try:
        factor = Decimal(fields.get("time_factor", "1"))
    except InvalidOperation as error:
        raise InvalidError(marked("This is not a number"), field="time_factor") from error
    return Accommodation(factor, fields.has("untimed"), fields.number("break_minutes") or 0)


def _fields_of(given: Accommodation) -> dict[str, str]:
    found = {"time_factor": str(given.time_factor), "break_minutes": str(given.break_minutes)}
    return found | ({"untimed": "yes"} if given.untimed else {})
