"""The organization's name, time zone, language, and where answers to its letters go."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError
from muster.edges.console.desk import Desk
from muster.edges.console.forms import Fields, read_fields
from muster.edges.console.toasts import Toast, Undo
from muster.edges.console.words import words_of
from muster.features import organizations
from muster.features.members import Right, Session
from muster.features.organizations import Organization, Profile

PATH = "/console/settings/organization"
_FOLDERS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/")
_MORE_FOLDERS = ("Pacific/", "Antarctica/", "Arctic/")


class ProfilePages:
    """The page of the profile."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/settings/organization``."""
        return self._form(request, session, _typed(session.organization), {})

    async def save(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/settings/organization``."""
        fields, services = await read_fields(request), self._desk.services
        before = session.organization
        try:
            after = await organizations.change_profile(
                services.database,
                before.id,
                _profile(fields),
                actor=session.actor,
                clock=services.clock,
            )
        except InvalidError as error:
            typed = {name: fields.get(name) for name in _typed(before)}
            wrong = {error.field or "name": error}
            return self._form(request, session, typed, wrong, status=422)
        _ = words_of(request, session)
        if after == before:
            return self._desk.redirect(PATH, Toast(_("Nothing was changed.")))
        undo = Undo(PATH, _typed(before))
        return self._desk.redirect(PATH, Toast(_("The profile was saved."), undo))

    def _form(
        self,
        request: Request,
        session: Session,
        typed: Mapping[str, str],
        wrong: Mapping[str, InvalidError],
        *,
        status: int = 200,
    ) -> Response:
        now = self._desk.services.clock.now()
        return self._desk.show(
            request,
            session,
            "settings/organization.html",
            status=status,
            typed=typed,
            wrong=wrong,
            manages=session.may(Right.MANAGE),
            zones=zones_at(now.replace(minute=0, second=0, microsecond=0)),
            offset=_offset(session.organization.time_zone, now),
        )


@lru_cache(maxsize=2)
def zones_at(now: datetime) -> tuple[tuple[str, str], ...]:
    """Return the time zones of places with their offsets at an hour, as ``UTC+01:00``."""
    places = sorted(
        name for name in available_timezones() if name.startswith(_FOLDERS + _MORE_FOLDERS)
    )
    return tuple((name, _offset(name, now)) for name in ["UTC", *places])


def _offset(zone: str, now: datetime) -> str:
    text = now.astimezone(ZoneInfo(zone)).strftime("%z")
    return f"UTC{text[:3]}:{text[3:5]}"


def _profile(fields: Fields) -> Profile:
    return Profile(
        name=fields.get("name"),
        time_zone=fields.get("time_zone"),
        locale=fields.get("locale"),
        reply_to=fields.get("reply_to"),
        contact=fields.get("contact"),
        window_days=fields.number("window_days") or 0,
        fragment_links=fields.has("fragment_links"),
    )


def _typed(organization: Organization) -> dict[str, str]:
    typed = {
        "name": organization.name,
        "time_zone": organization.time_zone,
        "locale": organization.locale,
        "reply_to": organization.reply_to or "",
        "contact": organization.contact or "",
        "window_days": str(organization.window_days),
    }
    return typed | ({"fragment_links": "yes"} if organization.fragment_links else {})
