"""Webhooks: other systems that are told what happens. What became of each call is in calls.py."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError
from muster.edges.console.desk import Desk
from muster.edges.console.forms import Fields, read_fields
from muster.edges.console.integrations.keys import GRACES
from muster.edges.console.toasts import Toast, Undo
from muster.edges.console.words import words_of
from muster.features import webhooks
from muster.features.members import Session
from muster.features.webhooks import AuthKind, Change, Endpoint, NewEndpoint, StaticAuth, Wanted

PATH = "/console/settings/webhooks"
SUBJECTS = (
    "invitation",
    "attempt",
    "recording",
    "report",
    "application",
    "candidate",
    "message",
    "activity",
)
"""What recruiters' systems want to hear of; every other event can be named by its type."""


class WebhookPages:
    """The pages on which webhooks are listed, made and changed."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    async def show_all(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/settings/webhooks``."""
        services = self._desk.services
        found = await webhooks.list_endpoints(
            services.database, session.organization.id, services.clock
        )
        return self._desk.show(request, session, "integrations/webhooks.html", webhooks=found)

    async def new(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/settings/webhooks/new``."""
        return self._form(request, session, Fields({}))

    async def create(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/settings/webhooks``; the answer has the secret, once."""
        fields = await read_fields(request)
        services = self._desk.services
        try:
            new = await webhooks.create(
                services.database,
                session.organization.id,
                _wanted(fields),
                actor=session.actor,
                terms=services.webhook_terms,
            )
        except InvalidError as error:
            return self._form(request, session, fields, error=error)
        return self._secret(request, session, new, made=True)

    async def edit(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/settings/webhooks/WEBHOOK/edit``."""
        endpoint = await self._find(request, session)
        return self._form(request, session, _fields_of(endpoint), endpoint)

    async def change(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/settings/webhooks/WEBHOOK/edit``."""
        endpoint = await self._find(request, session)
        fields = await read_fields(request)
        services = self._desk.services
        try:
            await webhooks.change(
                services.database,
                session.organization.id,
                endpoint.typeid,
                _changed(fields),
                actor=session.actor,
                terms=services.webhook_terms,
            )
        except InvalidError as error:
            return self._form(request, session, fields, endpoint, error)
        _ = words_of(request, session)
        return self._desk.redirect(
            f"{PATH}/{endpoint.typeid}", Toast(_("The webhook was changed."))
        )

    async def roll(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/roll``: another secret, said once."""
        fields = await read_fields(request)
        services = self._desk.services
        hours = fields.get("grace")
        new = await webhooks.roll_secret(
            services.database,
            session.organization.id,
            request.path_params["webhook"],
            timedelta(hours=int(hours) if hours in GRACES else int(GRACES[1])),
            actor=session.actor,
            terms=services.webhook_terms,
        )
        return self._secret(request, session, new, made=False)

    async def enable(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/enable``."""
        services = self._desk.services
        endpoint = await webhooks.enable(
            services.database,
            session.organization.id,
            request.path_params["webhook"],
            actor=session.actor,
            clock=services.clock,
        )
        _ = words_of(request, session)
        text = _("The webhook was switched on; a test was sent.")
        return self._desk.redirect(f"{PATH}/{endpoint.typeid}", Toast(text))

    async def disable(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/disable``."""
        services = self._desk.services
        endpoint = await webhooks.disable(
            services.database,
            session.organization.id,
            request.path_params["webhook"],
            actor=session.actor,
            clock=services.clock,
        )
        _ = words_of(request, session)
        path = f"{PATH}/{endpoint.typeid}"
        toast = Toast(_("The webhook was switched off."), Undo(f"{path}/enable"))
        return self._desk.redirect(path, toast)

    async def remove(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/remove``."""
        services = self._desk.services
        await webhooks.remove(
            services.database,
            session.organization.id,
            request.path_params["webhook"],
            actor=session.actor,
            clock=services.clock,
        )
        _ = words_of(request, session)
        return self._desk.redirect(PATH, Toast(_("The webhook was removed.")))

    async def _find(self, request: Request, session: Session) -> Endpoint:
        services = self._desk.services
        return await webhooks.find_endpoint(
            services.database,
            session.organization.id,
            request.path_params["webhook"],
            services.clock,
        )

    def _form(
        self,
        request: Request,
        session: Session,
        fields: Fields,
        endpoint: Endpoint | None = None,
        error: InvalidError | None = None,
    ) -> Response:
        return self._desk.show(
            request,
            session,
            "integrations/webhook-form.html",
            status=422 if error else 200,
            fields=fields,
            webhook=endpoint,
            error=error,
            subjects=SUBJECTS,
        )

    def _secret(
        self, request: Request, session: Session, new: NewEndpoint, *, made: bool
    ) -> Response:
        return self._desk.show(
            request, session, "integrations/webhook-secret.html", new=new, made=made
        )


def _wanted(fields: Fields) -> Wanted:
    return Wanted(
        url=fields.get("url"),
        events=_events(fields),
        description=fields.get("description"),
        auth=_auth(fields),
    )


def _changed(fields: Fields) -> Change:
    auth = _auth(fields)
    return Change(
        url=fields.get("url"),
        events=_events(fields),
        description=fields.get("description"),
        auth=auth,
        drop_auth=fields.get("auth") == "none",
    )


def _events(fields: Fields) -> frozenset[str]:
    """Return the types that are wanted; none means all, and so does a form without a choice."""
    if fields.get("all", "yes") == "yes":
        return frozenset()
    ticked = {f"{one}.*" for one in fields.all("subject") if one in SUBJECTS}
    named = set(fields.get("events").replace(",", " ").split())
    return frozenset(ticked | named)


def _auth(fields: Fields) -> StaticAuth | None:
    """Return what shall be sent along; one that is kept is never shown again."""
    kind = fields.get("auth")
    if kind not in set(AuthKind):
        return None
    return StaticAuth(AuthKind(kind), fields.get("auth_name"), fields.raw("auth_secret"))


def _fields_of(endpoint: Endpoint) -> Fields:
    kinds = {f"{subject}.*" for subject in SUBJECTS}
    return Fields(
        {
            "url": [endpoint.url],
            "description": [endpoint.description],
            "all": ["no" if endpoint.events else "yes"],
            "subject": [one.removesuffix(".*") for one in endpoint.events & kinds],
            "events": [" ".join(sorted(endpoint.events - kinds))],
            "auth": ["keep" if endpoint.auth else "none"],
        }
    )
