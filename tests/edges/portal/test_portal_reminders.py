"""The page that stops reminders, and the one click of a mail program (RFC 8058)."""

import pytest

from muster.base.signing import LinkClaim, LinkKind

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def stop_path(services, employer, invited):
    claim = LinkClaim(LinkKind.REMINDERS, employer.organization.id, invited.invitation.id, 0)
    return "/u/" + services.links.url(claim).rpartition("/")[2]


async def test_looking_stops_nothing(client, stop_path, snapshot):
    before = await snapshot()
    for method in ("GET", "HEAD", "GET"):
        assert (await client.request(method, stop_path)).status_code == 200
    assert await snapshot() == before


async def test_one_click_stops_reminders_without_cookie_or_redirect(
    client, path, stop_path, employer
):
    answer = await client.post(stop_path, data=ONE_CLICK, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert "will not be reminded of" in answer.text
    again = await client.post(stop_path, data=ONE_CLICK)
    assert again.status_code == 200
    (invitation,) = await employer.fetch("select * from invitation")
    assert invitation["reminders_stopped_at"] is not None
    assert invitation["state"] == "pending"
    assert (await client.get(path)).status_code == 200
    events = await employer.fetch(
        "select type from event where type like 'invitation.reminders%' order by id"
    )
    assert [one["type"] for one in events] == ["invitation.reminders_stopped"]


async def test_the_page_stops_all_and_takes_it_back(client, stop_path, employer):
    page = await client.post(stop_path, data={"stop": "all"})
    assert "will not remind you of anything" in page.text
    assert await employer.fetch("select * from reminder_refusal")
    page = await client.post(stop_path, data={"stop": "none"})
    assert "No more reminders of this" in page.text
    assert not await employer.fetch("select * from reminder_refusal")
    (invitation,) = await employer.fetch("select * from invitation")
    assert invitation["reminders_stopped_at"] is None
    types = await employer.fetch(
        "select type from event where type like 'invitation.reminders%' order by id"
    )
    assert [one["type"] for one in types] == [
        "invitation.reminders_stopped",
        "invitation.reminders_allowed",
    ]


async def test_a_personal_link_stops_nothing_and_this_one_opens_nothing(client, path, stop_path):
    for wrong in (path.replace("/i/", "/u/"), stop_path.replace("/u/", "/i/"), "/u/x"):
        for answer in (await client.get(wrong), await client.post(wrong, data=ONE_CLICK)):
            assert answer.status_code == 404
