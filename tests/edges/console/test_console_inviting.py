"""Inviting in the console: what people are invited to, one person, files, the letter."""

import re
from urllib.parse import urlsplit

import pytest
from inviting_pages import error_of, follow, take, upload

from muster.features.members import MemberRole

QUIZ = "/console/invite?activity=quiz"


async def test_an_activity_is_found_and_chosen(browser):
    client = await browser(MemberRole.RECRUITER)
    page = await client.get("/console/invite")
    assert "The quiz" in page.text
    assert "A short talk" in page.text
    found = await client.get("/console/invite/activity?q=tALk&kind=interview&back=/paste")
    assert "The quiz" not in found.text
    assert "/console/invite/paste?activity=talk" in found.text
    assert "Nothing fits" in (await client.get("/console/invite/activity?q=%3Cscript%3E")).text


async def test_one_person_is_invited_and_that_is_taken_back(browser, employer):
    client = await browser(MemberRole.RECRUITER)
    answer = await client.post(
        "/console/invite",
        data={"activity": "quiz", "name": "Amara <b>Okafor", "email": "amara@example.com"},
    )
    page = await follow(client, answer)
    assert "Amara &lt;b&gt;Okafor was invited." in page.text
    assert "/console/candidates/cand_" in page.text
    assert "https://muster.example.com/i/" in page.text
    undo = re.search(r'name="id0" value="(inv_\w+)"', page.text)[1]
    after = await follow(client, await client.post("/console/invite/undo", data={"id0": undo}))
    assert "was revoked;" in after.text
    assert (await employer.fetch("select state from invitation"))[0]["state"] == "revoked"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"email": "amara@@example.com"}, "Type a mail address"),
        ({"name": " "}, "Say who it is"),
        ({"name": "A\u202eB"}, "nobody can see"),
        ({"window": "days", "days": "0"}, "1 to 3,650 days"),
        ({"window": "date", "ends": "2026-03-29T02:30"}, "clocks go forward"),
        ({"window": "date", "ends": "2020-01-01T10:00"}, "has passed"),
        ({"window": "date"}, "Say a day and a time"),
    ],
)
async def test_what_is_wrong_stands_beside_its_field(browser, employer, said, words):
    client = await browser()
    form = {"activity": "quiz", "name": "Amara", "email": "amara@example.com"} | said
    page = await client.post("/console/invite", data=form)
    assert page.status_code == 422
    assert words in error_of(page)
    assert 'value="The quiz"' not in page.text
    assert await employer.count("invitation") == 0


async def test_inviting_again_says_what_it_did(browser, employer):
    client = await browser()
    form = {"activity": "quiz", "name": "Amara", "email": "amara@example.com", "letters": "none"}
    await client.post("/console/invite", data=form)
    page = await follow(client, await client.post("/console/invite", data=form))
    assert "was invited before" in page.text
    assert "/console/invite/undo" not in page.text
    assert await employer.count("message") == 0


async def test_a_cell_of_a_hundred_thousand_letters_is_a_problem_of_its_row(browser):
    client = await browser()
    content = b"name,mail\n" + b"x" * 100_000 + b",x@example.com\nBo,b@example.com\n"
    answer = await upload(client, content)
    path = urlsplit(answer.headers["location"]).path.removesuffix("/columns")
    page = await client.get(f"{path}/check")
    assert "longer than 200 letters" in page.text
    assert "Go on with 1 person" in page.text
    assert len(page.text) < 50_000


async def test_a_file_shows_its_columns_and_is_read_otherwise(browser):
    client = await browser()
    content = "Bewerber;Mail;Ort\nKäthe Brückner;kaethe@example.com;Köln\n".encode("cp1252")
    page = await follow(client, await upload(client, content, "Ämter.csv"))
    assert "Käthe Brückner" in page.text
    assert '<option value="cp1252" selected' in page.text
    assert '<option value="semicolon" selected' in page.text
    path = urlsplit(str(page.url)).path
    again = {"encoding": "cp1251", "separator": "semicolon", "header": "yes", "again": "yes"}
    assert "Kдthe" in (await follow(client, await client.post(path, data=again))).text
    said = {"encoding": "cp1252", "separator": "semicolon", "header": "yes"}
    wrong = await client.post(path, data=said | {"column": ["name", "name", ""]})
    assert wrong.status_code == 422
    assert "mail address" in wrong.text
    right = await client.post(path, data=said | {"column": ["name", "address", "metadata:ort"]})
    page = await follow(client, right)
    assert "Go on with 1 person" in page.text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Choose a file"),
        (b"PK\x03\x04" + bytes(5000), "Excel workbook"),
        (b"name,mail\nA\0,b\n,,,,,,,,\n", "not a text"),
        (b",".join([b"x"] * 100_000), "200 columns"),
        (b"a@example.com\n" * 5001, "5,000 at most"),
        (b"x" * (4 * 1024 * 1024 + 1), "larger than 4 MB"),
        (b"x" * (6 * 1024 * 1024), "larger than 4 MB"),
    ],
    ids=["empty", "zip", "nul", "wide", "long", "large", "larger"],
)
async def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(browser, content, words):
    answer = await upload(await browser(), content)
    assert answer.status_code == 422
    assert words in error_of(answer)


async def test_a_quote_that_nothing_closes_loses_nobody(browser):
    client = await browser()
    page = await follow(
        client, await upload(client, b'name,mail\n"A,a@example.com\nB,b@example.com\n')
    )
    assert "2 people" in page.text


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "ar"])
async def test_the_letter_is_shown_in_each_language(browser, language):
    client = await browser()
    address = f"?activity=quiz&language={language}"
    page = await client.get(f"/console/invite/letter{address}")
    assert page.status_code == 200
    assert "frame-src 'self'" in page.headers["content-security-policy"]
    alone = await client.get(f"/console/invite/letter/html{address}")
    assert "Northwind Traders" in alone.text
    assert "sandbox" in alone.headers["content-security-policy"]
    assert "frame-ancestors 'self'" in alone.headers["content-security-policy"]


async def test_a_test_goes_to_the_member_and_is_marked(browser, employer):
    client = await browser()
    form = {"activity": "quiz", "language": "de"}
    page = await follow(client, await client.post("/console/invite/letter/test", data=form))
    assert "A test is on its way to owner@example.com." in page.text
    (message,) = await employer.fetch("select * from message")
    assert (message["kind"], message["recipient"]) == ("test", "owner@example.com")


async def test_reviewers_do_not_invite_and_others_lists_are_not_there(browser, other_employer):
    client = await browser()
    _, path = await take(client)
    reviewer = await browser(MemberRole.REVIEWER)
    assert (await reviewer.get(QUIZ)).status_code == 403
    assert (await reviewer.post(f"{path}/send")).status_code == 403
    stranger = await browser(of=other_employer)
    for place in ("", "/check", "/send", "/columns", "/results", "/links"):
        assert (await stranger.get(f"{path}{place}")).status_code == 404
    for place in ("/row", "/leave-out", "/send", "/call-off", "/discard", "/columns"):
        assert (await stranger.post(f"{path}{place}", data={"number": "1"})).status_code == 404


async def test_nothing_odd_in_an_address_is_an_error_of_ours(browser):
    client = await browser()
    _, path = await take(client)
    for address in (
        "/console/invite/int_nonsense",
        f"{path}/check?after=%00&edit=9999999999&show=x",
        f"{path}/columns",
        "/console/invite/lists?after=99999999999999999999",
        "/console/invite/activity?before=-1&kind=x&back=//example.org",
        f"{QUIZ}&activity=%00&invited=inv_x",
        "/console/invite/letter?activity=quiz&language=xx",
    ):
        assert (await client.get(address)).status_code < 500, address
