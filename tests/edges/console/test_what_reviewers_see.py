"""What reviewers are not shown anywhere: addresses, and results of people whose names are hidden."""

import pytest

from muster.base.ids import to_typeid
from muster.features import delivery
from muster.features.invitations import Guest
from muster.features.members import MemberRole

ADDRESS = "amara@example.com"
AMARA = Guest(ADDRESS, "Amara Okafor")


@pytest.fixture
async def invited(employer):
    """Invite; return the paths of the person, and of the letter to them."""
    (row,) = (await employer.invite(AMARA)).rows
    (message,) = await employer.fetch("select uid from message")
    person = f"/console/candidates/{to_typeid('cand', row.candidate.uid)}"
    return person, f"{person}/letters/{to_typeid('msg', message['uid'])}"


async def test_reviewers_see_names_and_no_addresses(browser, employer, clock, invited):
    person, letter = invited
    await delivery.suppress(
        employer.database,
        employer.organization.id,
        [ADDRESS],
        reason="manual",
        actor="operator",
        now=clock.now(),
    )
    reviewer, auditor = await browser(MemberRole.REVIEWER), await browser(MemberRole.AUDITOR)
    for path in ("/console", "/console/invitations", "/console/candidates", person):
        page = await reviewer.get(path)
        assert "Amara Okafor" in page.text
        assert ADDRESS not in page.text
        assert "/letters/" not in page.text
        assert ADDRESS in (await auditor.get(path)).text
    for path in (letter, f"{letter}/html"):
        assert (await reviewer.get(path)).status_code == 403
        assert (await auditor.get(path)).status_code == 200


@pytest.mark.parametrize("page", ["invitations", "candidates"])
async def test_reviewers_find_nobody_by_address(browser, employer, page):
    await employer.invite(AMARA, Guest("zoe@example.com", "Zoë Brontë"))
    reviewer, recruiter = await browser(MemberRole.REVIEWER), await browser(MemberRole.RECRUITER)
    for words in (ADDRESS, "amara@", "zoe@example"):
        path = f"/console/{page}?q={words}"
        assert "Okafor" not in (await reviewer.get(path)).text
        assert "1 row" in (await recruiter.get(path)).text
    for words in ("OKA ama", "bronte"):
        assert "1 row" in (await reviewer.get(f"/console/{page}?q={words}")).text
