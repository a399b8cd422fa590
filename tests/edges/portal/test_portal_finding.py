import pytest

from muster.edges.portal.entrance import find_token

URL = "https://muster.example.com"


@pytest.fixture
def token(path) -> str:
    return path.removeprefix("/i/")


@pytest.mark.parametrize(
    "form",
    [
        "{url}/i/{token}",
        "{token}",
        "  {url}/i/{token}.  ",
        "<{url}/i/{token}>",
        "{url}/i/{head}=\r\n{tail}",
        "{url}/i/{head}\n  {tail}",
        "{url}/#?sessionToken={token}",
        "{url}/%23?sessionToken={token}",
        "Open {url}/i/{token} before Friday",
    ],
)
async def test_a_pasted_link_is_found(client, token, form):
    pasted = form.format(url=URL, token=token, head=token[:20], tail=token[20:])
    answer = await client.post("/i/find", data={"link": pasted})
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/i/{token}"


@pytest.mark.parametrize("pasted", ["", "hello", "https://example.com/", "x" * 2000, "/i/\x00"])
async def test_what_is_no_link_is_said_beside_the_field(client, pasted):
    answer = await client.post("/i/find", data={"link": pasted})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text


async def test_a_form_that_is_too_large_is_refused(client):
    assert (await client.post("/i/find", data={"link": "x" * 20_000})).status_code == 413


@pytest.mark.parametrize("address", ["/?sessionToken={}", "/%23?sessionToken={}"])
async def test_a_fragment_that_became_a_query_still_leads_to_the_link(client, token, address):
    answer = await client.get(address.format(token))
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/i/{token}"


async def test_the_door_works_without_a_script(client):
    door = await client.get("/")
    assert door.status_code == 200
    assert "<noscript>" in door.text
    assert 'action="/i/find"' in door.text


def test_upper_case_of_a_gateway_is_undone():
    assert find_token("HTTPS://MUSTER.EXAMPLE.COM/I/" + "AB" * 24) == "ab" * 24
