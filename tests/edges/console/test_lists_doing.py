"""The lists over HTTP: what is done to many and taken back, and saved views."""

import html
import re
from datetime import timedelta

import pytest

from listed import boxes, invite, names, shown
from muster.features import delivery
from muster.features.members import MemberRole


@pytest.fixture
async def owner(browser):
    return await browser()


async def undo_of(page) -> str:
    return html.unescape(re.search(r'action="([^"]+/undo)"', page.text).group(1))


async def test_revoking_many_and_back(owner, employer):
    rows = await invite(employer, "One", "Two", "Done")
    await employer.change(
        "update invitation set state = 'completed' where id = $1", rows[2].invitation.id
    )
    page = await owner.get("/console/invitations")
    chosen = {"id": boxes(page), "query": "sort=name"}
    answer = await owner.post("/console/invitations/revoke", data=chosen, follow_redirects=True)
    assert answer.url.query == b"sort=name"
    assert "2 invitations were revoked. 1 was completed before." in answer.text
    assert await names(owner, "state=revoked") == ["Two", "One"]
    assert (
        await employer.fetch(
            "select from message where due_at is not null and kind = 'invitation'"
            " and reference = any($1::bigint[])",
            [row.invitation.id for row in rows[:2]],
        )
        == []
    )
    undone = await owner.post(await undo_of(answer), follow_redirects=True)
    assert "2 invitations are valid again." in undone.text
    assert await names(owner, "state=revoked") == []
    assert set(await names(owner, "letter=waiting&state=open")) == {"One", "Two"}
    again = await owner.post(await undo_of(answer))
    assert again.status_code == 409


async def test_extending_many_and_back(owner, employer):
    rows = await invite(employer, "One", "Two")
    before = [row.invitation.expires_at for row in rows]
    ends = "select expires_at from invitation order by id"
    chosen = {"all": "yes", "query": "", "by": "days", "days": "7"}
    answer = await owner.post("/console/invitations/extend", data=chosen, follow_redirects=True)
    assert "2 invitations were extended." in answer.text
    assert [row[0] for row in await employer.fetch(ends)] == [
        end + timedelta(days=7) for end in before
    ]
    await owner.post(await undo_of(answer))
    assert [row[0] for row in await employer.fetch(ends)] == before
    for wrong in (
        {"by": "days", "days": "0"},
        {"by": "until", "until": "2020-01-01"},
        {"by": "until"},
    ):
        answer = await owner.post(
            "/console/invitations/extend", data={"all": "yes", **wrong}, follow_redirects=True
        )
        assert 'class="toast warn"' in answer.text
    assert [row[0] for row in await employer.fetch(ends)] == before


async def test_sending_many_letters_again(owner, employer):
    rows = await invite(employer, "One", "Two")
    await employer.change("update message set state = 'accepted', due_at = null, ended_at = now()")
    answer = await owner.post(
        "/console/invitations/resend", data={"all": "yes", "query": "q=one"}, follow_redirects=True
    )
    assert "1 letter is on its way." in answer.text
    assert "/undo" not in answer.text
    waiting = await delivery.waiting(
        (await employer.fetch("select 1")) and employer.database.connection,
        employer.organization.id,
        kind="invitation",
        references=[row.invitation.id for row in rows],
    )
    assert list(waiting) == [rows[0].invitation.id]


async def test_views_are_saved_shared_and_taken_back(browser, owner, employer):
    await invite(employer, "One", "Two")
    view = {"list": "invitations", "query": "q=one", "name": "Only <one>", "shared": "yes"}
    saved = await owner.post("/console/views", data=view, follow_redirects=True)
    assert shown(saved) == ["One"]
    assert "Only &lt;one&gt;" in saved.text
    name = re.search(r"view=(view_\w+)", str(saved.url)).group(1)
    recruiter = await browser(MemberRole.RECRUITER)
    assert "Only &lt;one&gt;" in (await recruiter.get("/console/invitations")).text
    foreign = await recruiter.post(f"/console/views/{name}", data=view)
    assert foreign.status_code == 404
    await recruiter.post(f"/console/views/{name}/first", data={"first": "yes"})
    assert shown(await recruiter.get("/console/invitations", follow_redirects=True)) == ["One"]
    assert len(shown(await recruiter.get("/console/invitations?view=all"))) == 2
    await owner.post(f"/console/views/{name}", data={"query": "q=two", "name": "Mine"})
    assert "Mine" not in (await recruiter.get("/console/invitations?view=all")).text
    removed = await owner.post(f"/console/views/{name}/remove", follow_redirects=True)
    assert "Mine" not in removed.text
    back = await owner.post(f"/console/views/{name}/restore", follow_redirects=True)
    assert "Mine" in back.text
    bad = await owner.post("/console/views", data={**view, "name": " "}, follow_redirects=True)
    assert 'class="toast warn"' in bad.text
