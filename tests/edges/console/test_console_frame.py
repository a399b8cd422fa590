"""The way in that all pages share: sessions, rights, other sites, what the last page left."""

import base64

import pytest
from starlette.requests import Request

from members import browser_of, make_member, sign_in
from muster.edges.console import toasts
from muster.edges.console.desk import next_of
from muster.edges.console.guards import Origins
from muster.edges.console.toasts import Toast, Undo


async def test_a_member_sees_the_first_page(browser):
    page = await (await browser()).get("/console")
    assert page.status_code == 200
    assert "Northwind Traders" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


async def test_whoever_is_not_signed_in_is_sent_to_the_door_and_back(services):
    answer = await browser_of(services).get("/console?tab=one")
    assert answer.status_code == 303
    assert answer.headers["location"].endswith("/console/sign-in?next=%2Fconsole%3Ftab%3Done")


async def test_a_session_ends_after_its_hours(services, employer, clock):
    secret = await sign_in(employer, await make_member(employer))
    clock.advance(hours=11, minutes=59)
    assert (await browser_of(services, secret).get("/console")).status_code == 200
    clock.advance(minutes=2)
    assert (await browser_of(services, secret).get("/console")).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://elsewhere.example.org"},
        {"origin": "null"},
        {},
    ],
)
def test_other_sites_cannot_make_a_browser_change_anything(headers):
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    request = Request({"type": "http", "method": "POST", "headers": raw})
    assert Origins("https://muster.example.com").refuses(request)


def test_our_own_forms_pass():
    for headers in (
        (b"sec-fetch-site", b"same-origin"),
        (b"origin", b"https://muster.example.com"),
    ):
        request = Request({"type": "http", "method": "POST", "headers": [headers]})
        assert not Origins("https://muster.example.com").refuses(request)


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/console/reviews?a=1", "/console/reviews?a=1"),
        ("https://elsewhere.example.org/", "/console"),
        ("//elsewhere.example.org/console/", "/console"),
        ("/console//elsewhere.example.org", "/console"),
        ("/console/\\elsewhere.example.org", "/console"),
        ("", "/console"),
    ],
)
def test_nobody_is_sent_on_to_another_site(path, kept):
    assert next_of(path) == kept


async def test_a_toast_is_said_once_and_takes_back(browser):
    client = await browser()
    toast = Toast("<b>Ọlá</b> was removed", Undo("/console/members/undo", {"uid": '"7"'}))
    client.cookies.set("__Host-muster-toast", toasts._pack(toast), domain="muster.example.com")
    page = await client.get("/console")
    assert "&lt;b&gt;Ọlá&lt;/b&gt; was removed" in page.text
    assert 'name="uid" value="&#34;7&#34;"' in page.text
    assert '__Host-muster-toast=""' in page.headers["set-cookie"]


async def test_a_toast_that_nobody_here_wrote_is_not_believed(browser):
    client = await browser()
    deep = base64.urlsafe_b64encode(b"[" * 2500).decode()
    for packed in ("%%%", "e30=", deep, toasts._pack(Toast("x", Undo("https://example.org/")))):
        client.cookies.set("__Host-muster-toast", packed, domain="muster.example.com")
        page = await client.get("/console")
        assert page.status_code == 200
        assert "example.org" not in page.text
