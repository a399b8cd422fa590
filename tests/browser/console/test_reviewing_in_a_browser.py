"""Reviewing in a browser: a recorded interview by keyboard, its name hidden until it is rated."""

import asyncio
import hashlib
import subprocess

import pytest
from playwright.async_api import expect

from muster.features import attempts, invitations, media, reports, reviews, tracks
from muster.features.attempts import Hold, Sitting
from muster.features.invitations import Guest
from muster.features.media import Incoming, Manifest
from muster.features.members import MemberRole
from takers import CONSENT, Taker, publish, start

INTERVIEW = """
key: counter
kind: interview
title: Talking at the counter
prompts:
  - id: p1
    record: video
    prompt: Introduce yourself.
    answer_seconds: 60
    rubric:
      - {criterion: Clarity, points: 2, look_for: Short sentences}
      - {criterion: Warmth, points: 2}
"""
TRACK = """
key: joining
kind: track
title: Joining the team
stages:
  - {activity: quiz, advance: decided}
  - review: A meeting
"""
_FILM = ["-f", "lavfi", "-i", "testsrc=d=8:s=160x90:r=5", "-f", "lavfi", "-i", "sine=d=8"]


@pytest.fixture(scope="module")
def film() -> bytes:
    """Eight seconds of WebM."""
    command = ["ffmpeg", "-v", "error", *_FILM, "-c:v", "libvpx", "-f", "webm", "pipe:1"]
    return subprocess.run(command, check=True, capture_output=True).stdout


async def record(house, film: bytes, guest: Guest) -> str:
    """Let somebody take the interview; return the report's name."""
    employer, services = house.employer, house.services
    database, clock = services.database, services.clock
    taker = await start(employer, "counter", guest)
    place = (taker.session, taker.attempt.uid)
    begun = await media.begin_take(database, Hold(*place, "p1", 1), "video/webm", clock)
    digest = hashlib.sha256(film).digest()
    sitting = Sitting(*place, 1)
    chunk = Incoming(sitting, begun.uid, 0, digest)
    await media.put_chunk(database, services.blobs, chunk, _body(film), clock)
    await media.complete_take(database, sitting, begun.uid, Manifest((digest,), 8000), clock)
    attempt = await taker.submit()
    await media.finish_takes(database, services.blobs, None, clock)
    await tracks.conclude(database, employer.organization.id, attempt.id, clock)
    view = await reports.read_report(database, employer.organization.id, str(attempt.id), clock)
    return view.report.typeid


async def _body(content: bytes):
    yield content


async def test_a_hidden_interview_is_rated_by_keyboard_then_decided_then_the_next(
    console_house, film
):
    house = console_house
    await publish(house.employer, INTERVIEW)
    await record(house, film, Guest("zofka@example.com", "Žofka Qwellon"))
    second = await record(house, film, Guest("bo@example.com", "Bo Lind"))
    organization = house.employer.organization.id
    await reviews.set_blind(
        house.employer.database,
        organization,
        ("counter", True),
        actor="member:mem_1",
        clock=house.employer.clock,
    )
    page = await house.page_of(MemberRole.RECRUITER)
    await page.goto(f"{house.address}/console/reviews")
    await house.check(page)
    await page.keyboard.press("n")
    await page.wait_for_url("**/reports/rep_*")
    assert "Qwellon" not in await page.content()
    await house.check(page)

    await page.keyboard.press("1")
    await plays(page, past=0)
    await page.keyboard.press(".")
    assert await page.evaluate("document.querySelector('audio').playbackRate") == 1.25
    await page.keyboard.press("ArrowRight")
    await plays(page, past=5)
    await page.get_by_role("link", name="Show the picture").click()
    await page.wait_for_selector("video")

    await page.get_by_role("group", name="Clarity").get_by_role("radio").first.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "Tab", "Space", "Tab"):
        await page.keyboard.press(key)
    await page.keyboard.type("To the point")
    await page.keyboard.press("Tab")
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="Žofka Qwellon", level=1).wait_for()
    await page.locator(".toast", has_text="Your rating is complete.").wait_for()
    assert await page.get_by_role("radio", name="1.5").first.is_checked()
    await house.check(page)

    await talk_and_decide(house, page)
    await page.locator("main h1").click()
    await page.keyboard.press("n")
    await page.wait_for_url(f"**/reports/{second}**")


async def talk_and_decide(house, page) -> None:
    """Change the rating without leaving the page, comment, decide, make a link."""
    await page.evaluate("window.stayed = true")
    await page.get_by_role("group", name="Warmth").get_by_label("2", exact=True).check()
    await page.get_by_role("button", name="Change my rating").press("Enter")
    await page.locator(".earned", has_text="3.5 of 4 points").wait_for()
    assert await page.evaluate("window.stayed")

    await page.get_by_role("textbox", name="Write a comment").fill("Let us meet her.")
    await page.get_by_role("button", name="Comment").press("Enter")
    await page.locator(".thread", has_text="Let us meet her.").wait_for()
    await page.get_by_role("radio", name="Pass on").press("Space")
    await page.get_by_role("textbox", name="Why").last.fill("Best of the week")
    await page.get_by_role("button", name="Decide").press("Enter")
    await page.locator("#decision .said", has_text="Best of the week").wait_for()
    await page.get_by_role("button", name="Make a link").press("Enter")
    await page.locator(".url").wait_for()
    await house.check(page)


async def test_a_track_is_moved_along_on_its_board_by_keyboard(console_house):
    house = console_house
    employer = house.employer
    await publish(employer, TRACK)
    for name in ("Inés Duarte", "Bo Lind"):
        await wait_in_the_first_stage(employer, name)
    page = await house.page_of(MemberRole.RECRUITER)
    await page.goto(f"{house.address}/console/reviews/tracks/joining")
    await house.check(page)
    await page.locator(".ticket").first.focus()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("d")
    dialog = page.get_by_role("dialog", name="Reject: Bo Lind")
    await dialog.wait_for()
    assert await house.complaints_of_axe(page) == []
    await page.keyboard.type("Too few hours")
    await dialog.get_by_role("button", name="Reject").press("Enter")
    await page.locator(".lane.out .ticket", has_text="Bo Lind").wait_for()
    await page.get_by_role("button", name="Undo").press("Enter")
    await page.locator(".toast", has_text="1 decision was taken back.").wait_for()
    await expect(page.locator(".lane.out .ticket")).to_have_count(0)
    for name in ("Inés Duarte", "Bo Lind"):
        await page.get_by_role("checkbox", name=f"Choose {name}").check()
    await page.locator("#bulk").get_by_role("button", name="Advance").click()
    await page.get_by_role("dialog").get_by_role("button", name="Advance").press("Enter")
    await page.locator(".lane", has_text="2 · A meeting").locator(".ticket").nth(1).wait_for()
    for path in ("decisions", "requests", "tracks", "names"):
        await page.goto(f"{house.address}/console/reviews/{path}")
        await house.check(page)


async def plays(page, past: float) -> None:
    """Wait until the recording is past a second; the policy lets no test evaluate on the page."""
    for _ in range(1200):
        if await page.evaluate("document.querySelector('audio').currentTime") > past:
            return
        await asyncio.sleep(0.05)
    raise TimeoutError


async def wait_in_the_first_stage(employer, name: str) -> None:
    guest = Guest(f"{name.split(maxsplit=1)[0].lower()}@example.com", name)
    track = employer.activities["joining"]
    (row,) = (await employer.invite(guest, activities=(track,))).rows
    organization, clock = employer.organization.id, employer.clock
    claim = row.invitation.claim(organization)
    session = await invitations.open_link(employer.database, claim, None, clock)
    progress = await tracks.start(employer.database, session, row.invitation.uid, clock)
    child = await invitations.find_invitation(
        employer.database, organization, str(progress.present.child.id)
    )
    attempt = await attempts.start(employer.database, session, child.invitation.uid, CONSENT, clock)
    taker = Taker(employer, session, attempt)
    await taker.save("q1", "a")
    await taker.submit()
    await tracks.conclude(employer.database, organization, attempt.id, clock)
