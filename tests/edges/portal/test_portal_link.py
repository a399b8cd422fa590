from datetime import timedelta

import pytest

from muster.features import invitations
from muster.features.invitations import Change, Guest, Window

ACTOR = {"actor": "key:test"}


async def test_landing_says_who_invites_whom_to_what_until_when(client, path):
    page = await client.get(path)
    assert page.status_code == 200
    for text in ("Northwind Traders", "Amara Okafor", "The quiz", "20 minutes", "1 question"):
        assert text in page.text
    assert "Monday, March 16, 2026, 10:30" in page.text
    assert "Central European" in page.text
    assert "14 days left" in page.text


async def test_looking_changes_nothing(client, path, snapshot):
    before = await snapshot()
    for method in ("GET", "HEAD", "GET", "OPTIONS"):
        await client.request(method, path)
    await client.get(f"{path}?lang=ar")
    assert await snapshot() == before


async def test_head_is_answered_like_get(client, path):
    assert (await client.head(path)).status_code == 200


async def test_opening_makes_a_session_and_leaves_the_token_behind(client, path):
    answer = await client.post(path)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/home"
    home = await client.get("/home", follow_redirects=True)
    assert "The quiz" in home.text
    assert path not in home.text


async def test_the_token_is_in_nothing_that_the_page_loads_or_says(client, path):
    token = path.removeprefix("/i/")
    page = await client.get(path)
    assert token not in page.text
    assert token not in str(page.headers)


async def test_opening_changes_the_session_and_notes_the_first_time(client, path, snapshot):
    before = await snapshot()
    await client.post(path)
    first = await snapshot()
    changed = {table for table in first if first[table] != before[table]}
    assert changed == {"portal_session", "portal_grant", "invitation", "event"}
    await client.post(path)
    again = await snapshot()
    changed = {table for table in again if again[table] != first[table]}
    assert changed <= {"portal_session", "portal_grant"}


async def test_a_storm_of_scanners_uses_nothing_up(browser, path, employer):
    everything = "select to_jsonb(invitation) - 'opened_at' from invitation"
    before = await employer.fetch(everything)
    for number in range(20):
        scanner = browser(address=f"198.51.100.{number}")
        await scanner.head(path)
        await scanner.get(path)
        assert (await scanner.post(path)).status_code == 303
        assert (await scanner.post(path)).status_code == 303
    assert await employer.fetch(everything) == before
    human = browser()
    assert (await human.get(path)).status_code == 200
    assert (await human.post(path)).status_code == 303


async def test_revoking_ends_link_and_session_on_the_next_request(
    client, path, database, employer, invited, clock
):
    await client.post(path)
    await invitations.revoke(
        database, employer.organization.id, str(invited.invitation.uid), **ACTOR, clock=clock
    )
    dead = await client.get(path)
    assert dead.status_code == 410
    assert "no longer works" in dead.text
    assert (await client.post(path)).status_code == 410
    assert "The quiz" not in (await client.get("/home")).text


async def test_rotating_ends_the_old_link_and_its_sessions_and_the_new_one_works(
    client, path, database, employer, invited, clock, services
):
    await client.post(path)
    view = await invitations.rotate(
        database, employer.organization.id, str(invited.invitation.uid), **ACTOR, clock=clock
    )
    assert (await client.get(path)).status_code == 410
    assert "The quiz" not in (await client.get("/home")).text
    claim = view.invitation.claim(employer.organization.id)
    assert (await client.post(services.links.url(claim))).status_code == 303
    assert "The quiz" in (await client.get("/home", follow_redirects=True)).text


async def test_an_expired_link_says_how_to_get_more_time_and_revives_when_extended(
    client, path, database, employer, invited, clock
):
    clock.advance(days=15)
    expired = await client.get(path)
    assert expired.status_code == 410
    assert "This invitation has expired" in expired.text
    assert 'href="?more-time"' in expired.text
    assert (await client.post(path)).status_code == 410
    change = Change(expires_at=clock.now() + timedelta(days=3))
    await invitations.extend(
        database,
        employer.organization.id,
        str(invited.invitation.uid),
        change,
        **ACTOR,
        clock=clock,
    )
    assert (await client.post(path)).status_code == 303


async def test_a_link_that_opens_later_says_when_and_cannot_be_opened(
    client, employer, link, clock
):
    window = Window(opens_at=clock.now() + timedelta(days=2))
    row = (await employer.invite(Guest("bo@example.org", "Bo"), window=window)).rows[0]
    early = await client.get(link(employer, row))
    assert early.status_code == 200
    assert "not open yet" in early.text
    assert "Wednesday, March 4, 2026" in early.text
    assert "<button" not in early.text
    assert "set-cookie" not in (await client.post(link(employer, row))).headers
    clock.advance(days=2)
    assert (await client.post(link(employer, row))).status_code == 303


async def test_a_completed_invitation_thanks(client, path, employer, clock):
    await employer.change(
        "update invitation set state = 'completed', completed_at = $1", clock.now()
    )
    done = await client.get(path)
    assert done.status_code == 200
    assert "All done, thank you" in done.text
    assert "<button" not in done.text


async def test_a_started_invitation_can_be_continued_after_its_end(client, path, employer, clock):
    await employer.change("update invitation set state = 'started', started_at = $1", clock.now())
    clock.advance(days=20)
    assert "Continue" in (await client.get(path)).text
    assert (await client.post(path)).status_code == 303


async def test_a_home_link_lists_all_invitations_of_that_employer(client, employer, home_link):
    chosen = (employer.activities["quiz"], employer.activities["puzzle"])
    call = await employer.invite(Guest("di@example.org", "Di"), activities=chosen, together=True)
    path = home_link(employer, call.rows[0].candidate)
    page = await client.get(path)
    assert "2 invitations for you" in page.text
    await client.post(path)
    home = await client.get("/home")
    assert "The quiz" in home.text
    assert "The puzzle" in home.text


async def test_a_home_link_leaves_revoked_invitations_out(
    client, employer, home_link, database, clock
):
    chosen = (employer.activities["quiz"], employer.activities["puzzle"])
    call = await employer.invite(Guest("di@example.org", "Di"), activities=chosen, together=True)
    path = home_link(employer, call.rows[0].candidate)
    revoked = str(call.rows[0].invitation.uid)
    await invitations.revoke(database, employer.organization.id, revoked, **ACTOR, clock=clock)
    page = await client.get(path)
    assert "The quiz" not in page.text
    assert "The puzzle" in page.text


async def test_a_track_shows_its_steps(client, employer, link):
    path = employer.activities["path"]
    call = await employer.invite(Guest("di@example.org", "Di"), activities=(path,))
    page = (await client.get(link(employer, call.rows[0]))).text
    assert "3 steps" in page
    assert page.index("The quiz") < page.index("A short talk") < page.index("Conversation")


@pytest.mark.parametrize("tail", [".", ")", ",", "%3E", "%22", "%20", "%E2%80%9D", "%E3%80%82"])
async def test_what_stands_behind_a_link_in_a_text_does_not_break_it(client, path, tail):
    assert (await client.get(path + tail)).status_code == 200


async def test_the_host_header_is_never_believed(client, path):
    page = await client.get(path, headers={"Host": "evil.example.net"})
    opened = await client.post(path, headers={"Host": "evil.example.net"})
    assert "evil" not in page.text + opened.headers["location"]


async def test_a_page_with_all_it_loads_is_under_60_kilobytes(client, path):
    page = await client.get(path)
    loaded = [part.split('"')[0] for part in page.text.split('="/static/')[1:]]
    assert len(loaded) == 3
    files = [await client.get(f"/static/{name}") for name in loaded]
    assert len(page.content) + sum(len(file.content) for file in files) < 60_000
