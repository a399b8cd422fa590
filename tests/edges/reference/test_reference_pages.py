import re
from html.parser import HTMLParser

import httpx2
import pytest
from reference_samples import LIBRARY

from muster.edges import reference

SURFACES = ("native", "hiringbranch", "xobin", "micro1")
CHAPTERS = ("invitations", "reports", "webhooks")
EVERY_PAGE = (
    "/docs",
    *(f"/docs/{name}" for name in SURFACES),
    *(f"/docs/native/{name}" for name in CHAPTERS),
)


class Page(HTMLParser):
    """Collects what a page refers to."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.fragments, self.loads, self.links, self.inline = [], [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if "id" in found:
            self.ids.append(found["id"])
        if tag in {"script", "img"} or (tag == "link"):
            self.loads.append(found.get("src") or found.get("href"))
        if tag == "a":
            self.links.append(found["href"])
        if "style" in found or tag == "style" or any(name.startswith("on") for name in found):
            self.inline.append((tag, found))


@pytest.mark.parametrize("path", EVERY_PAGE)
async def test_each_surface_has_a_page_under_two_hundred_kilobytes(client, path):
    answer = await client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert len(answer.text) < 200_000


@pytest.mark.parametrize("path", EVERY_PAGE)
async def test_a_page_loads_only_its_own_files_and_they_are_there(client, path):
    page = Page((await client.get(path)).text)
    assert page.inline == []
    assert len(page.loads) == 3
    for address in page.loads:
        assert address.startswith("/hire/docs/static/")
        answer = await client.get(address.removeprefix("/hire"))
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("path", EVERY_PAGE)
async def test_every_place_a_page_points_to_is_on_it_once(client, path):
    page = Page((await client.get(path)).text)
    assert len(set(page.ids)) == len(page.ids)
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)


async def text_of(client, name):
    """Return the page of a surface with those of its chapters."""
    text = (await client.get(f"/docs/{name}")).text
    chapters = sorted(set(re.findall(rf'href="/hire(/docs/{name}/[a-z-]+)"', text)))
    return "".join([text, *[(await client.get(path)).text for path in chapters]])


async def test_a_long_surface_has_a_page_for_each_group_that_its_own_leads_to(client, documents):
    tags = {
        tag
        for item in documents["native"]()["paths"].values()
        for operation in item.values()
        for tag in operation["tags"]
    }
    page = Page((await client.get("/docs/native")).text)
    chapters = {link.partition("#")[0] for link in page.links if "/docs/native/" in link}
    assert chapters == {f"/hire/docs/native/{tag.lower().replace(' ', '-')}" for tag in tags}
    for link in page.links:
        address, _, place = link.removeprefix("/hire").partition("#")
        if "/docs/native/" in address:
            assert not place or place in Page((await client.get(address)).text).ids


@pytest.mark.parametrize("name", SURFACES)
async def test_every_operation_status_and_field_of_a_document_is_on_its_page(
    client, documents, name
):
    document = documents[name]()
    text = re.sub(r"<wbr>", "", await text_of(client, name))
    for path, item in document["paths"].items():
        assert f">{path}</code>" in text
        for operation in item.values():
            assert all(f">{status}</span>" in text for status in operation["responses"])
    fields = {
        field
        for schema in document.get("components", {}).get("schemas", {}).values()
        for field in schema.get("properties", {})
    }
    shown = set(re.findall(r'class="field"><code>([^<]+)</code>', text))
    assert fields - shown <= unused_fields(document)


def unused_fields(document):
    """Fields of schemas that no operation names: FastAPI declares its own error shape so."""
    schemas = document.get("components", {}).get("schemas", {})
    unused = [schemas.get(name, {}) for name in ("HTTPValidationError", "ValidationError")]
    return {field for schema in unused for field in schema.get("properties", {})}


async def test_commands_call_the_public_address(client):
    text = (await client.get("/docs/xobin")).text
    assert "curl https://muster.example.com/hire/api/v2/assessment/invite" in text


async def test_a_surface_links_to_its_own_document(client):
    assert 'href="/hire/api/v2/openapi.json"' in (await client.get("/docs/xobin")).text


async def test_nothing_in_a_document_can_bring_markup(services):
    app = reference.build(services, {"native": lambda: LIBRARY})
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        text = (await client.get("/docs/native")).text
        assert (await client.get("/docs/xobin")).status_code == 404
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


@pytest.mark.parametrize(
    "path", ["/docs/unknown", "/docs/static/none.css", "/docs/native/more", "/docs/xobin/more"]
)
async def test_what_is_not_there_gets_a_page_that_says_so(client, path):
    answer = await client.get(path)
    assert answer.status_code == 404
    assert 'href="/hire/docs"' in answer.text


async def test_another_method_is_refused_with_a_page(client):
    answer = await client.post("/docs")
    assert (answer.status_code, set(answer.headers["allow"].split(", "))) == (405, {"GET", "HEAD"})
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("path", [*EVERY_PAGE, "/docs/unknown"])
async def test_nothing_foreign_may_load_and_nothing_inline_run(client, path):
    headers = (await client.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


async def test_a_browser_that_has_the_page_is_not_sent_it_again(client):
    tag = (await client.get("/docs/native")).headers["etag"]
    again = await client.get("/docs/native", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_page_travels_compressed(client):
    path = "/docs/native/invitations"
    async with client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as answer:
        size = len(b"".join([part async for part in answer.aiter_raw()]))
        assert answer.headers["content-encoding"] == "gzip"
    assert size < 30_000


async def test_a_head_request_has_the_headers_only(client):
    answer = await client.head("/docs")
    assert (answer.status_code, answer.content) == (200, b"")
