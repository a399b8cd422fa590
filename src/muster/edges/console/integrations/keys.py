"""API keys: made, rolled and ended; the text of one is shown once, on the page that makes it."""

from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError
from muster.base.text import clean_line
from muster.edges.console.desk import Desk
from muster.edges.console.forms import Fields, read_fields
from muster.edges.console.toasts import Toast
from muster.edges.console.words import marked, words_of
from muster.features import organizations
from muster.features.members import Session
from muster.features.organizations import ALL_BUT_ERASE, ApiKey, NewKey, Scope, WantedKey

LIVES = ("", "30", "90", "365")
"""Days after which a key ends by itself; none is never."""
GRACES = ("0", "24", "168")
"""Hours for which a rolled key goes on working beside its successor."""


class KeyPages:
    """The pages of keys."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/settings/keys``."""
        return await self._list(request, session)

    async def form(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/settings/keys/new``."""
        return self._form(request, session, Fields({"scope": sorted(ALL_BUT_ERASE)}))

    async def create(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/settings/keys``: the only page that shows the key's text."""
        fields = await read_fields(request)
        services = self._desk.services
        try:
            wanted = _wanted(fields, self._desk.services.clock.now())
        except InvalidError as error:
            return self._form(request, session, fields, error)
        new, _ = await organizations.create_key(
            services.database,
            session.organization.id,
            wanted,
            clock=services.clock,
            actor=session.actor,
        )
        return await self._list(request, session, new)

    async def roll(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/settings/keys/KEY/roll``: another key, and time to change over."""
        fields = await read_fields(request)
        services = self._desk.services
        hours = fields.get("grace")
        grace = timedelta(hours=int(hours) if hours in GRACES else int(GRACES[1]))
        new, _ = await organizations.roll_key(
            services.database,
            session.organization.id,
            request.path_params["key"],
            services.clock.now() + grace,
            services.clock,
            actor=session.actor,
        )
        return await self._list(request, session, new)

    async def revoke(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/settings/keys/KEY/revoke``."""
        services = self._desk.services
        key = await organizations.revoke_key(
            services.database,
            session.organization.id,
            request.path_params["key"],
            services.clock,
            actor=session.actor,
        )
        _ = words_of(request, session)
        text = _("The key “%(key)s” was revoked.", key=key.name or key.key_id)
        return self._desk.redirect("/console/settings/keys", Toast(text))

    async def _list(
        self, request: Request, session: Session, new: NewKey | None = None
    ) -> Response:
        services = self._desk.services
        keys = await organizations.list_keys(services.database, session.organization.id)
        return self._desk.show(
            request,
            session,
            "integrations/keys.html",
            keys=keys,
            states={key.key_id: _state(key, services.clock.now()) for key in keys},
            everything=ALL_BUT_ERASE,
            graces=GRACES,
            new=new,
        )

    def _form(
        self,
        request: Request,
        session: Session,
        fields: Fields,
        error: InvalidError | None = None,
    ) -> Response:
        return self._desk.show(
            request,
            session,
            "integrations/key-new.html",
            status=422 if error else 200,
            fields=fields,
            scopes=tuple(Scope),
            lives=LIVES,
            error=error,
        )


def _wanted(fields: Fields, now: datetime) -> WantedKey:
    name = clean_line(fields.get("name"), field="name")
    scopes = list(fields.all("scope"))
    if not scopes:
        raise InvalidError(marked("Choose at least one thing that the key may do"), field="scope")
    days = fields.get("days")
    ends = now + timedelta(days=int(days)) if days in LIVES and days else None
    return WantedKey(organizations.parse_scopes(scopes), name=name, expires_at=ends)


def _state(key: ApiKey, now: datetime) -> str:
    """Return a word for the template: ended, leaving, soon or good."""
    if key.ended(now):
        return "ended"
    if key.rolled_to:
        return "leaving"
    soon = key.expires_at is not None and key.expires_at - now < timedelta(days=14)
    return "soon" if soon else "good"
