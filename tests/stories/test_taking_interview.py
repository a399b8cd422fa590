"""The example interview: the browser dies while it records, and reviewers watch what was said."""

import os
import re
import signal
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import async_playwright, expect
from story_office import attempt_of
from story_taker import Taker, right_answers

pytestmark = [pytest.mark.browser, pytest.mark.slow]
INTERVIEW, CUT = "customer-support-interview", "upset-customer"
# The chunks that the browser keeps, of the take that was not sent completely.
_KEPT = """() => new Promise((resolve) => {
  const opening = indexedDB.open("muster-recordings");
  opening.onsuccess = () => {
    const all = opening.result.transaction("chunks").objectStore("chunks").getAll();
    all.onsuccess = () => {
      opening.result.close();
      resolve(all.result.map((one) => Array.from(new Uint8Array(one.bytes))));
    };
  };
})"""
_PLAYER = """(address) => new Promise((resolve, reject) => {
  const video = document.createElement("video");
  video.muted = true;
  video.addEventListener("loadedmetadata", () => resolve(video.duration));
  video.addEventListener("error", () => reject(video.error.message));
  video.src = address;
  document.body.append(video);
})"""
_SEEK = """async (to) => {
  const video = document.querySelector("video");
  const sought = new Promise((done) => video.addEventListener("seeked", done, { once: true }));
  video.currentTime = to;
  await sought;
  await video.play();
  return [video.currentTime, video.videoWidth];
}"""


@dataclass(frozen=True)
class Interviewed:
    """What was recorded: the attempt, and what the killed browser alone had."""

    attempt: str
    kept: list[bytes]
    recordings: dict[str, dict]


@pytest.fixture(scope="module")
async def interviewed(office, tmp_path_factory, whole_chromium) -> Interviewed:
    """Six answers, in the second of which the browser is killed while the recording is sent."""
    link = office.invite(INTERVIEW, "cleo.interview@example.com", "Cléo Ndiaye")
    profile = tmp_path_factory.mktemp("browser") / "profile"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch_persistent_context(profile, **whole_chromium)
        kept = await record_until_killed(browser, link, profile)
        browser = await playwright.chromium.launch_persistent_context(profile, **whole_chromium)
        attempt = await go_on_and_submit(browser, link)
        await browser.close()
    recordings = {one["question"]: one for one in office.recordings(attempt, 6)}
    return Interviewed(attempt, kept, recordings)


async def record_until_killed(browser, link: str, profile: Path) -> list[bytes]:
    taker = Taker(browser.pages[0], right_answers(INTERVIEW))
    page = taker.page
    await taker.open(link)
    await taker.start()
    await taker.record()
    await taker.go_on()
    # Shorter pieces than usual, so that the story is short.
    await page.locator("[data-recorder]").evaluate("(one) => { one.dataset.slice = 300; }")
    async with page.expect_response(re.compile(r"/chunks/1$")):
        await taker.begin_recording()
    await browser.set_offline(True)
    while len(kept := await page.evaluate(_KEPT)) < 3:
        await page.wait_for_timeout(100)
    os.kill(pid_of(profile), signal.SIGKILL)
    return [bytes(piece) for piece in kept]


def pid_of(profile: Path) -> int:
    """Return the process that is the browser of a profile; its children have a type."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().decode().split("\0")
        except OSError:
            continue
        if f"--user-data-dir={profile}" in words and not any(
            word.startswith("--type=") for word in words
        ):
            return int(folder.name)
    raise AssertionError("the browser does not run")


async def go_on_and_submit(browser, link: str) -> str:
    taker = Taker(browser.pages[0], right_answers(INTERVIEW))
    page = taker.page
    await taker.open(link)
    if not (await taker.look())["type"]:
        await taker.press_on("Continue here")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Question 2 of 6")
    await taker.expect_recorder("saved")
    await expect(page.locator("[data-note=cut]")).to_be_visible()
    await taker.go_on()
    await taker.walk()
    assert taker.met == {"video", "audio"}
    await taker.submit()
    return attempt_of(page.url)


async def test_every_answer_of_the_interview_has_arrived(office, interviewed):
    answers = office.answers(interviewed.attempt)
    assert answers.keys() == right_answers(INTERVIEW).keys()
    recordings = interviewed.recordings
    assert recordings.keys() == answers.keys()
    assert {one["take"] for one in recordings.values()} == {1}
    assert office.score(interviewed.attempt)["waiting"] == 6


async def test_what_the_killed_browser_had_not_sent_is_in_the_recording(office, interviewed):
    path = interviewed.recordings[CUT]["content"]
    with office.server.client(office.key) as client:
        original = client.get(path, params={"original": "true"}).content
    tail = b"".join(interviewed.kept)
    assert tail
    assert tail in original
    assert original.startswith(b"\x1a\x45\xdf\xa3")


async def test_reviewers_watch_a_recording_and_go_to_any_second_of_it(
    office, interviewed, open_page
):
    recording = interviewed.recordings[CUT]
    if recording["state"] != "ready":
        pytest.skip("without FFmpeg recordings are kept, and neither checked nor made seekable")
    page = await open_page(extra_http_headers={"X-API-Key": office.key})
    await page.goto(f"{office.server.url}/robots.txt")
    statuses = []
    page.on("response", lambda answer: statuses.append(answer.status))
    duration = await page.evaluate(_PLAYER, recording["content"])
    assert duration == pytest.approx(recording["duration_ms"] / 1000, abs=0.1)
    now, width = await page.evaluate(_SEEK, duration / 2)
    assert now >= duration / 2 - 0.1
    assert width == 640
    assert set(statuses) == {206}
