"""A track's pages by plain forms: the way, its first step, what comes after each, the end."""

import re

import pytest
from test_portal_taking import hidden

from muster.features import catalog, invitations, tracks
from muster.features.invitations import Guest

FILES = """
key: path
kind: track
title: The whole way
stages:
  - {activity: quiz}
  - {activity: puzzle, advance: decided}
  - review: A talk with the team
"""
AMARA = Guest("amara@example.org", "Amara Okafor", redirect_url="https://jobs.example.com/done")


@pytest.fixture
async def applied(employer):
    await catalog.import_files(
        employer.database,
        employer.organization.id,
        [catalog.SourceFile("path.yaml", FILES)],
        employer.clock,
    )
    row = (await employer.invite(AMARA, activities=(employer.activities["path"],))).rows[0]
    return row.invitation


@pytest.fixture
async def page(client, employer, applied, link) -> str:
    """Follow the link; the address of the track's page."""

    class Row:
        invitation = applied

    await client.post(link(employer, Row))
    return f"/home/{applied.uid}/track"


async def take(client, briefing: str):
    """Take a stage with one question from its briefing to its thanks."""
    shown = await client.get(briefing)
    form = {"consent": "yes", "version": hidden(shown, "version"), "language": "en"}
    attempt = (await client.post(briefing, data=form)).headers["location"]
    question = await client.get(f"{attempt}/1")
    form = {"epoch": hidden(question, "epoch"), "revision": "0", "answer": "a", "go": "next"}
    await client.post(f"{attempt}/1", data=form)
    review = await client.get(f"{attempt}/review")
    done = await client.post(
        f"{attempt}/submit", data={"submission_id": hidden(review, "submission_id")}
    )
    return await client.get(done.headers["location"])


async def test_the_home_of_a_track_is_its_page_and_looking_starts_nothing(client, page, employer):
    assert (await client.get("/home")).headers["location"] == page
    assert (await client.get(page.replace("track", "start"))).headers["location"] == page
    shown = await client.get(page)
    assert "You begin with “<bdi>The quiz</bdi>”" in shown.text
    assert "A talk with the team" in shown.text
    assert await employer.count("application") == 0


async def test_the_whole_way_through_a_track(client, page, employer, applied):
    begun = await client.post(page)
    briefing = begun.headers["location"]
    assert re.fullmatch(r"/home/[0-9a-f-]{36}/start", briefing)
    assert (await client.post(page)).headers["location"] == briefing
    assert "Step 1 of 3" in (await client.get(page)).text
    thanks = await take(client, briefing)
    assert "Your next step is open" in thanks.text
    (second,) = re.findall(r'href="(/home/[0-9a-f-]{36}/start)"', thanks.text)
    assert second != briefing
    thanks = await take(client, second)
    assert "’s turn" in thanks.text
    waiting = await client.get(page)
    assert "Step 2 of 3" in waiting.text
    assert "Being looked at" in waiting.text
    for _ in range(2):
        await tracks.decide(
            employer.database,
            employer.organization.id,
            tracks.Verdict(str(applied.id), tracks.Decision.ADVANCE),
            actor="key:a",
            clock=employer.clock,
        )
        employer.clock.advance(minutes=1)
    ended = await client.get(page)
    assert "There is nothing left for you to do." in ended.text
    assert 'href="https://jobs.example.com/done"' in ended.text


async def test_nobody_learns_of_a_rejection_from_the_page(client, page, employer, applied):
    await client.post(page)
    await tracks.decide(
        employer.database,
        employer.organization.id,
        tracks.Verdict(str(applied.id), tracks.Decision.REJECT),
        actor="key:a",
        clock=employer.clock,
    )
    shown = await client.get(page)
    assert "There is nothing left for you to do." in shown.text
    assert "reject" not in shown.text.lower()


async def test_strangers_and_revoked_links_see_nothing(client, browser, page, employer, applied):
    assert (await browser().get(page)).status_code == 404
    assert (await browser().post(page)).status_code == 404
    await client.post(page)
    child = (
        await tracks.read_progress(employer.database, employer.organization.id, str(applied.id))
    ).present.child
    await invitations.revoke(
        employer.database,
        employer.organization.id,
        str(applied.id),
        actor="key:a",
        clock=employer.clock,
    )
    for address in (page, f"/home/{child.uid}/start"):
        assert (await client.get(address)).status_code == 404


async def test_a_track_that_is_over_leads_home_and_another_site_starts_nothing(
    client, page, employer, clock
):
    elsewhere = await client.post(page, headers={"Origin": "https://evil.example"})
    assert elsewhere.status_code == 403
    clock.advance(days=15)
    assert (await client.get(page)).headers["location"] == "/home"
    over = await client.post(page)
    assert over.status_code == 303
    assert await employer.count("application") == 0


async def test_among_several_a_track_says_how_far_it_is(client, page, employer, link):
    await client.post(page)
    other = (await employer.invite(AMARA)).rows[0]
    await client.post(link(employer, other))
    shown = await client.get("/home")
    assert "Step 1 of 3" in shown.text
    assert f'href="{page}"' in shown.text
