"""What an organization has chosen, on its pages of settings: seen, changed, taken back."""

from datetime import timedelta

import pytest

from muster.features import journal, organizations, privacy
from muster.features.invitations import Guest
from muster.features.members import MemberRole

PAGES = ("organization", "branding", "reminders", "retention")
S = "/console/settings"
MONTHS = {"keep": "months", "months": "6"}


async def organization_of(employer):
    return await organizations.find_organization(employer.database, employer.organization.slug)


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


GOOD = {
    "language": "de",
    "subject": "Hallo {{ name }}",
    "body": "Liebe(r) {{ name }},\n\n{{ link }}",
}


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


@pytest.mark.parametrize(
    ("page", "frame"),
    [("branding", "branding/letter"), ("letters/invitation", "letters/invitation/look")],
)
async def test_only_pages_with_a_letter_may_have_a_frame_and_nothing_runs_in_it(
    browser, page, frame
):
    owner = await browser()
    for path, may in ((page, True), ("organization", False)):
        policy = (await owner.get(f"{S}/{path}")).headers["content-security-policy"]
        assert ("frame-src 'self'" in policy) == may
        assert "frame-ancestors 'none'" in policy
    letter = (await owner.get(f"{S}/{frame}")).headers
    assert letter["content-type"] == "text/html; charset=utf-8"
    assert letter["x-frame-options"] == "SAMEORIGIN"
    for rule in ("default-src 'none'", "sandbox", "frame-ancestors 'self'"):
        assert rule in letter["content-security-policy"]
    assert "script-src" not in letter["content-security-policy"]


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


async def test_words_that_another_site_sends_along_are_not_shown(browser):
    owner = await browser(**{"sec-fetch-site": "cross-site"})
    query = GOOD | {"body": "Pay here {{ link }}"}
    shown = await owner.get(f"{S}/letters/invitation/look", params=query)
    assert "Pay here" not in shown.text


async def test_a_test_goes_to_the_member_alone(browser):
    owner = await browser()
    page = await owner.post(f"{S}/letters/reminder/test", data=GOOD)
    assert page.status_code == 200
    assert "owner@example.com" in page.text
    assert "Liebe(r)" in page.text


PROFILE = {
    "name": "Ọlá <script> & Söhne",
    "time_zone": "Asia/Kolkata",
    "locale": "de",
    "reply_to": "jobs@northwind.example.com",
    "contact": "+49 30 5550 0100",
    "window_days": "21",
}


async def test_the_profile_is_changed_and_what_is_left_empty_goes(browser, employer):
    owner = await browser()
    assert (await owner.post(f"{S}/organization", data=PROFILE)).status_code == 303
    now = await organization_of(employer)
    assert (now.name, now.time_zone, now.window_days) == (PROFILE["name"], "Asia/Kolkata", 21)
    page = await owner.get(f"{S}/organization")
    assert "Ọlá &lt;script&gt; &amp; Söhne" in page.text
    cleared = PROFILE | {"reply_to": "", "contact": "", "fragment_links": "yes"}
    assert (await owner.post(f"{S}/organization", data=cleared)).status_code == 303
    now = await organization_of(employer)
    assert (now.reply_to, now.contact, now.fragment_links) == (None, None, True)
    events = await journal.read_feed(
        employer.database, employer.organization.id, after=0, limit=100
    )
    changed = [one for one in events if one.type == "organization.changed"]
    assert changed[-1].data == {"what": ["reply_to", "contact", "fragment_links"]}
    assert changed[-1].actor.startswith("member:mem_")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", "x" * 201),
        ("time_zone", "Mars/Olympus"),
        ("locale", "xx"),
        ("reply_to", "nobody"),
        ("window_days", "0"),
        ("window_days", "soon"),
        ("contact", "a\u202eb"),
    ],
)
async def test_a_wrong_profile_is_shown_again_with_its_error(browser, employer, field, value):
    owner = await browser()
    page = await owner.post(f"{S}/organization", data=PROFILE | {field: value})
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    assert PROFILE["contact"] in page.text or field == "contact"
    assert (await organization_of(employer)).name == "Northwind Traders"


@pytest.mark.parametrize(
    ("wish", "changed"), [("#0b5fff", False), ("ffd400", True), ("#ffffff", True), ("red", None)]
)
async def test_a_colour_is_kept_readable_and_it_is_said_how(browser, employer, wish, changed):
    owner = await browser()
    looked = await owner.get(f"{S}/branding", params={"accent_color": wish})
    assert looked.text.count("to 1, at least 4.5 is needed") == 4
    saved = await owner.post(f"{S}/branding", data={"accent_color": wish})
    assert saved.status_code == (422 if changed is None else 303)
    if changed is None:
        assert 'id="accent_color-error"' in saved.text
        return
    assert (await organization_of(employer)).accent_color == f"#{wish.lstrip('#')}"
    assert ("so letters use #1d4ed8" in looked.text) == changed


RULES = {
    "before_0": "5",
    "unit_0": "days",
    "before_2": "12",
    "unit_2": "hours",
    "most": "3",
    "quiet_from": "20",
    "quiet_until": "9",
    "more_time": "grant",
    "more_time_days": "7",
}


async def test_reminders_are_drawn_and_saved(browser, employer):
    owner = await browser()
    drawn = await owner.get(f"{S}/reminders", params=RULES)
    assert drawn.text.count('<li class="reminder">') == 2
    assert (await owner.post(f"{S}/reminders", data=RULES)).status_code == 303
    now = await organization_of(employer)
    assert now.reminding.before == (timedelta(days=5), timedelta(hours=12))
    assert (now.reminding.quiet_from, now.more_time.text) == (20, "grant:7d")
    assert 'name="before_1" value="12"' in (await owner.get(f"{S}/reminders")).text


@pytest.mark.parametrize(
    "wrong",
    [{"before_0": "999999"}, {"before_0": "x"}, {"most": "11"}, {"more_time_days": "31"}],
)
async def test_wrong_rules_are_shown_again(browser, wrong):
    page = await (await browser()).post(f"{S}/reminders", data=RULES | wrong)
    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.text


async def test_who_would_go_is_said_before_retention_is_changed(browser, employer, clock):
    await employer.invite(Guest("old@example.org", "Old"), send=False)
    clock.advance(days=400)
    owner = await browser()
    assert (
        'id="months-error"'
        in (await owner.post(f"{S}/retention", data=MONTHS | {"months": "0"})).text
    )
    seen = await owner.get(f"{S}/retention", params=MONTHS)
    assert "<strong>1</strong>" in seen.text
    asked = await owner.post(f"{S}/retention", data=MONTHS)
    assert asked.status_code == 200
    assert "1 person would be erased in the coming night" in asked.text
    database, organization = employer.database, employer.organization.id
    assert await privacy.read_retention(database, organization) is None
    assert (await owner.post(f"{S}/retention", data=MONTHS | {"sure": "1"})).status_code == 303
    assert (await privacy.read_retention(database, organization)).months == 6
    assert (await owner.post(f"{S}/retention", data={"keep": "ever"})).status_code == 303
    assert await privacy.read_retention(database, organization) is None


async def test_who_is_on_hold_is_listed(browser, employer, clock):
    invited = await employer.invite(Guest("held@example.org", "<b>Held</b>"), send=False)
    reference = str(invited.good[0].invitation.candidate_id)
    words = (employer.database, employer.organization.id, reference, "A lawsuit")
    await privacy.hold(*words, actor="cli", clock=clock)
    page = await (await browser()).get(f"{S}/retention")
    assert "&lt;b&gt;Held&lt;/b&gt;" in page.text
    assert "A lawsuit" in page.text
    assert "/console/candidates/cand_" in page.text


async def test_retention_asks_who_one_is(browser, clock):
    owner = await browser()
    clock.advance(minutes=11)
    answer = await owner.post(f"{S}/retention", data=MONTHS)
    assert "/console/confirm" in answer.headers["location"]
