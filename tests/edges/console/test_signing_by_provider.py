"""The organization's own sign-in service: a real OpenID Connect server, and one that lies."""

import json
import socket
import subprocess
import sys
import time
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from members import browser_of, make_member, sign_in
from muster.base.clock import SystemClock
from muster.features import members
from muster.features.members import (
    MemberRole,
    Provider,
    ProviderRefusedError,
    ProviderTerms,
    ProviderUnavailableError,
    UnverifiedAddressError,
)
from surfaces import PUBLIC_URL, make_services

ISSUER = "https://login.example.com"
PEOPLE = [
    {"sub": "ana", "email": "Ana@example.com", "email_verified": True, "name": "Ana"},
    {"sub": "eva", "email": "eva@example.com", "email_verified": False},
]


def terms(issuer: str, organization: str = "") -> ProviderTerms:
    return ProviderTerms(
        issuer, "muster", "hush", "Example Login", organization, MemberRole.REVIEWER
    )


@pytest.fixture(scope="module")
def login_server():
    """A kept OpenID Connect server in a process of its own; its address."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    people = [word for one in PEOPLE for word in ("--user-claims", json.dumps(one))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(
        [*command, *people], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            httpx2.get(f"http://localhost:{port}/jwks")
            break
        except httpx2.TransportError:
            time.sleep(0.1)
    yield f"http://localhost:{port}"
    process.terminate()
    process.wait(10)


@pytest.fixture
def served(database, tmp_path, login_server):
    """Return services whose members sign in by the server; the time is the real one, as there."""

    def served(organization: str = ""):
        services = make_services(database, SystemClock(), tmp_path)
        provider = Provider(terms(login_server, organization), PUBLIC_URL, services.clock)
        return replace(services, provider=provider)

    return served


async def come_back(browser, who: str, query: str = "") -> httpx2.Response:
    """Go to the service, sign in there as somebody, and follow the way back."""
    going = await browser.get(f"/console/sign-in/provider{query}")
    assert going.status_code == 303
    asked = parse_qs(urlsplit(going.headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    async with httpx2.AsyncClient() as outside:
        answer = await outside.post(going.headers["location"], data={"sub": who})
    back = answer.headers["location"]
    assert back.startswith(f"{PUBLIC_URL}/console/sign-in/provider/back?")
    return await browser.get(back)


async def test_a_member_signs_in_by_the_service(served, employer):
    services = served()
    await make_member(employer, MemberRole.RECRUITER, "ana@example.com")
    browser = browser_of(services)
    assert "Continue with Example Login" in (await browser.get("/console/sign-in")).text
    answer = await come_back(browser, "ana", "?next=/console/account")
    assert answer.headers["location"].endswith("/console/account")
    assert (await browser.get("/console/account")).status_code == 200


async def test_whoever_is_no_member_is_told_so_and_not_let_in(served, employer):
    browser = browser_of(served())
    answer = await come_back(browser, "ana")
    assert answer.status_code == 403
    assert "not a member" in answer.text
    assert await members.list_members(employer.database, employer.organization.id) == []


async def test_the_operator_may_let_everybody_of_the_service_join(served, employer):
    browser = browser_of(served(employer.organization.slug))
    assert (await come_back(browser, "ana")).status_code == 303
    (ana,) = await members.list_members(employer.database, employer.organization.id)
    assert (ana.role, ana.name) == (MemberRole.REVIEWER, "Ana")
    assert (await come_back(browser_of(served("northwind")), "eva")).status_code == 403


async def test_a_way_back_belongs_to_the_browser_that_went(served, employer):
    services = served()
    await make_member(employer, MemberRole.OWNER, "ana@example.com")
    browser, other = browser_of(services), browser_of(services)
    await other.get("/console/sign-in/provider")
    going = await browser.get("/console/sign-in/provider")
    async with httpx2.AsyncClient() as outside:
        answer = await outside.post(going.headers["location"], data={"sub": "ana"})
    back = answer.headers["location"]
    assert (await other.get(back)).status_code == 403
    assert (await browser.get(back)).status_code == 303
    assert (await browser.get(back)).status_code == 403


async def test_nobody_confirms_a_session_as_somebody_else(served, employer):
    services = served()
    await make_member(employer, MemberRole.OWNER, "ana@example.com")
    bo = await make_member(employer, MemberRole.OWNER, "bo@example.com")
    browser = browser_of(services, await sign_in(employer, bo))
    browser_clock = replace(employer, clock=services.clock)
    browser.cookies.set(
        "__Host-muster-console", await sign_in(browser_clock, bo), domain="muster.example.com"
    )
    answer = await come_back(browser, "ana")
    assert "signed in as somebody else" in answer.text


KEY = RSAKey.generate_key(2048, {"kid": "1", "use": "sig"})


class Liar:
    """A service whose tokens have something wrong with them."""

    def __init__(self, clock, **claims):
        self.key = KEY
        self.claims, self.clock = claims, clock
        self.header, self.signer = {"alg": "RS256", "kid": "1"}, self.key
        self.issuer, self.status = ISSUER, 200

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("openid-configuration"):
            names = {"authorization_endpoint": "go", "token_endpoint": "token", "jwks_uri": "keys"}
            places = {name: f"{ISSUER}/{path}" for name, path in names.items()}
            return httpx2.Response(200, json={"issuer": self.issuer} | places)
        if request.url.path == "/keys":
            return httpx2.Response(200, json={"keys": [self.key.as_dict(private=False)]})
        now = int(self.clock.now().timestamp())
        claims = {
            "iss": ISSUER,
            "aud": "muster",
            "sub": "ana",
            "iat": now,
            "exp": now + 300,
            "nonce": "n",
            "email": "ana@example.com",
            "email_verified": True,
        } | self.claims
        token = jwt.encode(self.header, claims, self.signer, algorithms=["RS256", "HS256"])
        return httpx2.Response(self.status, json={"id_token": token})


def asked(clock, liar) -> Provider:
    return Provider(terms(ISSUER), PUBLIC_URL, clock, httpx2.MockTransport(liar))


DETAILS = {"nonce": "n", "verifier": "v"}


async def test_a_right_token_says_who_somebody_is(clock):
    identity = await asked(clock, Liar(clock)).identify("code", DETAILS)
    assert identity.email == "ana@example.com"


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"aud": "another"},
        {"aud": ["muster", "another"], "azp": "another"},
        {"iss": "https://evil.example.org"},
        {"exp": 1},
        {"iat": None},
        {"sub": None},
    ],
)
async def test_a_wrong_token_says_nothing(clock, claims):
    with pytest.raises(ProviderRefusedError):
        await asked(clock, Liar(clock, **claims)).identify("code", DETAILS)


@pytest.mark.parametrize("verified", [False, None, "no", 1, [True]])
async def test_an_address_that_is_not_verified_is_nobodys(clock, verified):
    liar = Liar(clock, email_verified=verified)
    with pytest.raises(UnverifiedAddressError):
        await asked(clock, liar).identify("code", DETAILS)


async def test_a_signature_by_another_key_or_another_way_is_refused(clock):
    stranger = Liar(clock)
    stranger.signer = RSAKey.generate_key(2048, {"kid": "1"})
    shared = Liar(clock)  # the public key taken for a shared secret (RFC 8725, 2.1)
    shared.header = {"alg": "HS256", "kid": "1"}
    shared.signer = OctKey.import_key(b"a secret of thirty-two bytes ...")
    for liar in (stranger, shared):
        with pytest.raises(ProviderRefusedError):
            await asked(clock, liar).identify("code", DETAILS)


async def test_a_service_that_is_another_or_down_is_said_to_be_unavailable(clock):
    another, down = Liar(clock), Liar(clock)
    another.issuer = "https://evil.example.org"
    down.status = 500
    for liar in (another, down):
        with pytest.raises(ProviderUnavailableError):
            await asked(clock, liar).identify("code", DETAILS)


async def test_whoever_was_removed_does_not_come_back_by_the_service(served, employer):
    browser = browser_of(served(employer.organization.slug))
    await come_back(browser, "ana")
    (ana,) = await members.list_members(employer.database, employer.organization.id)
    await members.remove_member(
        employer.database,
        employer.organization.id,
        ana.uid,
        actor="member:mem_1",
        clock=employer.clock,
    )
    answer = await come_back(browser_of(served(employer.organization.slug)), "ana")
    assert answer.status_code == 403
    assert "were removed" in answer.text
    assert await members.list_members(employer.database, employer.organization.id) == []
