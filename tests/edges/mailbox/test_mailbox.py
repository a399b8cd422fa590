"""The demo's mailbox: what it shows, and to whom."""

import httpx2
import pytest

from muster.edges.letters import preview
from muster.edges.mailbox import build


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "20260302T093000Z-1.eml").write_bytes(preview("invitation", "ar"))
    (tmp_path / "20260302T093001Z-2.eml").write_bytes(preview("home", "de"))
    (tmp_path / "secret.txt").write_text("not a letter")
    return tmp_path


def visitor(folder, host: str = "127.0.0.1") -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=build(folder), client=(host, 50000))
    return httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")


async def test_letters_are_listed_newest_first(folder):
    page = (await visitor(folder).get("/mailbox")).text
    assert page.index("20260302T093001Z-2.eml") < page.index("20260302T093000Z-1.eml")
    assert "secret" not in page


async def test_a_letter_is_shown_with_its_link_and_its_html_apart(folder):
    client = visitor(folder)
    page = await client.get("/mailbox/20260302T093000Z-1.eml")
    assert 'href="https://muster.example.com/i/' in page.text
    html = await client.get("/mailbox/20260302T093000Z-1.eml/html")
    assert 'dir="rtl"' in html.text
    assert "sandbox" in html.headers["content-security-policy"]
    assert "script-src" not in html.headers["content-security-policy"]


async def test_an_empty_mailbox_says_what_to_do(tmp_path):
    page = (await visitor(tmp_path / "none").get("/mailbox")).text
    assert "Invite somebody" in page


@pytest.mark.parametrize("name", ["secret.txt", "..%2fsecret.txt", "nothing.eml", "%2e%2e"])
async def test_only_letters_of_the_folder_are_read(folder, name):
    answer = await visitor(folder).get(f"/mailbox/{name}")
    assert answer.status_code in {404, 307}
    assert "not a letter" not in answer.text


@pytest.mark.parametrize("path", ["", "/20260302T093000Z-1.eml", "/20260302T093000Z-1.eml/html"])
async def test_other_machines_see_nothing(folder, path):
    answer = await visitor(folder, "192.0.2.7").get(f"/mailbox{path}")
    assert answer.status_code == 403
