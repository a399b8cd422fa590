import re
from dataclasses import replace
from html import unescape

import pytest

from muster.base.errors import UnavailableError
from muster.base.links import Links
from muster.features import organizations
from muster.features.invitations import Guest

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "media-src 'self' blob:; connect-src 'self'; font-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex, nofollow",
}
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }} %(name)s {% raw %}",
    "M" * 200,
    "ليلى الحسن",
    "O’Brien & Sons <b>",
]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/home", 200),
        ("GET", "/robots.txt", 200),
        ("GET", "/nowhere", 404),
        ("GET", "/static/nothing", 404),
        ("GET", "/i/" + "z" * 48, 404),
        ("POST", "/home", 405),
        ("DELETE", "/i/abc", 405),
        ("POST", "/home/x/start", 404),
    ],
)
async def test_every_answer_has_the_security_headers(client, method, path, status):
    answer = await client.request(method, path)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.headers["cache-control"] == "no-store"
    assert "camera=()" in answer.headers["permissions-policy"]


async def test_personal_pages_have_the_security_headers(client, path):
    for answer in (await client.get(path), await client.post(path), await client.get("/home")):
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["strict-transport-security"] == "max-age=31536000"


async def test_robots_are_sent_away(client):
    assert (await client.get("/robots.txt")).text == "User-agent: *\nDisallow: /\n"


async def test_a_method_that_is_not_served_is_told_which_are(client):
    assert set((await client.delete("/home")).headers["allow"].split(", ")) == {"GET", "HEAD"}


@pytest.mark.parametrize(
    ("error", "status"), [(UnavailableError(), 503), (RuntimeError("secret detail"), 500)]
)
async def test_trouble_is_told_in_the_readers_language_without_details(
    browser, with_database, path, error, status
):
    client = browser(with_database(error), **{"Accept-Language": "de"})
    answer = await client.get(path)
    assert answer.status_code == status
    assert "Bei uns ist etwas schiefgegangen" in answer.text
    assert "secret detail" not in answer.text
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


async def test_a_contact_that_is_the_reply_address_is_told_once(
    client, database, employer, link, invited
):
    address = "people@example.com"
    profile = organizations.Profile(name="Northwind", reply_to=address, contact=address)
    await organizations.change_organization(database, "northwind", profile)
    page = await client.get(link(employer, invited))
    assert page.text.count(f"<bdi>{address}</bdi>") == 1


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_names_are_only_text(client, database, employer, link, text):
    row = (await employer.invite(Guest("eve@example.org", text))).rows[0]
    profile = organizations.Profile(name=text, contact=text)
    await organizations.change_organization(database, "northwind", profile)
    path = link(employer, row)
    pages = [await client.get(path), await client.post(path), await client.get("/home")]
    for page in pages:
        assert page.status_code in {200, 303}
        assert "<img" not in page.text
        assert "<b>" not in page.text
        assert re.findall(r"<script(?! type=\"module\" src=\"/static/)", page.text) == []
    assert text in unescape(re.sub(r"<[^>]+>", "", pages[0].text))


@pytest.mark.parametrize(
    ("query", "guest", "header", "employer_locale", "spoken"),
    [
        ("?lang=fr", "de", "es", "ar", "fr"),
        ("?lang=xx", "de", "es", "ar", "de"),
        ("", "de-AT", "es", "ar", "de"),
        ("", "pt-BR", "es;q=0.5, fr;q=0.9", "ar", "fr"),
        ("", None, "ja", "ar", "ar"),
        ("", None, "", "ja", "en"),
    ],
)
async def test_the_page_speaks_the_first_language_that_it_can(
    browser, database, employer, link, query, guest, header, employer_locale, spoken
):
    profile = organizations.Profile(locale=employer_locale)
    await organizations.change_organization(database, "northwind", profile)
    row = (await employer.invite(Guest("amara@example.org", "Amara", locale=guest))).rows[0]
    client = browser(**{"Accept-Language": header})
    page = await client.get(link(employer, row) + query)
    direction = "rtl" if spoken == "ar" else "ltr"
    assert f'<html lang="{spoken}" dir="{direction}">' in page.text
    assert page.headers["content-language"] == spoken


async def test_a_language_that_was_chosen_is_carried_on(client, path):
    opened = await client.post(f"{path}?lang=de")
    assert opened.headers["location"] == "/home?lang=de"
    home = await client.get("/home?lang=de", follow_redirects=True)
    assert '/start?lang=de"' in home.text


async def test_the_page_offers_every_language_by_its_own_name(client, path):
    page = (await client.get(path)).text
    for name in ("English", "Deutsch", "Español", "Français", "العربية"):
        assert name in page


async def test_below_a_path_of_the_public_address_everything_is_prefixed(services, browser, path):
    below = replace(services, links=Links(services.links.ring, "https://example.com/jobs"))
    client = browser(below)
    # A proxy takes the prefix away before the portal sees the request.
    opened = await client.post("https://example.com" + path)
    assert opened.headers["location"] == "/jobs/home"
    home = await client.get("https://example.com/home")
    assert home.headers["location"].startswith("/jobs/home/")
    briefing = await client.get("https://example.com" + home.headers["location"][5:])
    addresses = re.findall(r'(?:href|src|action)="(/[^"]*)"', briefing.text)
    assert len(addresses) > 4
    assert all(address.startswith("/jobs/") for address in addresses)
