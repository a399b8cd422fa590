import pytest

from muster.features import invitations


async def test_without_a_session_the_page_says_how_to_come_back(client):
    home = await client.get("/home")
    assert home.status_code == 200
    assert "Open the link in your mail" in home.text


async def test_one_open_invitation_leads_on_to_its_briefing(client, path, invited):
    await client.post(path)
    home = await client.get("/home")
    assert home.headers["location"] == f"/home/{invited.invitation.uid}/start"


async def test_a_revoked_invitation_is_shown_to_nobody(
    client, path, invited, database, employer, clock
):
    await client.post(path)
    uid = str(invited.invitation.uid)
    await invitations.revoke(database, employer.organization.id, uid, actor="key:test", clock=clock)
    start = await client.post(f"/home/{uid}/start")
    assert start.status_code == 404
    assert "Open the link in your mail" in start.text


@pytest.mark.parametrize("uid", ["nonsense", "00000000-0000-0000-0000-000000000000", "%00"])
async def test_start_of_nothing_says_how_to_come_back(client, path, uid):
    await client.post(path)
    assert (await client.post(f"/home/{uid}/start")).status_code == 404
    assert "Open the link in your mail" in (await client.get(f"/home/{uid}/start")).text


async def test_a_link_and_a_home_link_show_an_invitation_once(
    client, path, invited, employer, home_link
):
    await client.post(path)
    await client.post(home_link(employer, invited.candidate))
    home = await client.get("/home")
    assert home.headers["location"] == f"/home/{invited.invitation.uid}/start"


async def test_an_expired_invitation_on_the_page_cannot_be_started(client, path, clock):
    await client.post(path)
    clock.advance(days=14)
    home = (await client.get("/home")).text
    assert "Expired" in home
    assert "/start" not in home
