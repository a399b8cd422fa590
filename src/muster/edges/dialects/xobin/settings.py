"""``POST /webhooks`` and ``POST /ai-interviews/settings/webhooks``: one address for each slot.

The vendor's clients say all settings at once, and may say them again: each slot is an endpoint
of Muster's webhooks, which is made, changed, enabled or disabled until it is as they say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPMethod

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError
from muster.edges.dialects.surface import Endpoint, admit, require_object
from muster.edges.dialects.xobin.hooks import EVENTS, START, SUBMISSION, UPDATES
from muster.edges.http import MEGABYTE, json_response, read_json
from muster.edges.services import Services
from muster.features import webhooks
from muster.features.organizations import Caller, Scope
from muster.features.webhooks import AuthKind, Change, EndpointState, StaticAuth, Style, Wanted

PATH, AI_PATH = "/api/v2/webhooks", "/api/v2/ai-interviews/settings/webhooks"
_SLOTS = {Style.XOBIN: (START, SUBMISSION, UPDATES), Style.XOBIN_INTERVIEWS: (START, SUBMISSION)}
_DESCRIPTIONS = {Style.XOBIN: "Xobin: assessments", Style.XOBIN_INTERVIEWS: "Xobin: AI interviews"}
Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Slot:
    """What a body says of one slot; ``url`` is None where it leaves it as it is."""

    name: str
    on: bool
    url: str | None


@dataclass(frozen=True, slots=True)
class Settings:
    """What a body says of webhooks; without ``auth`` the present one stays."""

    slots: tuple[Slot, ...]
    auth: StaticAuth | None


def route(app: FastAPI, services: Services) -> None:
    """Add the calls to Xobin's surface."""
    assessments, interviews = _assessments(services), _interviews(services)
    app.add_route(PATH, assessments, methods=[HTTPMethod.POST])
    app.add_route(AI_PATH, interviews, methods=[HTTPMethod.POST])


def _assessments(services: Services) -> Endpoint:
    async def answer(request: Request) -> Response:
        told = await _write(services, request, Style.XOBIN)
        told.pop("auth")
        return json_response(
            {"status": "success", "message": "Webhook added successfully", "webhook": told}
        )

    return answer


def _interviews(services: Services) -> Endpoint:
    async def answer(request: Request) -> Response:
        return json_response({"webhooks": await _write(services, request, Style.XOBIN_INTERVIEWS)})

    return answer


async def _write(services: Services, request: Request, style: Style) -> Json:
    caller = await admit(services, request, Scope.WEBHOOKS_MANAGE)
    wanted = read_settings(require_object(await read_json(request, MEGABYTE)), _SLOTS[style])
    desk = _Desk(services, caller, style)
    present = await desk.present()
    _check(wanted, present)
    secrets = {}
    for slot in wanted.slots:
        if slot.name in present:
            await desk.turn(present.pop(slot.name), slot, wanted.auth)
        elif slot.on:
            secrets[slot.name] = await desk.create(slot, wanted.auth)
    if wanted.auth is not None:
        for other in present.values():
            await desk.change(other, Change(auth=wanted.auth))
    return _told(await desk.present(), style, secrets)


def read_settings(body: Mapping[str, object], slots: Sequence[str]) -> Settings:
    """Return what a body says; members that are not known are ignored.

    Raises:
        InvalidError: something has another form, or nothing is said.
    """
    given = body.get("webhooks")
    if not isinstance(given, Mapping):
        raise InvalidError("webhooks must be an object", field="webhooks")
    found = [_read_slot(name, given[name]) for name in slots if given.get(name) is not None]
    auth = _read_auth(given["auth"]) if given.get("auth") is not None else None
    if not found and auth is None:
        raise InvalidError(f"webhooks must have {', '.join(slots)} or auth", field="webhooks")
    return Settings(tuple(found), auth)


def _read_slot(name: str, value: object) -> Slot:
    field = f"webhooks.{name}"
    if not isinstance(value, Mapping):
        raise InvalidError(f"{field} must be an object with status and url", field=field)
    on, url = value.get("status", True), value.get("url")
    if not isinstance(on, bool):
        raise InvalidError(f"{field}.status must be true or false", field=field)
    if url is not None and not isinstance(url, str):
        raise InvalidError(f"{field}.url must be a string", field=field)
    return Slot(name, on, (url or "").strip() or None)


def _read_auth(value: object) -> StaticAuth:
    """Return ``auth``, whose header is ``header`` and ``apikey``, or ``key`` and ``value``.

    The vendor's pages name them both ways.
    """
    if not isinstance(value, Mapping) or value.get("type") not in {"basic", "apikey"}:
        raise InvalidError("webhooks.auth.type must be basic or apikey", field="webhooks.auth")
    kind = value["type"]
    inner = value.get(kind)
    if not isinstance(inner, Mapping):
        raise InvalidError(f"webhooks.auth.{kind} must be an object", field="webhooks.auth")
    if kind == "basic":
        return StaticAuth(
            AuthKind.BASIC, _text(inner, "username"), _text(inner, "password")
        ).checked()
    header, secret = _text(inner, "header", "key"), _text(inner, "apikey", "value")
    return StaticAuth(AuthKind.HEADER, header, secret).checked()


def _text(inner: Mapping[str, object], *names: str) -> str:
    value = next((inner[name] for name in names if inner.get(name) is not None), None)
    if not isinstance(value, str) or not value:
        raise InvalidError(f"webhooks.auth needs {' or '.join(names)}", field="webhooks.auth")
    return value


def _check(wanted: Settings, present: Mapping[str, webhooks.Endpoint]) -> None:
    """See that everything can be done before anything is.

    Raises:
        InvalidError: a slot is to be on and has no address, or its auth is not known.
    """
    for slot in wanted.slots:
        if slot.name in present or not slot.on:
            continue
        if slot.url is None:
            raise InvalidError(
                f"webhooks.{slot.name}.url is required", field=f"webhooks.{slot.name}"
            )
        if wanted.auth is None and any(one.auth for one in present.values()):
            raise InvalidError(
                "webhooks.auth is required: a secret is never read back, so that this new webhook"
                " cannot have the one of the others",
                field="webhooks.auth",
            )


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where a caller's endpoints of a style are made as they are wanted."""

    services: Services
    caller: Caller
    style: Style

    async def present(self) -> dict[str, webhooks.Endpoint]:
        """Return the endpoints by slot; of two that were made at the same moment one stays."""
        found: dict[str, webhooks.Endpoint] = {}
        database, clock = self.services.database, self.services.clock
        organization, actor = self.caller.organization.id, self.caller.actor
        for one in await webhooks.list_endpoints(database, organization, clock, style=self.style):
            if one.slot in found:
                await webhooks.remove(database, organization, one.typeid, actor=actor, clock=clock)
            else:
                found[one.slot] = one
        return found

    async def create(self, slot: Slot, auth: StaticAuth | None) -> str:
        """Make the endpoint of a slot; return the secret that its calls are signed with."""
        wanted = Wanted(
            url=slot.url or "",
            style=self.style,
            slot=slot.name,
            events=EVENTS[slot.name],
            description=_DESCRIPTIONS[self.style],
            auth=auth,
        )
        made = await webhooks.create(
            self.services.database,
            self.caller.organization.id,
            wanted,
            actor=self.caller.actor,
            terms=self.services.webhook_terms,
        )
        return made.secret

    async def turn(self, present: webhooks.Endpoint, slot: Slot, auth: StaticAuth | None) -> None:
        """Give an endpoint its address, and switch it on or off."""
        await self.change(present, Change(url=slot.url, events=EVENTS[slot.name], auth=auth))
        if slot.on is not (present.state is EndpointState.ACTIVE):
            verb = webhooks.enable if slot.on else webhooks.disable
            await verb(
                self.services.database,
                self.caller.organization.id,
                present.typeid,
                actor=self.caller.actor,
                clock=self.services.clock,
            )

    async def change(self, present: webhooks.Endpoint, wish: Change) -> None:
        """Change what is said of an endpoint."""
        await webhooks.change(
            self.services.database,
            self.caller.organization.id,
            present.typeid,
            wish,
            actor=self.caller.actor,
            terms=self.services.webhook_terms,
        )


def _told(
    present: Mapping[str, webhooks.Endpoint], style: Style, secrets: Mapping[str, str]
) -> Json:
    auth = next((one.auth for one in present.values() if one.auth), None)
    slots = {name: _slot(present.get(name), secrets.get(name)) for name in _SLOTS[style]}
    return {**slots, "auth": _masked(auth)}


def _slot(endpoint: webhooks.Endpoint | None, secret: str | None) -> Json:
    on = endpoint is not None and endpoint.state is EndpointState.ACTIVE
    told: Json = {"status": on, "url": endpoint.url if endpoint else ""}
    return told if secret is None else told | {"secret": secret}


def _masked(auth: StaticAuth | None) -> Json:
    """Return what may be known of the authentication: never a password or a key."""
    basic = auth.name if auth and auth.kind is AuthKind.BASIC else None
    header = auth.name if auth and auth.kind is AuthKind.HEADER else None
    return {
        "type": None if auth is None else "basic" if basic else "apikey",
        "basic": {"username": basic, "password": None, "hasPassword": basic is not None},
        "apikey": {"header": header, "apikey": None},
    }
