import pytest

from muster.features import invitations


async def test_without_a_session_the_page_says_how_to_come_back(client):
    home = await client.get("/home")
    assert home.status_code == 200
    assert "Open the link in your mail" in home.text


async def test_start_says_honestly_that_nothing_was_started(client, path, invited, employer):
    await client.post(path)
    before = await employer.fetch("select * from invitation")
    start = await client.post(f"/home/{invited.invitation.uid}/start")
    assert start.status_code == 303
    page = await client.get(start.headers["location"])
    assert page.status_code == 200
    assert "Nothing was started and no clock is running." in page.text
    assert "Your link keeps working." in page.text
    assert await employer.fetch("select * from invitation") == before


async def test_start_of_a_revoked_invitation_leads_back_to_the_page(
    client, path, invited, database, employer, clock
):
    await client.post(path)
    uid = str(invited.invitation.uid)
    await invitations.revoke(database, employer.organization.id, uid, actor="key:test", clock=clock)
    assert (await client.post(f"/home/{uid}/start")).headers["location"] == "/home"


async def test_start_of_a_completed_invitation_leads_back_to_the_page(
    client, path, invited, employer, clock
):
    await client.post(path)
    await employer.change(
        "update invitation set state = 'completed', completed_at = $1", clock.now()
    )
    start = await client.post(f"/home/{invited.invitation.uid}/start")
    assert start.headers["location"] == "/home"
    home = (await client.get("/home")).text
    assert "Completed" in home
    assert "/start" not in home


@pytest.mark.parametrize("uid", ["nonsense", "00000000-0000-0000-0000-000000000000", "%00"])
async def test_start_of_nothing_leads_back_to_the_page(client, path, uid):
    await client.post(path)
    assert (await client.post(f"/home/{uid}/start")).headers["location"] == "/home"
    assert (await client.get(f"/home/{uid}/start")).headers["location"] == "/home"


async def test_a_link_and_a_home_link_show_an_invitation_once(
    client, path, invited, employer, home_link
):
    await client.post(path)
    await client.post(home_link(employer, invited.candidate))
    assert (await client.get("/home")).text.count("/start") == 1


async def test_an_expired_invitation_on_the_page_cannot_be_started(client, path, clock):
    await client.post(path)
    clock.advance(days=14)
    home = (await client.get("/home")).text
    assert "Expired" in home
    assert "/start" not in home
