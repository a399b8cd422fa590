"""Links into the console: by mail for one browser, the first one for any, and who may ask how often."""

import json
import re
from dataclasses import replace

import pytest

from members import browser_of, make_member, sign_in
from muster.edges.console.signing.browsers import browser_name
from muster.features import members
from muster.features.members import MemberRole

MAIL = "ana@example.com"


@pytest.fixture(autouse=True)
async def calm(database):
    """Nobody has tried anything yet, not even the browsers of other tests, which commit."""
    async with database.transaction() as connection:
        await connection.execute("delete from sign_in_pace")


@pytest.fixture
async def ana(employer):
    return await make_member(employer, MemberRole.RECRUITER, MAIL, "Ana <script>alert(1)</script>")


@pytest.fixture
def mailed(employer, services):
    """Return a function that finds the links that were mailed to an address."""

    async def mailed(address: str = MAIL, of=employer) -> list[str]:
        async with of.database.transaction(of.organization.id) as connection:
            rows = await connection.fetch(
                "select organization_id, variables::text as said from message "
                "where recipient = $1 order by id",
                address,
            )
        found = []
        for row in rows:
            link = json.loads(row["said"])["link"]
            claim = members.links.claim_of(row["organization_id"], link["subject"])
            found.append(services.links.url(claim).removeprefix("https://muster.example.com"))
        return found

    return mailed


async def ask(browser, address: str = MAIL, **fields):
    return await browser.post("/console/sign-in", data={"email": address, **fields})


@pytest.mark.usefixtures("ana")
async def test_a_mailed_link_lets_in_once_in_the_browser_that_asked(services, mailed):
    browser = browser_of(services)
    assert (await ask(browser, next="/console/account")).status_code == 200
    (link,) = await mailed()
    page = await browser.get(link)
    assert page.status_code == 200
    assert "&lt;script&gt;" in page.text
    assert "<script>alert" not in page.text
    entered = await browser.post(link)
    assert entered.status_code == 303
    assert entered.headers["location"].endswith("first-passkey?next=%2Fconsole%2Faccount")
    assert (await browser.get("/console/account")).status_code == 200
    assert (await browser.get(link)).status_code == 410
    assert (await browser.post(link)).status_code == 410


@pytest.mark.usefixtures("ana")
async def test_scanners_and_other_browsers_burn_nothing(services, mailed):
    browser, other = browser_of(services), browser_of(services)
    await ask(browser)
    (link,) = await mailed()
    for _ in range(2):
        assert (await other.head(link)).status_code == 409
        assert "another browser" in (await other.get(link)).text
        assert (await other.post(link)).status_code == 409
    assert (await browser.post(link)).status_code == 303


@pytest.mark.usefixtures("ana")
async def test_another_browser_is_sent_a_link_of_its_own(services, mailed):
    browser, other = browser_of(services), browser_of(services)
    await ask(browser)
    (link,) = await mailed()
    assert (await other.post(f"{link}/again")).status_code == 200
    _, new = await mailed()
    assert (await other.post(new)).status_code == 303
    assert (await browser.post(new)).status_code == 410


@pytest.mark.usefixtures("ana")
async def test_a_mailed_link_ends_after_ten_minutes(services, mailed, clock):
    browser = browser_of(services)
    await ask(browser)
    (link,) = await mailed()
    clock.advance(minutes=10)
    assert (await browser.post(link)).status_code == 410
    assert "Send me a new link" not in (await browser.get("/console/sign-in/nonsense")).text


@pytest.mark.usefixtures("ana")
async def test_the_answer_tells_nobody_who_is_a_member(services, mailed):
    known = await ask(browser_of(services))
    unknown = await ask(browser_of(services), "eva@example.com")
    assert known.status_code == unknown.status_code == 200
    assert known.text.replace(MAIL, "") == unknown.text.replace("eva@example.com", "")
    assert await mailed("eva@example.com") == []


@pytest.mark.parametrize("address", ["", "ana", "ana@", "a\r\nBcc: x@example.com"])
async def test_what_is_no_address_is_said_beside_its_field(services, address):
    page = await ask(browser_of(services), address)
    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.text


@pytest.mark.usefixtures("ana")
async def test_whoever_asks_too_often_waits(services, mailed, clock):
    browser = browser_of(services)
    for _ in range(5):
        assert (await ask(browser)).status_code == 200
    refused = await ask(browser, MAIL.upper())
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) == 180
    assert (await ask(browser, "eva@example.com")).status_code == 200
    clock.advance(minutes=3)
    assert (await ask(browser)).status_code == 200
    assert len(await mailed()) == 6


async def test_a_client_that_tries_everything_waits(services):
    browser = browser_of(services)
    found = [(await browser.post("/console/sign-in/x")).status_code for _ in range(121)]
    assert set(found[:120]) == {410}
    assert found[120] == 429


@pytest.mark.usefixtures("ana")
async def test_a_person_of_several_organizations_chooses(services, other_employer, mailed):
    there = await make_member(other_employer, MemberRole.AUDITOR, MAIL, "Ana")
    await sign_in(other_employer, there)
    browser = browser_of(services)
    await ask(browser)
    (link,) = await mailed(of=other_employer)
    page = (await browser.get(link)).text
    assert "Northwind Traders" in page
    assert "Southwind" in page
    uid = re.findall(r'name="member" value="(mem_\w+)"', page)[1]
    await browser.post(link, data={"member": uid})
    assert "Northwind Traders" in (await browser.get("/console/account")).text


async def test_a_removed_member_gets_no_letter_and_no_way_in(services, employer, ana, mailed):
    browser = browser_of(services)
    await ask(browser)
    (link,) = await mailed()
    await members.remove_member(
        employer.database,
        employer.organization.id,
        ana.uid,
        actor="operator",
        clock=employer.clock,
    )
    assert (await browser.post(link)).status_code == 410
    await ask(browser)
    assert len(await mailed()) == 1


async def first_link(services, employer, member) -> str:
    claim = await members.make_first_link(
        employer.database, employer.organization.id, member, employer.clock
    )
    return services.links.url(claim).removeprefix("https://muster.example.com")


async def test_a_first_link_opens_in_any_browser_once_and_a_new_one_replaces_it(
    services, employer, ana, clock
):
    old = await first_link(services, employer, ana.id)
    new = await first_link(services, employer, ana.id)
    assert (await browser_of(services).get(old)).status_code == 410
    clock.advance(hours=23)
    browser = browser_of(services)
    assert (await browser.get(new)).status_code == 200
    assert (await browser.post(new)).status_code == 303
    assert (await browser.get("/console")).status_code == 200
    ended = await browser_of(services).get(new)
    assert ended.status_code == 410
    assert "Send me a new link" in ended.text


async def test_whoever_opens_the_link_of_an_organization_without_owner_becomes_one(
    services, employer
):
    link = await first_link(services, employer, None)
    browser = browser_of(services)
    assert "You become an owner" in (await browser.get(link)).text
    wrong = await browser.post(link, data={"name": "Bo", "email": "bo"})
    assert wrong.status_code == 422
    assert 'value="Bo"' in wrong.text
    made = await browser.post(link, data={"name": "Bo", "email": "bo@example.com"})
    assert made.status_code == 303
    assert (await browser.get("/console/settings/members")).status_code == 200
    assert (await browser.get(link)).status_code == 410
    (owner,) = await members.list_members(employer.database, employer.organization.id)
    assert (owner.name, owner.role) == ("Bo", MemberRole.OWNER)


async def test_confirming_by_mail_confirms_the_session_that_is_there(
    services, employer, ana, mailed, clock
):
    browser = browser_of(services, await sign_in(employer, ana))
    clock.advance(minutes=11)
    page = await browser.get("/console/confirm?next=/console/account")
    assert "Is it you?" in page.text
    await browser.post("/console/confirm", data={"next": "/console/account"})
    (link,) = await mailed()
    entered = await browser.post(link)
    assert entered.headers["location"].endswith("/console/account")
    again = await browser.get("/console/confirm?next=/console/account")
    assert again.headers["location"].endswith("/console/account")
    found = await members.list_sessions(
        employer.database, employer.organization.id, ana, employer.clock
    )
    assert len(found) == 1


async def test_without_mail_the_page_says_what_to_do(services):
    page = await browser_of(replace(services, mail_configured=False)).get("/console/sign-in")
    assert "muster member link" in page.text


async def test_signing_out_ends_the_session(browser):
    client = await browser()
    answer = await client.post("/console/sign-out")
    assert answer.headers["location"].endswith("/console/sign-in")
    assert "You were signed out" in (await client.get("/console/sign-in")).text
    assert (await client.get("/console")).status_code == 303


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
            "Firefox on Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/142.0 Safari/537.36 Edg/142.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("curl/8", ""),
    ],
)
def test_people_recognize_their_browser(agent, name):
    assert browser_name(agent) == name
