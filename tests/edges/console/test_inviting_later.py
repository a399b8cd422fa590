"""One person who is invited later: scheduled, said when, stopped, or sent by the worker."""

import re
from urllib.parse import urlsplit

import pytest
from inviting_pages import error_of, follow

from muster.features import delivery, intake
from muster.features.members import MemberRole

LATER = {
    "activity": "quiz",
    "name": "Amara <b>Okafor",
    "email": "amara@example.com",
    "letters": "later",
    "begin": "2026-03-02T15:00",
}


async def test_one_person_waits_for_their_time_and_the_worker_sends_the_letter(
    browser, employer, database, clock
):
    client = await browser(MemberRole.RECRUITER)
    assert (
        "Later: the person is invited" in (await client.get("/console/invite?activity=quiz")).text
    )
    page = await follow(client, await client.post("/console/invite", data=LATER))
    assert "The invitation of Amara &lt;b&gt;Okafor was scheduled." in page.text
    assert "Waits for its time" in page.text
    assert re.search(r'leaves at this time: <time datetime="2026-03-02T1', page.text)
    path = urlsplit(str(page.url)).path
    assert await intake.carry_out(database, clock) == 0
    assert await employer.count("message") == 0
    clock.advance(hours=11)
    assert await intake.carry_out(database, clock) == 1
    assert [row["kind"] for row in await employer.fetch("select kind from message")] == [
        "invitation"
    ]
    page = await client.get(path)
    assert "Done" in page.text
    assert "<strong>1</strong>" in page.text
    assert "One person" in (await client.get("/console/invite/lists")).text


async def test_whoever_waits_can_be_stopped(browser, employer, database, clock):
    client = await browser(MemberRole.RECRUITER)
    page = await follow(client, await client.post("/console/invite", data=LATER))
    path = urlsplit(str(page.url)).path
    page = await follow(client, await client.post(f"{path}/call-off"))
    assert "It was called off before anybody was invited" in page.text
    clock.advance(hours=11)
    assert await intake.carry_out(database, clock) == 0
    assert await employer.count("invitation") == 0


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"begin": ""}, "Say a day and a time"),
        ({"begin": "2020-01-01T09:00"}, "This time has passed"),
        ({"email": "amara@@example.com"}, "Type a mail address"),
        ({"name": " "}, "Say who it is"),
        ({"window": "date", "ends": "2026-03-02T12:00"}, "has passed"),
    ],
)
async def test_what_is_wrong_about_a_later_time_leaves_nothing(browser, employer, said, words):
    page = await (await browser()).post("/console/invite", data=LATER | said)
    assert page.status_code == 422
    assert words in error_of(page)
    assert '<details class="more" open>' in page.text
    assert await employer.count("intake") == 0


async def test_who_gets_no_letter_is_said_at_once(browser, employer, database, clock):
    more = {"reason": "asked", "actor": "x", "now": clock.now()}
    await delivery.suppress(database, employer.organization.id, ["amara@example.com"], **more)
    page = await follow(client := await browser(), await client.post("/console/invite", data=LATER))
    assert page.text.count("No letter leaves: the address is on the suppression list.") == 2
