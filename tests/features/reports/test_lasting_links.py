"""The one link to a report that lasts for days, and the brief one."""

from datetime import timedelta

import pytest

from muster.features import reports
from muster.features.reports import LifetimeError, UnknownReportError
from takers import settle, take

DAYS = timedelta(days=7)


@pytest.fixture
async def attempt(employer):
    attempt = await take(employer, "mixed", {"sum": "12.5"})
    await settle(employer, attempt)
    return attempt


@pytest.fixture
def lasting(employer, attempt):
    async def lasting(*, purpose="vendor", life=DAYS, of=employer):
        ends_at = employer.clock.now() + life
        return await reports.lasting_share(
            employer.database,
            of.organization.id,
            attempt.typeid,
            reports.Promise(purpose, ends_at),
            actor="key:a",
            clock=employer.clock,
        )

    return lasting


async def test_it_is_the_same_for_a_purpose_and_may_last_longer(lasting, employer):
    first = await lasting()
    employer.clock.advance(hours=1)
    assert (await lasting(life=timedelta(days=1))).expires_at == first.expires_at
    longer = await lasting(life=timedelta(days=9))
    assert (longer.uid, longer.expires_at) == (
        first.uid,
        employer.clock.now() + timedelta(days=9),
    )
    assert (await lasting(purpose="another")).uid != first.uid
    assert await employer.count("report_share") == 2
    shared = await employer.fetch("select data from event where type = 'report.shared'")
    assert len(shared) == 2


async def test_what_would_have_ended_is_not_made(lasting, employer):
    assert await lasting(life=timedelta()) is None
    assert await employer.count("report_share") == 0


async def test_another_organization_has_no_such_report(lasting, other_employer):
    with pytest.raises(UnknownReportError):
        await lasting(of=other_employer)


@pytest.mark.parametrize(
    ("minutes", "good"), [(0.99, False), (1, True), (1440, True), (1441, False)]
)
async def test_a_brief_link_lives_for_a_minute_at_least(employer, attempt, minutes, good):
    call = reports.share_briefly(
        employer.database,
        employer.organization.id,
        attempt.typeid,
        timedelta(minutes=minutes),
        actor="key:a",
        clock=employer.clock,
    )
    if good:
        assert (await call).expires_at == employer.clock.now() + timedelta(minutes=minutes)
        return
    with pytest.raises(LifetimeError):
        await call
