"""A question whose clock has not begun is read nowhere: not at a glance, not beside a mistake."""

import re

import pytest

from muster.features.invitations import Guest
from takers import publish

CLOCKED = """
key: clocked
kind: assessment
title: Against the clock
sections:
  - title: Open
    questions:
      - {id: free, type: short_text, prompt: Name a colour., points: 1, accept: [red]}
      - id: quick
        type: single_choice
        prompt: Which of these is a planet?
        points: 1
        options: {a: Mars, b: Marble}
        correct: a
        time_limit_seconds: 60
  - title: Closed
    time_limit_minutes: 5
    questions:
      - id: later
        type: single_choice
        prompt: Which of these is a river?
        points: 1
        options: {a: Nile, b: Nail}
        correct: a
"""
SECRETS = ("planet", "Marble", "river", "Nail")


def hidden(page, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', page.text)[1]


@pytest.fixture
async def attempt(client, employer, link) -> str:
    """The path of a started attempt with a clocked question and a clocked section."""
    activity = await publish(employer, CLOCKED)
    guest = Guest("amara@example.org", "Amara Okafor")
    (row,) = (await employer.invite(guest, activities=(activity,))).rows
    await client.post(link(employer, row))
    home = f"/home/{row.invitation.uid}/start"
    briefing = await client.get(home)
    form = {"consent": "yes", "version": hidden(briefing, "version"), "language": "en"}
    return (await client.post(home, data=form)).headers["location"]


def told(page) -> list[str]:
    return [secret for secret in SECRETS if secret in page.text]


async def test_the_review_does_not_tell_what_a_clock_guards(client, attempt):
    review = await client.get(f"{attempt}/review")
    assert "Name a colour." in review.text
    assert told(review) == []


async def test_the_review_tells_a_question_once_its_clock_runs(client, attempt):
    await client.post(f"{attempt}/2", data={"epoch": "1", "go": "open"})
    assert told(await client.get(f"{attempt}/review")) == ["planet"]


async def test_the_end_of_a_section_tells_its_questions(client, attempt):
    await client.post(f"{attempt}/section/2", data={"epoch": "1"})
    assert told(await client.get(f"{attempt}/section/2/end")) == ["river"]


@pytest.mark.parametrize("number", [2, 3])
async def test_an_answer_that_is_none_opens_nothing(client, attempt, number):
    form = {"epoch": "1", "revision": "0", "answer": "z", "go": "stay"}
    answer = await client.post(f"{attempt}/{number}", data=form)
    assert told(answer) == []
    assert answer.headers["location"] == f"{attempt}/{number}"


async def test_an_answer_that_is_none_is_shown_again_where_the_question_may_be(client, attempt):
    await client.post(f"{attempt}/2", data={"epoch": "1", "go": "open"})
    form = {"epoch": "1", "revision": "0", "answer": "z", "go": "stay"}
    answer = await client.post(f"{attempt}/2", data=form)
    assert answer.status_code == 422
    assert told(answer) == ["planet", "Marble"]
