"""Links that show a report: they end, are revoked, and every look by them is noted."""

import json
from datetime import timedelta

import pytest
from report_reading import read, settled, share

from muster.base.signing import LinkClaim, LinkKind
from muster.features import journal, media, reports
from muster.features.catalog import UnknownImageError
from muster.features.reports import (
    LifetimeError,
    ShareExpiredError,
    ShareRevokedError,
    Sight,
    UnknownReportError,
    UnknownShareError,
    agent_word,
)

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"
EDGE = CHROME + " Edg/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Mobile/15E148 Safari/604.1"


@pytest.fixture
async def attempt(employer):
    return await settled(employer)


@pytest.fixture
async def link(employer, attempt) -> reports.Share:
    return await share(employer, attempt.typeid)


async def look(employer, claim, agent="firefox", **more) -> reports.ReportView:
    return await reports.open_share(employer.database, claim, employer.clock, agent, **more)


async def revoke(employer, attempt, name) -> reports.Share:
    return await reports.revoke_share(
        employer.database,
        employer.organization.id,
        attempt.typeid,
        name,
        actor="key:test",
        clock=employer.clock,
    )


async def details(employer, attempt, link):
    return await reports.read_share(
        employer.database, employer.organization.id, attempt.typeid, link.typeid
    )


async def facts(employer) -> list:
    events = await journal.read_feed(
        employer.database, employer.organization.id, after=0, limit=1000
    )
    return [
        (event.type.removeprefix("report."), event.actor, event.data)
        for event in events
        if event.type in {"report.shared", "report.viewed", "report.share_revoked"}
    ]


async def test_whoever_has_the_link_sees_the_report(employer, attempt, link):
    assert link.claim == LinkClaim(LinkKind.REPORT, employer.organization.id, link.id, 1)
    assert link.expires_at == employer.clock.now() + timedelta(hours=1)
    assert await look(employer, link.claim) == await read(employer, attempt.id)


async def test_every_look_is_noted_with_its_time_and_program(employer, attempt, link):
    times = []
    for agent, what in (("firefox", Sight.PAGE), ("bot", Sight.PAGE), ("firefox", Sight.PDF)):
        times.append(employer.clock.now())
        await look(employer, link.claim, agent, what=what)
        employer.clock.advance(seconds=5)

    found, views = await details(employer, attempt, link)
    assert (found.views, found.viewed_at) == (3, times[2])
    assert [(view.viewed_at, view.agent, view.what) for view in views] == [
        (times[2], "firefox", "pdf"),
        (times[1], "bot", "page"),
        (times[0], "firefox", "page"),
    ]


async def test_events_tell_of_a_link_and_of_looks_ten_minutes_apart(employer, attempt, link):
    await look(employer, link.claim)
    await look(employer, link.claim)
    employer.clock.advance(minutes=10)
    await look(employer, link.claim)
    await revoke(employer, attempt, link.typeid)
    await revoke(employer, attempt, link.typeid)

    seen = ("viewed", f"share:{link.typeid}")
    data = {"share": link.typeid, "agent": "firefox", "what": "page"}
    assert await facts(employer) == [
        (
            "shared",
            "key:test",
            {"share": link.typeid, "expires_at": link.expires_at.isoformat()},
        ),
        (*seen, data),
        (*seen, data),
        ("share_revoked", "key:test", {"share": link.typeid}),
    ]
    assert "amara" not in json.dumps(await facts(employer))


async def test_a_link_ends_by_itself(employer, link):
    employer.clock.advance(minutes=59, seconds=59)
    await look(employer, link.claim)
    employer.clock.advance(seconds=1)
    with pytest.raises(ShareExpiredError):
        await look(employer, link.claim)


async def test_a_revoked_link_shows_nothing_and_the_others_do(employer, attempt, link):
    other = await share(employer, attempt.id, 15)
    revoked = await revoke(employer, attempt, link.typeid)
    assert revoked.revoked_at == employer.clock.now()
    with pytest.raises(ShareRevokedError):
        await look(employer, link.claim)
    await look(employer, other.claim)
    listed = await reports.list_shares(employer.database, employer.organization.id, attempt.typeid)
    assert [(one.id, one.views, one.revoked_at is None) for one in listed] == [
        (other.id, 1, True),
        (link.id, 0, False),
    ]


@pytest.mark.parametrize("minutes", [0, 14.99, 1440.01, -60, 100_000])
async def test_a_link_lives_for_15_minutes_to_24_hours(employer, attempt, minutes):
    with pytest.raises(LifetimeError):
        await share(employer, attempt.id, minutes)
    assert await employer.count("report_share") == 0


async def test_links_are_of_ones_own_reports(employer, other_employer, attempt, link):
    for changed in (
        {"kind": LinkKind.INVITATION},
        {"organization": other_employer.organization.id},
        {"organization": 4_000_000_000},
        {"subject": link.id + 1},
        {"version": 0},
    ):
        claim = LinkClaim(**{**_fields(link.claim), **changed})
        with pytest.raises(UnknownShareError):
            await look(employer, claim)
    with pytest.raises(UnknownReportError):
        await share(other_employer, attempt.typeid)
    with pytest.raises(UnknownShareError):
        await revoke(employer, await settled(employer, {}, activity="quiz"), link.typeid)


def _fields(claim: LinkClaim) -> dict:
    return {name: getattr(claim, name) for name in ("kind", "organization", "subject", "version")}


async def test_a_link_shows_nothing_beside_its_report(employer, link):
    args = (employer.database, link.claim)
    with pytest.raises(media.UnknownTakeError):
        await reports.open_shared_recording(*args, "rec_" + "0" * 26, employer.clock, "firefox")
    with pytest.raises(media.UnknownFileError):
        await reports.open_shared_file(*args, "file_" + "0" * 26, employer.clock, "firefox")
    with pytest.raises(UnknownImageError):
        await reports.open_shared_image(*args, "0" * 64, employer.clock)


@pytest.mark.parametrize(
    ("given", "word"),
    [
        (FIREFOX, "firefox"),
        (CHROME, "chrome"),
        (EDGE, "edge"),
        (IPHONE, "safari phone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0.0.0 Mobile Safari/537.36", "chrome phone"),
        ("Mozilla/5.0 (compatible; Googlebot/2.1)", "bot"),
        ("curl/8.5.0", "bot"),
        ("", "unknown"),
        (None, "unknown"),
        ("ünïcode\x00" * 10_000, "unknown"),
    ],
)
def test_programs_are_told_apart_coarsely(given, word):
    assert agent_word(given) == word
