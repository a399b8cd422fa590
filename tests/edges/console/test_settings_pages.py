"""What an organization has chosen, on its pages of settings: seen, changed, taken back."""

import pytest

from muster.features import journal, organizations
from muster.features.members import MemberRole

PAGES = ("organization", "branding")
S = "/console/settings"


async def organization_of(employer):
    return await organizations.find_organization(
        employer.database, employer.organization.slug
    )


@pytest.mark.parametrize("page", PAGES)
async def test_owners_change_what_auditors_only_see(browser, page):
    owner, auditor = await browser(), await browser(MemberRole.AUDITOR)
    seen = await owner.get(f"{S}/{page}")
    assert seen.status_code == 200
    assert f'action="{S}/{page}' in seen.text
    seen = await auditor.get(f"{S}/{page}")
    assert seen.status_code == 200
    assert f'action="{S}/{page}' not in seen.text
    assert (await auditor.post(f"{S}/{page}")).status_code == 403
    for role in (MemberRole.RECRUITER, MemberRole.REVIEWER):
        assert (await (await browser(role)).get(f"{S}/{page}")).status_code == 403
