"""The colour and the logo of what candidates see, with what becomes of them before they are saved."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError
from muster.base.language import choose
from muster.edges.console.desk import Desk
from muster.edges.console.forms import Fields, of_query, read_fields
from muster.edges.console.framing import with_frame
from muster.edges.console.settings.contrast import look_of
from muster.edges.console.settings.frames import framed
from muster.edges.console.toasts import Toast, Undo
from muster.edges.console.words import words_of
from muster.edges.letters import Samples, sample_variables
from muster.edges.reports import check_logo
from muster.edges.style import accent
from muster.features import organizations
from muster.features.members import Right, Session
from muster.features.organizations import LARGEST_LOGO, Logo, Profile

PATH = "/console/settings/branding"
_AGAIN = f"{PATH}/logo/again"
_ROOM = 64 * 1024  # for the rest of a form with a file


class BrandingPages:
    """The page of the look, and the letter in its frame."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk
        self._samples = Samples(desk.services.links.public_url)

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/settings/branding``; a colour in the query is looked at only."""
        fields = of_query(request)
        wish = session.organization.accent_color
        if fields.has("accent_color"):
            wish = _wish(fields)
        return self._page(request, session, wish, {})

    async def save(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/settings/branding``."""
        fields, services = await read_fields(request), self._desk.services
        before = session.organization.accent_color or ""
        wish = fields.get("accent_color")
        try:
            await organizations.change_profile(
                services.database,
                session.organization.id,
                Profile(accent_color=_written(wish)),
                actor=session.actor,
                clock=services.clock,
            )
        except InvalidError as error:
            wrong = {"accent_color": error}
            return self._page(request, session, wish, wrong, status=422)
        _ = words_of(request, session)
        undo = Undo(PATH, {"accent_color": before})
        return self._desk.redirect(PATH, Toast(_("The colour was saved."), undo))

    async def save_logo(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/settings/branding/logo``."""
        fields = await read_fields(request, limit=2 * LARGEST_LOGO + _ROOM)
        services, before = self._desk.services, session.organization.logo
        files = fields.files.get("logo", ())
        try:
            file = organizations.read_logo(files[0].content if files else b"")
            await check_logo(file)
        except InvalidError as error:
            wish = session.organization.accent_color
            return self._page(request, session, wish, {"logo": error}, status=422)
        await organizations.show_logo(
            services.database,
            session.organization.id,
            file,
            actor=session.actor,
            clock=services.clock,
        )
        _ = words_of(request, session)
        return self._desk.redirect(PATH, Toast(_("The logo was saved."), _undo(before)))

    async def show_again(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/settings/branding/logo/again``: one of before, or none."""
        fields, services = await read_fields(request), self._desk.services
        before = session.organization.logo
        after = await organizations.show_logo_again(
            services.database,
            session.organization.id,
            fields.get("sha256") or None,
            actor=session.actor,
            clock=services.clock,
        )
        _ = words_of(request, session)
        said = _("The logo is shown again.") if after.logo else _("The logo was removed.")
        return self._desk.redirect(PATH, Toast(said, _undo(before)))

    async def show_letter(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/settings/branding/letter``: an invitation in a colour."""
        fields = of_query(request)
        employer = replace(session.organization, accent_color=look_of(_wish(fields)).color)
        language = choose([employer.locale])
        now = self._desk.services.clock.now()
        variables = sample_variables("invitation", language, employer, now)
        letter = self._samples.show("invitation", variables, None)
        return framed(self._desk, letter, fields.get("shape"), language)

    def _page(
        self,
        request: Request,
        session: Session,
        wish: str | None,
        wrong: dict[str, InvalidError],
        *,
        status: int = 200,
    ) -> Response:
        page = self._desk.show(
            request,
            session,
            "settings/branding.html",
            status=status,
            wish=wish or "",
            look=look_of(wish),
            ours=f"#{accent.DEFAULT}",
            wrong=wrong,
            manages=session.may(Right.MANAGE),
        )
        return with_frame(page)


def _wish(fields: Fields) -> str | None:
    """Return the colour of a query, None where it is none."""
    digits = accent.parse(fields.get("accent_color"))
    return f"#{digits}" if digits else None


def _written(wish: str) -> str:
    """Return a colour as it is kept; the hash may have been left out."""
    digits = accent.parse(wish)
    return f"#{digits}" if digits else wish


def _undo(before: Logo | None) -> Undo:
    return Undo(_AGAIN, {"sha256": before.sha256 if before else ""})
