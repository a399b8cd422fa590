"""What an organization has chosen, on its pages of settings: seen, changed, taken back."""

import pytest

from muster.features import journal, organizations
from muster.features.members import MemberRole

PAGES = ("organization", "branding", "reminders", "retention")
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


GOOD = {"language": "de", "subject": "Hallo {{ name }}", "body": "Liebe(r) {{ name }},\n\n{{ link }}"}


async def test_an_own_text_is_kept_taken_back_and_restored(browser, employer):
    owner = await browser()
    path = f"{S}/letters/invitation"
    built_in = await owner.get(f"{path}?language=de")
    assert "lädt Sie hierzu ein" in built_in.text
    assert (await owner.post(path, data=GOOD)).status_code == 303
    page = await owner.get(f"{path}?language=de")
    assert "Liebe(r) {{ name }}" in page.text
    assert 'formaction="/console' not in (await owner.get(f"{S}/letters")).text
    taken = await owner.post(f"{path}/built-in", data={"language": "de"})
    assert taken.status_code == 303
    assert "lädt Sie hierzu ein" in (await owner.get(f"{path}?language=de")).text
    events = await journal.read_feed(
        employer.database, employer.organization.id, after=0, limit=100
    )
    (written, back) = [one for one in events if one.subject_kind == "letter_text"]
    assert written.actor.startswith("member:mem_")
    assert back.type == "letter_text.taken_back"
    restored = await owner.post(f"{path}/restore", data={"text": str(written.subject_id)})
    assert restored.status_code == 303
    assert "Liebe(r) {{ name }}" in (await owner.get(f"{path}?language=de")).text


async def test_what_is_wrong_with_a_text_is_said_and_what_was_typed_stays(browser):
    owner = await browser()
    bad = GOOD | {"body": "One\n\n{{ nmae }} <b> {{ link }}"}
    page = await owner.post(f"{S}/letters/invitation", data=bad)
    assert page.status_code == 422
    assert "Line 3: there is no “nmae”" in page.text
    assert "{{ nmae }} &lt;b&gt;" in page.text
    shown = await owner.post(f"{S}/letters/invitation/look", data=bad)
    assert "Line 3" in shown.text
    assert (await owner.get(f"{S}/letters/notice")).status_code == 404


@pytest.mark.parametrize("person", ["usual", "nameless", "long", "arabic", "hostile"])
async def test_a_text_is_looked_at_as_letters_of_all_kinds_of_people(browser, person):
    owner = await browser()
    query = GOOD | {"person": person, "shape": "day"}
    shown = await owner.get(f"{S}/letters/invitation/look", params=query)
    assert shown.status_code == 200
    assert "sandbox" in shown.headers["content-security-policy"]
    assert "<script" not in shown.text
    text = await owner.get(f"{S}/letters/invitation/look", params=query | {"shape": "text"})
    assert "Sent with Muster" in text.text or "Gesendet mit Muster" in text.text


async def test_a_test_goes_to_the_member_alone(browser, employer):
    owner = await browser()
    page = await owner.post(f"{S}/letters/reminder/test", data=GOOD)
    assert page.status_code == 200
    assert "owner@example.com" in page.text
    assert "Liebe(r)" in page.text
