"""From Start to thanks by plain forms, without any script."""

import re


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
