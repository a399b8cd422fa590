"""The list of all pages of settings, for those who may open them."""

import pytest

from muster.features.members import MemberRole


@pytest.mark.parametrize("role", [MemberRole.OWNER, MemberRole.AUDITOR])
async def test_settings_list_their_pages(browser, role):
    client = await browser(role)
    page = await client.get("/console/settings")
    assert page.status_code == 200
    assert "/console/settings/organization" in page.text
    place = await client.get("/console/settings/organization")
    assert 'aria-current="page"' in place.text


async def test_settings_are_not_offered_to_those_who_may_not_open_them(browser):
    client = await browser(MemberRole.REVIEWER)
    assert "/console/settings/organization" not in (await client.get("/console")).text
    assert (await client.get("/console/settings/organization")).status_code == 403
