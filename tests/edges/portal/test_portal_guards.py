from dataclasses import replace

import pytest

from muster.base.links import Links
from muster.features.invitations import Guest

WRONG = "/i/" + "z" * 48
CUT = "/i/" + "z" * 47


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize(
    "path",
    [WRONG, CUT, "/i/", "/i", "/i/<script>", "/i/%00", "/i/" + "z" * 5000, "/i/%F0%9F%98%80"],
)
async def test_unreadable_tokens_ask_no_database(browser, with_database, method, path):
    answer = await browser(with_database(AssertionError("asked"))).request(method, path)
    assert answer.status_code == 404 or (method, path) in {("POST", "/i"), ("POST", "/i/")}
    assert answer.status_code < 500


async def test_a_cut_link_and_a_wrong_one_get_their_own_pages(client):
    assert "A part of your link is missing" in (await client.get(CUT)).text
    assert "We do not know this link" in (await client.get(WRONG)).text


async def test_a_valid_token_of_nobody_is_a_wrong_link(client, employer, invited, services):
    claim = invited.invitation.claim(employer.organization.id + 1)
    path = services.links.url(claim)
    answer = await client.get(path)
    assert answer.status_code == 404
    assert "We do not know this link" in answer.text
    assert (await client.post(path)).status_code == 404


async def test_guessing_is_limited_and_a_valid_link_never(client, path):
    for _ in range(60):
        assert (await client.get(WRONG)).status_code == 404
    refused = await client.get(WRONG)
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "60"
    assert (await client.get(path)).status_code == 200
    assert (await client.post(path)).status_code == 303


async def test_guessing_may_go_on_after_a_minute(client, clock):
    for _ in range(61):
        await client.post(CUT)
    clock.advance(minutes=1)
    assert (await client.get(WRONG)).status_code == 404


async def test_an_ipv6_subscriber_has_one_count_for_all_addresses(services, browser):
    app = browser(services)._transport.app
    for number in range(60):
        guesser = browser(services, address=f"2001:db8:1:2::{number:x}")
        guesser._transport.app = app
        await guesser.get(WRONG)
    last = browser(services, address="2001:db8:1:2:ffff::1")
    last._transport.app = app
    assert (await last.get(WRONG)).status_code == 429
    neighbour = browser(services, address="2001:db8:1:3::1")
    neighbour._transport.app = app
    assert (await neighbour.get(WRONG)).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://muster.example.com"},
        {"Origin": "https://evil.example.net"},
        {"Origin": "http://muster.example.com"},
        {"Origin": "https://evil.example.net", "Host": "evil.example.net"},
    ],
)
async def test_what_other_sites_send_is_refused_and_changes_nothing(
    client, path, snapshot, invited, headers
):
    before = await snapshot()
    start = f"/home/{invited.invitation.uid}/start"
    for target in (path, start, "/i/find"):
        answer = await client.post(target, headers=headers)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
    assert await snapshot() == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://muster.example.com"},
        {"Origin": "null"},
        {},
    ],
)
async def test_our_own_pages_buttons_work_in_every_browser(client, path, headers):
    assert (await client.post(path, headers=headers)).status_code == 303


async def test_the_cookie_is_bound_to_the_host_and_to_tls(client, path):
    cookie = (await client.post(path)).headers["set-cookie"]
    secret, *attributes = cookie.split("; ")
    assert secret.startswith("__Host-muster=")
    assert len(secret) == len("__Host-muster=") + 43
    assert sorted(attributes) == ["HttpOnly", "Path=/", "SameSite=lax", "Secure"]


async def test_behind_plain_http_the_cookie_does_without_tls(services, browser, path):
    plain = replace(services, links=Links(services.links.ring, "http://muster.example.com"))
    client = browser(plain)
    opened = await client.post(path)
    secret, *attributes = opened.headers["set-cookie"].split("; ")
    assert secret.startswith("muster=")
    assert sorted(attributes) == ["HttpOnly", "Path=/", "SameSite=lax"]
    assert "strict-transport-security" not in opened.headers
    assert "The quiz" in (await client.get("/home", follow_redirects=True)).text


@pytest.mark.parametrize("secret", ["", "short", "x" * 44, "ä" * 43, "../" + "x" * 40])
async def test_a_cookie_that_is_not_ours_asks_no_database(browser, with_database, secret):
    client = browser(with_database(AssertionError("asked")))
    cookie = f"__Host-muster={secret}".encode()
    home = await client.get("/home", headers={b"Cookie": cookie})
    assert home.status_code == 200
    assert "Open the link in your mail" in home.text


async def test_opening_a_second_link_keeps_the_first(client, path, other_employer, link):
    await client.post(path)
    row = (await other_employer.invite(Guest("amara@example.org", "Amara O."))).rows[0]
    await client.post(link(other_employer, row))
    home = (await client.get("/home")).text
    assert "Northwind Traders" in home
    assert "Southwind" in home
    assert home.count("/start") == 2


async def test_one_browser_does_not_see_what_another_opened(browser, path, invited):
    await browser().post(path)
    stranger = browser()
    assert "The quiz" not in (await stranger.get("/home")).text
    start = await stranger.post(f"/home/{invited.invitation.uid}/start")
    assert start.status_code == 404
    assert "Open the link in your mail" in start.text


async def test_a_session_of_one_employer_starts_nothing_of_another(
    client, invited, other_employer, link
):
    row = (await other_employer.invite(Guest("amara@example.org", "Amara O."))).rows[0]
    await client.post(link(other_employer, row))
    start = await client.post(f"/home/{invited.invitation.uid}/start")
    assert start.status_code == 404
    assert "Open the link in your mail" in start.text
    assert "The quiz" not in (await client.get(f"/home/{invited.invitation.uid}/start")).text
