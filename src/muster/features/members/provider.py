"""The organization's own sign-in service: OpenID Connect Core 1.0, code flow with PKCE (RFC 7636).

State and nonce belong to one browser. Tokens are accepted with a few algorithms only, whatever
their headers say. The service's addresses are the operator's own, so they may be private; no
redirect is followed all the same.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from muster.base.clock import Clock
from muster.base.errors import ForbiddenError, UnavailableError
from muster.features.members.model import MemberRole

_ALGORITHMS = ["RS256", "ES256", "EdDSA"]
_LEEWAY = 60  # seconds by which the two clocks may differ
_KEPT = 600  # seconds for which the service's description and keys are believed
_TIMEOUT = httpx2.Timeout(10, connect=5)
_SECRET_BYTES = 32
_NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class ProviderUnavailableError(UnavailableError):
    """The sign-in service of your organization does not answer as it should."""

    code = "provider_unavailable"


class ProviderRefusedError(ForbiddenError):
    """The sign-in service of your organization did not say who you are."""

    code = "provider_refused"


class UnverifiedAddressError(ForbiddenError):
    """The sign-in service does not vouch for your mail address."""

    code = "unverified_address"


@dataclass(frozen=True, slots=True)
class ProviderTerms:
    """How the operator has set the service up.

    Whoever comes the first time becomes a member of the organization with the slug
    ``organization``; where it is "", only members come in.
    """

    issuer: str
    client_id: str
    client_secret: str
    label: str
    organization: str
    role: MemberRole


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the service says that somebody is; it vouches for the address."""

    email: str
    name: str


@dataclass(slots=True)
class _Known:
    """What the service says of itself, and since when we know."""

    description: Mapping[str, Any]
    keys: KeySet
    at: float


def new_details() -> dict[str, str]:
    """Return what binds a token to one browser's going and coming back: nonce and PKCE verifier."""
    return {name: secrets.token_urlsafe(_SECRET_BYTES) for name in ("nonce", "verifier")}


class Provider:
    """Talks to one service; ``public_url`` is where browsers come back to."""

    def __init__(
        self,
        terms: ProviderTerms,
        public_url: str,
        clock: Clock,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        """Take the terms; nothing is asked before somebody wants to sign in."""
        self.terms = terms
        self._back = f"{public_url}/console/sign-in/provider/back"
        self._clock = clock
        self._transport = transport
        self._known: _Known | None = None

    async def go(self, state: str, details: Mapping[str, str], *, again: bool) -> str:
        """Return where a browser goes to; ``again`` asks the service not to rely on a session.

        ``details`` are new ones of ``new_details``, which have to come back with the browser.

        Raises:
            ProviderUnavailableError: the service does not answer.
        """
        known = await self._look(fresh=False)
        digest = hashlib.sha256(details["verifier"].encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self.terms.client_id,
            "redirect_uri": self._back,
            "scope": "openid email profile",
            "state": state,
            "nonce": details["nonce"],
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
        } | ({"prompt": "login", "max_age": "0"} if again else {})
        address = known.description["authorization_endpoint"]
        sign = "&" if urlsplit(address).query else "?"
        return f"{address}{sign}{urlencode(query)}"

    async def identify(self, code: str, details: Mapping[str, str]) -> Identity:
        """Return who came back with a code; ``details`` are those of the browser that went.

        Raises:
            ProviderUnavailableError: the service does not answer.
            ProviderRefusedError: the code or the token is not right.
            UnverifiedAddressError: it does not vouch for an address.
        """
        known = await self._look(fresh=False)
        async with self._client() as client:
            answer = await self._redeem(client, known, code, details["verifier"])
            claims = await self._check(str(answer.get("id_token", "")), details["nonce"])
            if "email" not in claims and "userinfo_endpoint" in known.description:
                claims |= await self._more(client, known, str(answer.get("access_token")), claims)
        address, verified = claims.get("email"), claims.get("email_verified")
        if not isinstance(address, str) or not (verified is True or verified == "true"):
            raise UnverifiedAddressError
        return Identity(address, str(claims.get("name") or ""))

    def _client(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(
            timeout=_TIMEOUT,
            transport=self._transport,
            follow_redirects=False,
            headers={"Accept": "application/json"},
        )

    async def _look(self, *, fresh: bool) -> _Known:
        """Return what the service says of itself (OpenID Connect Discovery 1.0)."""
        now = self._clock.now().timestamp()
        if self._known and not fresh and now - self._known.at < _KEPT:
            return self._known
        async with self._client() as client:
            place = f"{self.terms.issuer.rstrip('/')}/.well-known/openid-configuration"
            description = await _answer(client, "GET", place)
            if description.get("issuer") != self.terms.issuer:
                raise ProviderUnavailableError("The sign-in service says another name of itself")
            if not all(isinstance(description.get(name), str) for name in _NEEDED):
                raise ProviderUnavailableError
            keys = await _answer(client, "GET", description["jwks_uri"])
        try:
            usable = [key for key in keys.get("keys", []) if key.get("kty") in {"RSA", "EC", "OKP"}]
            key_set = KeySet.import_key_set({"keys": usable})
        except (JoseError, ValueError, TypeError, AttributeError, KeyError) as error:
            raise ProviderUnavailableError from error
        self._known = _Known(description, key_set, now)
        return self._known

    async def _redeem(
        self, client: httpx2.AsyncClient, known: _Known, code: str, verifier: str
    ) -> Mapping[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._back,
            "client_id": self.terms.client_id,
            "code_verifier": verifier,
        }
        ways = known.description.get("token_endpoint_auth_methods_supported")
        basic = None
        if self.terms.client_secret:
            if ways is None or "client_secret_basic" in ways:
                basic = httpx2.BasicAuth(self.terms.client_id, self.terms.client_secret)
            else:
                form["client_secret"] = self.terms.client_secret
        place = known.description["token_endpoint"]
        return await _answer(client, "POST", place, data=form, auth=basic)

    async def _check(self, token: str, nonce: str) -> dict[str, Any]:
        """Return the claims of an ID token (OpenID Connect Core 1.0, 3.1.3.7)."""
        try:
            found = self._decode(token, await self._look(fresh=False))
        except (JoseError, ValueError):
            # The service may have changed its keys since we asked for them.
            try:
                found = self._decode(token, await self._look(fresh=True))
            except (JoseError, ValueError) as error:
                raise ProviderRefusedError from error
        rules = jwt.JWTClaimsRegistry(
            now=int(self._clock.now().timestamp()),
            leeway=_LEEWAY,
            iss={"essential": True, "value": self.terms.issuer},
            aud={"essential": True, "value": self.terms.client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            rules.validate(found.claims)
        except JoseError as error:
            raise ProviderRefusedError from error
        if found.claims.get("azp", self.terms.client_id) != self.terms.client_id:
            raise ProviderRefusedError
        return dict(found.claims)

    def _decode(self, token: str, known: _Known) -> jwt.Token:
        return jwt.decode(token, known.keys, algorithms=_ALGORITHMS)

    async def _more(
        self, client: httpx2.AsyncClient, known: _Known, token: str, claims: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Return what the service's userinfo adds about the same person (5.3.2)."""
        place = known.description["userinfo_endpoint"]
        said = await _answer(client, "GET", place, headers={"Authorization": f"Bearer {token}"})
        if said.get("sub") != claims["sub"]:
            raise ProviderRefusedError
        return {name: said[name] for name in ("email", "email_verified", "name") if name in said}


async def _answer(
    client: httpx2.AsyncClient, method: str, url: str, **options: Any
) -> dict[str, Any]:
    try:
        answer = await client.request(method, url, **options)
        found = answer.json()
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        raise ProviderUnavailableError from error
    if 400 <= answer.status_code < 500:  # noqa: PLR2004 -- it answered, and said no
        raise ProviderRefusedError
    if answer.status_code != 200 or not isinstance(found, dict):  # noqa: PLR2004 -- OK
        raise ProviderUnavailableError
    return found
