"""From Start to thanks by plain forms, without any script."""

import re

import pytest

from muster.features import attempts


def hidden(page, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', page.text)[1]


async def start(client, path, invited) -> str:
    """Start the quiz and return the path of its attempt."""
    await client.post(path)
    briefing = await client.get(f"/home/{invited.invitation.uid}/start")
    form = {"consent": "yes", "version": hidden(briefing, "version"), "language": "en"}
    begun = await client.post(f"/home/{invited.invitation.uid}/start", data=form)
    assert begun.status_code == 303
    return begun.headers["location"]


async def test_the_whole_way_by_plain_forms(client, path, invited):
    attempt = await start(client, path, invited)
    hub = await client.get(attempt)
    assert hub.headers["location"] == f"{attempt}/1"
    page = await client.get(f"{attempt}/1")
    assert "Which of these is a vegetable?" in page.text
    assert "can help you now, too." in page.text
    form = {"epoch": hidden(page, "epoch"), "revision": "0", "answer": "a", "go": "next"}
    saved = await client.post(f"{attempt}/1", data=form)
    assert saved.headers["location"] == f"{attempt}/review"
    review = await client.get(f"{attempt}/review")
    assert "Every question has an answer." in review.text
    done = await client.post(
        f"{attempt}/submit", data={"submission_id": hidden(review, "submission_id")}
    )
    thanks = await client.get(done.headers["location"])
    assert "Thank you, your answers have arrived" in thanks.text


@pytest.fixture
async def attempt(client, path, invited) -> str:
    """The path of a started attempt of the quiz."""
    return await start(client, path, invited)


def put(client, attempt: str, **body):
    return client.put(f"{attempt}/answers/q1", json={"epoch": 1, "revision": 0} | body)


async def test_a_script_saves_and_hears_the_revision(client, attempt):
    saved = await put(client, attempt, value="a")
    assert saved.status_code == 200
    assert saved.json() == {
        "revision": 1,
        "saved_at": "2026-03-02T09:30:00+00:00",
        "late": False,
    }


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"value": "z"}, 422, "bad_answer"),
        ({"value": "a", "epoch": 7}, 409, "superseded"),
        ({"value": "a", "epoch": "1"}, 400, "bad_request"),
        ({"value": "a", "revision": -1}, 400, "bad_request"),
    ],
)
async def test_what_is_refused_says_why(client, attempt, body, status, code):
    refused = await put(client, attempt, **body)
    assert (refused.status_code, refused.json()["code"]) == (status, code)


async def test_a_script_hears_of_a_conflict_with_the_text_that_stands(client, attempt):
    await put(client, attempt, value="a")
    refused = await put(client, attempt, value="b")
    assert refused.status_code == 409
    said = refused.json()
    assert (said["code"], said["revision"], said["value"]) == ("conflict", 1, "a")


async def test_after_the_grace_a_script_hears_that_it_is_over(client, attempt, clock):
    clock.advance(minutes=20, seconds=31)
    refused = await put(client, attempt, value="a")
    assert (refused.status_code, refused.json()["code"]) == (410, "over")


async def test_a_plain_form_shows_both_texts_of_a_conflict(client, attempt):
    await put(client, attempt, value="a")
    form = {"epoch": "1", "revision": "0", "answer": "b", "go": "next"}
    page = await client.post(f"{attempt}/1", data=form)
    assert page.status_code == 409
    assert "This answer was also changed elsewhere" in page.text
    form["revision"] = hidden(page, "revision")
    assert (await client.post(f"{attempt}/1", data=form)).status_code == 303


async def test_the_clock_says_the_seconds_of_the_server(client, attempt, clock):
    clock.advance(minutes=5)
    said = (await client.get(f"{attempt}/clock?place=1")).json()
    assert (said["left"], said["section_left"], said["place_left"]) == (900, None, None)
    assert (said["state"], said["epoch"], said["mine"]) == ("running", 1, True)


async def test_a_second_browser_takes_over_and_the_first_is_told(client, browser, path, attempt):
    second = browser()
    await second.post(path)
    page = await second.get(attempt)
    assert "Continue on this device?" in page.text
    await second.post(f"{attempt}/claim")
    assert (await second.get(attempt)).headers["location"] == f"{attempt}/1"
    assert (await put(client, attempt, value="a")).json()["code"] == "superseded"
    form = {"epoch": "1", "revision": "0", "answer": "a", "go": "next"}
    assert (await client.post(f"{attempt}/1", data=form)).headers["location"] == attempt


async def test_when_the_time_is_up_answers_are_handed_in(client, attempt, clock):
    await put(client, attempt, value="a")
    clock.advance(minutes=21)
    assert (await client.get(f"{attempt}/1")).headers["location"] == attempt
    page = await client.get(attempt)
    assert "Everything that you saved is kept" in page.text
    form = {"submission_id": hidden(page, "submission_id")}
    thanks = await client.post(f"{attempt}/submit", data=form, follow_redirects=True)
    assert "Time is up: your answers were handed in" in thanks.text


async def test_submitting_twice_is_once(client, attempt, employer):
    form = {"submission_id": "x"}
    for _ in range(2):
        done = await client.post(f"{attempt}/submit", data=form)
        assert done.headers["location"] == f"{attempt}/thanks"
    assert (await client.get(attempt)).headers["location"] == f"{attempt}/thanks"
    submitted = await employer.fetch("select 1 from event where type = 'attempt.submitted'")
    assert len(submitted) == 1


async def test_signals_are_noted_and_odd_ones_refused(client, attempt, employer):
    noted = {"kind": "left_tab", "at": "2026-03-02T09:30:00Z", "seconds": 4.5, "item": "q1"}
    answer = await client.post(f"{attempt}/signals", json={"signals": [noted]})
    assert answer.status_code == 204
    assert await employer.fetch("select 1 from event where type = 'signal.left_tab'")
    for odd in ({"kind": "guilty"}, {"kind": "pasted", "at": "noon"}, "x"):
        refused = await client.post(f"{attempt}/signals", json={"signals": [odd]})
        assert (refused.status_code, refused.json()["code"]) == (400, "bad_request")


async def test_another_site_cannot_save_or_submit(client, attempt):
    for method, target in (("PUT", "answers/q1"), ("POST", "submit"), ("POST", "signals")):
        answer = await client.request(
            method, f"{attempt}/{target}", headers={"Sec-Fetch-Site": "cross-site"}
        )
        assert answer.status_code == 403


async def test_a_stranger_sees_and_saves_nothing(browser, attempt):
    stranger = browser()
    for page in ("", "/1", "/review", "/thanks", f"/images/{'0' * 64}"):
        assert (await stranger.get(attempt + page)).status_code == 404
    assert (await put(stranger, attempt, value="a")).json()["code"] == "no_seat"


@pytest.mark.parametrize("number", ["0", "2", "x", "99999999999999999999"])
async def test_there_are_no_other_questions(client, attempt, number):
    assert (await client.get(f"{attempt}/{number}")).status_code == 404


async def test_an_accommodation_is_asked_for_before_start(client, path, invited, employer):
    await client.post(path)
    address = f"/home/{invited.invitation.uid}"
    empty = await client.post(f"{address}/accommodation", data={"text": " "})
    assert empty.status_code == 422
    form = {"text": "Half as much time again, please."}
    page = await client.post(f"{address}/accommodation", data=form, follow_redirects=True)
    assert "Your request is with" in page.text
    assert await employer.count("accommodation_request") == 1


@pytest.mark.parametrize("step", ["", "?step=2", "?step=nonsense"])
async def test_practice_stores_nothing(client, path, invited, snapshot, step):
    await client.post(path)
    before = await snapshot()
    page = await client.get(f"/home/{invited.invitation.uid}/practice{step}")
    assert "Practice question" in page.text
    assert await snapshot() == before


async def test_a_break_stops_the_clock_until_the_button_ends_it(
    client, path, invited, employer, database, clock
):
    given = attempts.Accommodation(break_minutes=10)
    await attempts.set_accommodation(
        database,
        employer.organization.id,
        str(invited.candidate.id),
        given,
        actor="key:test",
        clock=clock,
    )
    attempt = await start(client, path, invited)
    page = await client.get(f"{attempt}/1")
    assert "Take a break" in page.text
    form = {"epoch": "1", "revision": "0", "answer": "a", "go": "break"}
    assert (await client.post(f"{attempt}/1", data=form)).headers["location"] == attempt
    clock.advance(minutes=4)
    paused = await client.get(attempt)
    assert "You are on a break" in paused.text
    assert "6 minutes" in paused.text
    assert (await client.get(f"{attempt}/1")).headers["location"] == attempt
    await client.post(f"{attempt}/break", data={"epoch": "1", "go": "resume"})
    assert (await client.get(f"{attempt}/clock")).json()["left"] == 1200
