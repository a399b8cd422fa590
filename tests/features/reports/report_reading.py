"""Reports to read: settled attempts, and the verbs bound to their employer."""

from datetime import timedelta

from muster.features import reports
from muster.features.invitations import Guest
from takers import settle, take

ANSWERS = {"pick": ["a", "b", "d"], "sum": "12.5", "essay": "Dear …"}


async def settled(employer, answers=None, guest=None, activity="mixed"):
    """Take, submit and settle."""
    guest = guest or Guest("amara@example.com", "Amara Nwosu")
    attempt = await take(employer, activity, ANSWERS if answers is None else answers, guest)
    await settle(employer, attempt)
    return attempt


async def read(employer, reference) -> reports.ReportView:
    return await reports.read_report(
        employer.database, employer.organization.id, str(reference), employer.clock
    )


async def share(employer, reference, minutes=60) -> reports.Share:
    return await reports.share(
        employer.database,
        employer.organization.id,
        str(reference),
        timedelta(minutes=minutes),
        actor="key:test",
        clock=employer.clock,
    )
