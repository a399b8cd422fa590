"""Asking for more time on the page of a link."""

from datetime import timedelta

import pytest

from muster.features import organizations
from muster.features.invitations import Guest
from muster.features.organizations import MoreTime, MoreTimeRule, Profile

LAST_HOUR = {"days": 13, "hours": 23}
OVER = {"days": 15}


@pytest.fixture
def ruled(employer):
    async def ruled(mode, days=3):
        profile = Profile(more_time=MoreTimeRule(MoreTime(mode), days))
        await organizations.change_organization(
            employer.database, employer.organization.slug, profile
        )

    return ruled


@pytest.mark.parametrize("later", [LAST_HOUR, OVER])
async def test_who_has_little_time_or_none_asks_once_and_waits(
    client, path, employer, clock, later
):
    assert "more-time" not in (await client.get(path)).text
    clock.advance(**later)
    assert 'href="?more-time"' in (await client.get(path)).text
    page = await client.get(f"{path}?more-time")
    assert page.status_code == 200
    assert "do you need more time" in page.text
    before = await employer.fetch("select * from invitation")
    asked = await client.post(f"{path}?more-time", data={"sentence": "My laptop\nbroke <b>."})
    assert "will read it and answer by mail" in asked.text
    assert "<textarea" not in asked.text
    again = await client.post(f"{path}?more-time", data={"sentence": "Please."})
    assert "will read it and answer by mail" in again.text
    (request,) = await employer.fetch("select * from more_time_request")
    assert (request["sentence"], request["state"]) == ("My laptop broke <b>.", "waiting")
    (notice,) = await employer.fetch("select * from message where kind = 'notice'")
    assert notice["recipient"] == "jobs@northwind.example.com"
    assert "My laptop broke" in notice["variables"]
    assert await employer.fetch("select * from invitation") == before


async def test_a_rule_grants_days_at_once_and_once(client, path, employer, clock, ruled):
    await ruled("grant", 5)
    clock.advance(**OVER)
    assert "You get 5 more days at once" in (await client.get(f"{path}?more-time")).text
    given = await client.post(f"{path}?more-time")
    assert "You have more time" in given.text
    assert (await client.post(path)).status_code == 303
    (letter,) = await employer.fetch("select * from message where kind = 'deadline'")
    (invitation,) = await employer.fetch("select * from invitation")
    assert invitation["expires_at"] == clock.now() + timedelta(days=5)
    assert invitation["expires_at"].isoformat() in letter["variables"]
    clock.advance(days=6)
    again = await client.post(f"{path}?more-time")
    assert "once only" in again.text
    assert (await employer.fetch("select * from invitation")) == [invitation]


async def test_where_it_is_not_given_nobody_is_led_to_it(client, path, employer, clock, ruled):
    await ruled("off")
    clock.advance(**OVER)
    page = await client.get(path)
    assert "?more-time" not in page.text
    assert "mailto:" in page.text
    refused = await client.post(f"{path}?more-time")
    assert "cannot be asked for here now" in refused.text
    assert not await employer.fetch("select * from more_time_request")


async def test_early_or_from_another_site_it_does_nothing(client, path, employer, clock):
    early = await client.post(f"{path}?more-time")
    assert "cannot be asked for here now" in early.text
    clock.advance(**OVER)
    forged = await client.post(f"{path}?more-time", headers={"sec-fetch-site": "cross-site"})
    assert forged.status_code == 403
    assert not await employer.fetch("select * from more_time_request")


async def test_on_the_page_of_a_home_link_each_invitation_asks_for_itself(
    client, employer, clock, home_link, invited
):
    guest = Guest(invited.candidate.address, invited.candidate.name)
    other = await employer.invite(guest, activities=(employer.activities["puzzle"],))
    path = home_link(employer, invited.candidate)
    clock.advance(**OVER)
    page = await client.get(path)
    for row in (invited, other.rows[0]):
        assert f'href="?more-time={row.invitation.uid}"' in page.text
    asked = await client.post(f"{path}?more-time={other.rows[0].invitation.uid}")
    assert "answer by mail" in asked.text
    (request,) = await employer.fetch("select * from more_time_request")
    assert request["invitation_id"] == other.rows[0].invitation.id
