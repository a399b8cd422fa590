"""Lists in the console: checked, mended, carried out by the worker, and what became of them."""

import csv
import io
import re
from urllib.parse import urlsplit

from inviting_pages import error_of, follow, take

from muster.features import intake
from muster.features.members import MemberRole


async def test_a_pasted_list_is_checked_mended_and_carried_out(browser, employer, database, clock):
    client = await browser(MemberRole.RECRUITER)
    page, path = await take(client)
    assert "No letter can be sent to this address" in page.text
    assert "Go on with 2 people" in page.text
    problems = await client.get(f"{path}/check?show=problems")
    assert "row-2" in problems.text
    assert "row-1" not in problems.text
    mended = {"number": "2", "name": "Nora", "address": "nora@example.com", "language": "fr"}
    page = await follow(client, await client.post(f"{path}/row", data=mended))
    assert "Go on with 3 people" in page.text
    page = await follow(client, await client.post(f"{path}/leave-out", data={"number": "3"}))
    assert "Row 3 was left out." in page.text
    assert "Go on with 2 people" in page.text
    assert "Yes, invite them" in (await client.get(f"{path}/send")).text
    page = await follow(client, await client.post(f"{path}/send", data={"letters": "now"}))
    assert 'data-poll="1"' in page.text
    twice = await client.post(f"{path}/send", data={"letters": "now"})
    assert urlsplit(twice.headers["location"]).path == path
    assert await intake.carry_out(database, clock) == 2
    page = await client.get(path)
    assert "Of 3 rows 2 were invited." in page.text
    assert "data-poll" not in page.text
    assert await employer.count("message") == 2
    assert "A pasted list" in (await client.get("/console/invite/lists")).text


async def test_bar_sentence_and_file_say_the_same_of_a_duplicate(browser, database, clock):
    client = await browser(MemberRole.RECRUITER)
    _, path = await take(client, "Amara <a@example.com>\nBo <b@example.com>\nA <A@example.com>\n")
    await client.post(f"{path}/send", data={"letters": "now"})
    assert "1 / 3" in (await client.get(path)).text
    assert await intake.carry_out(database, clock) == 2
    page = await client.get(path)
    assert "Everybody was invited" in page.text
    assert "3 / 3" in page.text
    assert "Of 3 rows 2 were invited." in page.text
    assert re.search(r"<strong>1</strong>\s*<span[^>]*>on the list twice", page.text)
    rows = list(csv.reader((await client.get(f"{path}/results")).text.splitlines()))
    assert [row[3] for row in rows[1:]] == ["invited", "invited", "on the list twice"]
    assert rows[3][4] == "Row 1 has this address"
    assert "2 / 3" in (await client.get("/console/invite/lists")).text


async def test_the_result_is_a_file_that_no_spreadsheet_runs(browser, database, clock):
    client = await browser()
    _, path = await take(client)
    await client.post(f"{path}/send", data={"letters": "none"})
    await intake.carry_out(database, clock)
    answer = await client.get(f"{path}/results")
    assert answer.headers["content-disposition"].endswith('.csv"')
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["Row", "Name", "Address", "Result", "Reason"]
    assert [row[3] for row in rows[1:]] == ["invited", "cannot be invited", "invited"]
    assert rows[3][1] == "'=HYPERLINK(1)"
    german = await client.get(f"{path}/results", headers={"Accept-Language": "de"})
    rows = list(csv.reader(io.StringIO(german.content.decode("utf-8-sig"))))
    assert rows[0] == ["Zeile", "Name", "Adresse", "Ergebnis", "Grund"]
    assert rows[2][3:] == [
        "können nicht eingeladen werden",
        "An diese Adresse kann kein Brief gehen",
    ]
    links = (await client.get(f"{path}/links")).content.decode("utf-8-sig")
    assert links.count("https://muster.example.com/i/") == 2
    clock.advance(minutes=11)
    for name in ("results", "links"):
        assert "/console/confirm" in (await client.get(f"{path}/{name}")).headers["location"]


async def test_several_activities_are_one_letter_and_a_link_each(
    browser, employer, database, clock
):
    client = await browser()
    answer = await client.post(
        "/console/invite/paste",
        data={"activity": ["quiz", "talk"], "text": "Amara, amara@example.com"},
    )
    path = urlsplit(answer.headers["location"]).path.removesuffix("/check")
    assert "One letter, with one link" in (await client.get(f"{path}/send")).text
    await client.post(f"{path}/send", data={"letters": "now", "together": "yes"})
    await intake.carry_out(database, clock)
    assert [row["kind"] for row in await employer.fetch("select kind from message")] == ["home"]
    rows = csv.reader((await client.get(f"{path}/links")).content.decode("utf-8-sig").splitlines())
    assert [len(row) for row in rows] == [7, 7]


async def test_a_list_can_wait_and_be_called_off(browser, database, clock):
    client = await browser()
    _, path = await take(client)
    late = await client.post(f"{path}/send", data={"letters": "later", "begin": "2020-01-01T09:00"})
    assert (late.status_code, error_of(late)) == (422, "This time has passed")
    later = {"letters": "later", "begin": "2026-03-09T09:00"}
    page = await follow(client, await client.post(f"{path}/send", data=later))
    assert "Waits for its time" in page.text
    page = await follow(client, await client.post(f"{path}/call-off"))
    assert "called off before anybody was invited" in page.text
    assert await intake.carry_out(database, clock) == 0
    page = await follow(client, await client.post(f"{path}/discard"))
    assert "The list was discarded." in page.text
