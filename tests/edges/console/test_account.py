"""A member's own account: name, passkeys, browsers; and signing in by a passkey."""

import base64
import json
import re

import pytest

from authenticator import PRESENT, Authenticator
from members import browser_of, make_member, sign_in
from muster.base.ids import to_typeid
from muster.features import members
from muster.features.members import Party
from surfaces import PUBLIC_URL

HOST = "muster.example.com"


@pytest.fixture
async def owner(employer):
    return await make_member(employer, email="ana@example.com", name="Ana")


@pytest.fixture
async def client(services, employer, owner):
    return browser_of(services, await sign_in(employer, owner))


@pytest.fixture
def device():
    return Authenticator(PUBLIC_URL, HOST)


async def add(client, device, **changes):
    options = (await client.post("/console/account/passkeys/options")).text
    body = {"credential": device.create(options) | changes, "next": "/console/account"}
    return await client.post("/console/account/passkeys", json=body)


async def enter(browser, device, **fields):
    options = (await browser.post("/console/sign-in/passkey/options", json={})).text
    body = {"credential": device.get(options), **fields}
    return await browser.post("/console/sign-in/passkey", json=body)


async def passkeys(employer, owner):
    return await members.list_passkeys(employer.database, employer.organization.id, owner)


async def test_a_passkey_is_made_and_lets_in(client, device, services, employer, owner):
    made = await add(client, device)
    assert made.json() == {"to": "/console/account"}
    (key,) = await passkeys(employer, owner)
    assert (key.used_at, key.synced) == (None, False)
    browser = browser_of(services)
    answer = await enter(browser, device, next="/console/account")
    assert answer.json() == {"to": "/console/account"}
    page = (await browser.get("/console/account")).text
    assert "This browser" in page
    (key,) = await passkeys(employer, owner)
    assert key.used_at == employer.clock.now()


async def test_a_passkey_confirms_and_changes_no_session(client, device, clock, employer, owner):
    await add(client, device)
    clock.advance(minutes=11)
    assert (await client.post("/console/account/passkeys/options")).status_code == 303
    page = (await client.get("/console/confirm?next=/console/account")).text
    assert "Confirm with a passkey" in page
    answer = await enter(client, device, next="/console/account", confirm=True)
    assert answer.json() == {"to": "/console/account"}
    assert (await client.post("/console/account/passkeys/options")).status_code == 200
    found = await members.list_sessions(
        employer.database, employer.organization.id, owner, employer.clock
    )
    assert len(found) == 1


async def test_nobody_confirms_with_anothers_passkey(client, device, services, employer):
    await add(client, device)
    bo = await make_member(employer, email="bo@example.com")
    theirs = browser_of(services, await sign_in(employer, bo))
    refused = await enter(theirs, device, confirm=True)
    assert refused.status_code == 422
    assert "another member" in refused.json()["message"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://muster.example.org"},
        {"host": "example.com"},
        {"flags": PRESENT},
        {"id": b"unknown"},
        {"count": -1},
    ],
)
async def test_a_wrong_answer_lets_nobody_in(client, services, wrong):
    device = Authenticator(PUBLIC_URL, HOST)
    device.count = 5
    await add(client, device)
    for name, value in wrong.items():
        setattr(device, name, value)
    browser = browser_of(services)
    refused = await enter(browser, device)
    assert refused.status_code == 422
    assert refused.json()["message"]
    assert (await browser.get("/console")).status_code == 303


async def test_an_answer_counts_once_here_and_soon(client, device, services, clock):
    await add(client, device)
    browser, other = browser_of(services), browser_of(services)
    await other.post("/console/sign-in/passkey/options", json={})
    options = (await browser.post("/console/sign-in/passkey/options", json={})).text
    body = {"credential": device.get(options)}
    assert (await other.post("/console/sign-in/passkey", json=body)).status_code == 422
    assert (await browser.post("/console/sign-in/passkey", json=body)).status_code == 200
    assert (await browser.post("/console/sign-in/passkey", json=body)).status_code == 422
    options = (await other.post("/console/sign-in/passkey/options", json={})).text
    clock.advance(minutes=5)
    body = {"credential": device.get(options)}
    assert (await other.post("/console/sign-in/passkey", json=body)).status_code == 422


@pytest.mark.parametrize(
    "body", ["", "[]", "{", '{"credential": 7}', '{"credential": {"rawId": 7, "response": {}}}']
)
async def test_nonsense_is_refused_in_words(client, body):
    for path in ("/console/sign-in/passkey", "/console/account/passkeys"):
        answer = await client.post(path, content=body)
        assert answer.status_code == 422
        assert answer.json()["message"]


async def test_a_passkey_is_renamed_removed_and_taken_back(
    client, device, services, employer, owner
):
    await add(client, device)
    (key,) = await passkeys(employer, owner)
    place = f"/console/account/passkeys/{to_typeid('pky', key.uid)}"
    await client.post(f"{place}/name", data={"name": "<b>Ana's phone</b>"})
    assert "&lt;b&gt;Ana&#39;s phone&lt;/b&gt;" in (await client.get("/console/account")).text
    await client.post(f"{place}/remove")
    assert (await enter(browser_of(services), device)).status_code == 422
    assert f"{place}/restore" in (await client.get("/console/account")).text
    await client.post(f"{place}/restore")
    assert (await enter(browser_of(services), device)).status_code == 200


async def test_anothers_passkeys_and_browsers_are_not_ones_own(
    client, device, services, employer, other_employer, owner
):
    await add(client, device)
    (key,) = await passkeys(employer, owner)
    place = f"/console/account/passkeys/{to_typeid('pky', key.uid)}"
    bo = await make_member(employer, email="bo@example.com")
    eva = await make_member(other_employer, email="eva@example.com")
    for other in (bo, eva):
        of = employer if other is bo else other_employer
        theirs = browser_of(services, await sign_in(of, other))
        for verb in ("name", "remove", "restore"):
            refused = await theirs.post(f"{place}/{verb}", data={"name": "x"})
            assert refused.status_code == 404
    assert await passkeys(employer, owner) == [key]


async def test_a_member_who_comes_back_as_new_has_no_passkeys(
    client, device, services, employer, owner
):
    await add(client, device)
    await members.add_member(
        employer.database,
        employer.organization.id,
        members.NewMember("bo@example.com", members.MemberRole.OWNER),
        actor="operator",
        clock=employer.clock,
    )
    await members.remove_member(
        employer.database,
        employer.organization.id,
        owner.uid,
        actor="operator",
        clock=employer.clock,
    )
    assert (await enter(browser_of(services), device)).status_code == 422
    await make_member(employer, email="ana@example.com")
    assert (await enter(browser_of(services), device)).status_code == 422


async def test_browsers_are_listed_and_signed_out(client, services, employer, owner):
    secrets = [await sign_in(employer, owner) for _ in range(3)]
    page = (await client.get("/console/account")).text
    ids = re.findall(r'name="session" value="(ses_\w+)"', page)
    assert len(ids) == 3
    await client.post("/console/account/sessions", data={"session": ids[0]})
    assert "You were signed out of 1 other browser" in (await client.get("/console/account")).text
    await client.post("/console/account/sessions")
    for secret in secrets:
        assert (await browser_of(services, secret).get("/console")).status_code == 303
    assert (await client.get("/console")).status_code == 200


async def test_name_and_language_are_ones_own(client):
    answer = await client.post("/console/account", data={"name": "ليلى", "locale": "ar"})
    assert answer.status_code == 303
    assert 'value="ليلى"' in (await client.get("/console/account")).text
    wrong = await client.post("/console/account", data={"name": "a\u202eb", "locale": "klingon!"})
    assert wrong.status_code == 422


@pytest.mark.parametrize(
    ("url", "host", "origin"),
    [
        ("https://muster.example.com/jobs", "muster.example.com", "https://muster.example.com"),
        ("http://127.0.0.1:8000", "localhost", "http://localhost:8000"),
        ("http://localhost:8000", "localhost", "http://localhost:8000"),
        ("http://muster.example.com", None, None),
        ("https://192.0.2.7", None, None),
    ],
)
def test_passkeys_are_for_a_name_behind_tls_or_for_this_machine(url, host, origin):
    party = Party.of(url)
    assert (party and party.id) == host
    assert (party and party.origin) == origin


async def test_what_a_browser_is_asked_is_what_the_standard_wants(client):
    asked = json.loads((await client.post("/console/account/passkeys/options")).text)
    assert asked["rp"]["id"] == HOST
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert "ana@example.com" in asked["user"]["name"]


async def test_an_answer_that_nests_without_end_is_refused(services):
    nested = base64.urlsafe_b64encode(b"[" * 100_000).decode()
    credential = {"rawId": "AA", "response": {"clientDataJSON": nested}}
    answer = await browser_of(services).post(
        "/console/sign-in/passkey", json={"credential": credential}
    )
    assert answer.status_code == 422
