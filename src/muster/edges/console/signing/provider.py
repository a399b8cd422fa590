"""Signing in by the organization's own service: to it, and back from it."""

import base64
from collections.abc import Mapping
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from muster.base.errors import MusterError, NotFoundError
from muster.edges.console.desk import next_of
from muster.edges.console.forms import of_query
from muster.edges.console.signing.entrance import Entrance
from muster.edges.console.words import words_of
from muster.features import members, organizations
from muster.features.members import (
    Asked,
    ChallengeEndedError,
    Identity,
    Membership,
    NewMember,
    Provider,
    ProviderRefusedError,
    TooManyTriesError,
    Way,
)


class Service:
    """The way out to the service, and the way back."""

    def __init__(self, entrance: Entrance) -> None:
        """Take what all ways in share."""
        self._entrance = entrance
        self._desk = entrance.desk
        self._services = entrance.services

    @property
    def _provider(self) -> Provider:
        if self._services.provider is None:
            raise NotFoundError
        return self._services.provider

    async def go(self, request: Request) -> Response:
        """Answer ``GET /console/sign-in/provider``: a link, because forms may not lead elsewhere."""
        fields, services = of_query(request), self._services
        try:
            await self._entrance.take_turn(request)
            secret, details = self._entrance.known(request), members.new_details()
            present = await self._entrance.present(request)
            kept = details | {
                "next": next_of(fields.get("next")),
                "member": str(present.member.uid) if present else "",
            }
            state = await members.ask(
                services.database, Asked.PROVIDER, secret, kept, services.clock
            )
            url = await self._provider.go(_text(state), details, again=present is not None)
        except TooManyTriesError as error:
            return self._entrance.refuse(request, error)
        except MusterError as error:
            return self._trouble(request, error)
        return self._entrance.keep(RedirectResponse(url, 303, headers=self._desk.headers), secret)

    async def come_back(self, request: Request) -> Response:
        """Answer ``GET /console/sign-in/provider/back``."""
        try:
            details = await self._details(request)
            code = request.query_params.get("code", "")
            if not code:
                raise ProviderRefusedError
            identity = await self._provider.identify(code, details)
            return await self._let_in(request, identity, details)
        except MusterError as error:
            return self._trouble(request, error)

    async def _details(self, request: Request) -> Mapping[str, str]:
        """Return what this browser took along, from the state that came back."""
        secret = self._entrance.browser_of(request)
        state = request.query_params.get("state", "")
        try:
            challenge = base64.urlsafe_b64decode(state + "=" * (-len(state) % 4))
        except ValueError as error:
            raise ChallengeEndedError from error
        services = self._services
        return await members.take_answer(
            services.database, Asked.PROVIDER, secret, challenge, services.clock
        )

    async def _let_in(
        self, request: Request, identity: Identity, details: Mapping[str, str]
    ) -> Response:
        choices = await self._memberships(identity)
        if not choices:
            raise ProviderRefusedError(
                f"{identity.email} is not a member of any organization here yet. "
                "Ask an owner to invite you"
            )
        same = [one for one in choices if str(one.member.uid) == details["member"]]
        if details["member"] and not same:
            raise ProviderRefusedError("You are signed in as somebody else here; sign out first")
        choices = same or choices
        if len(choices) > 1:
            return await self._choose(request, choices[0], details["next"])
        return self._entrance.answer(
            await self._entrance.let_in(request, choices[0], Way.PROVIDER, details["next"])
        )

    async def _choose(self, request: Request, first: Membership, place: str) -> Response:
        """Let somebody who is a member of several organizations choose, as behind a mailed link."""
        services, member = self._services, first.member
        claim = await members.link_for_browser(
            services.database,
            member.organization_id,
            member,
            self._entrance.browser_of(request),
            place,
            services.clock,
        )
        return self._desk.redirect(f"/console/sign-in/{quote(services.links.ring.sign(claim))}")

    async def _memberships(self, identity: Identity) -> list[Membership]:
        """Return where somebody is a member; the operator may have said where all others become one."""
        services, terms = self._services, self._provider.terms
        found = await members.memberships(services.database, identity.email)
        if found or not terms.organization:
            return found
        tenant = await organizations.find_organization(services.database, terms.organization)
        member = await members.join(
            services.database,
            tenant.id,
            NewMember(identity.email, terms.role, identity.name),
            clock=services.clock,
        )
        return [Membership(member, tenant)]

    def _trouble(self, request: Request, error: MusterError) -> Response:
        status = 503 if error.code == "provider_unavailable" else 403
        return self._desk.show(
            request,
            None,
            "signing/provider.html",
            status=status,
            message=words_of(request, None).why(error),
        )


def _text(state: bytes) -> str:
    return base64.urlsafe_b64encode(state).decode().rstrip("=")
