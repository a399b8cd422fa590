"""Settings about other systems, over HTTP."""

import re

from muster.base.ids import to_typeid
from muster.features import delivery, organizations, webhooks
from muster.features.delivery.senders.transcript import Transcript
from muster.features.members import MemberRole
from muster.features.webhooks import Wanted

KEYS = "/console/settings/keys"
HOOKS = "/console/settings/webhooks"
MAIL = "/console/settings/mail"


async def test_a_key_is_shown_once_and_works(browser, employer):
    client = await browser()
    assert "No key yet" in (await client.get(KEYS)).text
    form = await client.get(f"{KEYS}/new")
    assert 'value="candidates:erase">' in form.text
    page = await client.post(
        KEYS, data={"name": "<b>ATS</b>", "scope": ["reports:read"], "days": "30"}
    )
    text = re.search(r"muster_live_\w{44}", page.text)[0]
    assert "&lt;b&gt;ATS" in page.text
    caller = await organizations.authenticate(employer.database, text, employer.clock)
    assert [scope.value for scope in caller.key.scopes] == ["reports:read"]
    assert (caller.key.expires_at - employer.clock.now()).days == 30
    assert text not in (await client.get(KEYS)).text
    (event,) = await employer.fetch("select actor from event where type = 'key.created'")
    assert event["actor"].startswith("member:mem_")


async def test_a_key_without_name_or_rights_is_asked_for_again(browser):
    client = await browser()
    page = await client.post(KEYS, data={"name": "", "scope": ["reports:read"]})
    assert (page.status_code, 'aria-invalid="true"' in page.text) == (422, True)
    page = await client.post(KEYS, data={"name": "ATS"})
    assert page.status_code == 422
    assert "Choose at least one" in page.text
    assert 'value="ATS"' in page.text


async def test_a_key_is_replaced_and_ended(browser, employer):
    client = await browser()
    old = await employer.key()
    key = organizations.key_id_of(old)
    page = await client.post(f"{KEYS}/{key}/roll", data={"grace": "24"})
    assert re.search(r"muster_live_\w{44}", page.text)[0] != old
    assert "replaced, ends in 24 hours" in page.text
    answer = await client.post(f"{KEYS}/{key}/revoke")
    assert answer.status_code == 303
    page = await client.get(KEYS)
    assert "was revoked." in page.text
    assert ">revoked<" in page.text


async def test_keys_want_to_know_who_one_is(browser, employer):
    client = await browser()
    employer.clock.advance(minutes=11)
    answer = await client.post(KEYS, data={"name": "ATS", "scope": ["reports:read"]})
    assert "/console/confirm?next=" in answer.headers["location"]
    assert await employer.count("api_key") == 0


async def test_where_people_are_told_of_wants_to_know_who_one_is(browser, employer):
    """A webhook that leads elsewhere tells somebody else of everybody."""
    client = await browser()
    await client.post(HOOKS, data={"url": "https://hooks.example.com/x", "all": "yes"})
    (one,) = await employer.fetch("select uid from webhook_endpoint")
    employer.clock.advance(minutes=11)
    path = f"{HOOKS}/{to_typeid('whe', one['uid'])}/edit"
    for method in ("get", "post"):
        answer = await client.request(method, path, data={"url": "https://evil.example.org/"})
        assert "/console/confirm?next=" in answer.headers["location"]


async def test_an_auditor_sees_and_changes_nothing(browser, employer):
    client = await browser(MemberRole.AUDITOR)
    await employer.key()
    page = await client.get(KEYS)
    assert page.status_code == 200
    assert "<form" not in page.text.partition("<main")[2].partition("</main>")[0]
    assert (await client.post(KEYS, data={"name": "x"})).status_code == 403
    assert (await client.post(f"{MAIL}/test")).status_code == 403
    recruiter = await browser(MemberRole.RECRUITER)
    assert (await recruiter.get(KEYS)).status_code == 403


async def test_a_webhook_is_made_tested_changed_and_removed(browser, employer):
    client = await browser()
    assert "Nobody is told yet" in (await client.get(HOOKS)).text
    page = await client.post(HOOKS, data={"url": "http://127.0.0.1/x", "all": "yes"})
    assert page.status_code == 422
    form = {
        "url": "https://ats.example.com/in",
        "all": "no",
        "subject": ["report"],
        "events": "message.bounced",
    }
    page = await client.post(HOOKS, data=form)
    assert re.search(r"whsec_[\w+/=]{20,}", page.text)
    (one,) = await webhooks.list_endpoints(
        employer.database, employer.organization.id, employer.clock
    )
    assert one.events == {"report.*", "message.bounced"}
    path = f"{HOOKS}/{one.typeid}"
    answer = await client.post(f"{path}/ping")
    page = await client.get(answer.headers["location"])
    assert "webhook.ping" in page.text
    assert "under way" in page.text
    assert "webhook.ping" in (await client.get(f"{path}?state=waiting")).text
    assert "webhook.ping" not in (await client.get(f"{path}?state=dead")).text

    edit = await client.get(f"{path}/edit")
    assert 'value="report" checked' in edit.text
    await client.post(f"{path}/edit", data=form | {"description": "<i>ATS</i>", "all": "yes"})
    page = await client.get(path)
    assert "&lt;i&gt;ATS" in page.text
    assert "everything" in page.text
    await client.post(f"{path}/disable")
    assert "switched off" in (await client.get(path)).text
    await client.post(f"{path}/enable")
    assert (await client.post(f"{path}/replay", data={"span": "day"})).status_code == 303
    await client.post(f"{path}/remove")
    assert (await client.get(path)).status_code == 404


async def test_another_organizations_keys_and_webhooks_are_not_there(
    browser, other_employer, services
):
    theirs = await webhooks.create(
        other_employer.database,
        other_employer.organization.id,
        Wanted("https://other.example.com/"),
        actor="cli",
        terms=services.webhook_terms,
    )
    key = organizations.key_id_of(await other_employer.key())
    client = await browser()
    path = f"{HOOKS}/{theirs.endpoint.typeid}"
    for method, address in (
        ("GET", path),
        ("GET", f"{path}/edit"),
        ("POST", f"{path}/edit"),
        ("POST", f"{path}/roll"),
        ("POST", f"{path}/remove"),
        ("POST", f"{path}/enable"),
        ("POST", f"{path}/disable"),
        ("POST", f"{path}/ping"),
        ("POST", f"{path}/replay"),
        ("GET", f"{path}/calls/whc_01jrx0k0k0k0k0k0k0k0k0k0k0"),
        ("POST", f"{KEYS}/{key}/roll"),
        ("POST", f"{KEYS}/{key}/revoke"),
    ):
        assert (await client.request(method, address)).status_code == 404, address


async def test_a_test_letter_shows_the_conversation(browser, employer):
    client = await browser()
    page = await client.get(MAIL)
    assert "Send me a test letter" in page.text
    await client.post(f"{MAIL}/test")
    page = await client.get(MAIL)
    assert 'data-poll="1"' in page.text
    assert "owner@example.com" not in page.text

    class Refusing:
        async def connect(self, transcript: Transcript):
            transcript.said(b"MAIL FROM:<x>\r\n")
            transcript.heard(535, "5.7.8 <b>wrong</b> password")
            return delivery.outcomes.Answer(delivery.outcomes.Phase.LOGIN, 535, "")

    await delivery.carry_out_trial(employer.database, Refusing(), lambda _: None, employer.clock)
    page = await client.get(MAIL)
    assert "535 5.7.8 &lt;b&gt;wrong&lt;/b&gt; password" in page.text
    assert "the relay refused it" in page.text
    employer.clock.advance(minutes=3)
    await client.post(f"{MAIL}/test")
    employer.clock.advance(minutes=3)
    assert "nobody took it up" in (await client.get(MAIL)).text


async def test_a_lane_that_is_held_back_is_let_go(browser):
    client = await browser()
    page = await client.get(MAIL)
    assert "stands still" in page.text
    answer = await client.post(f"{MAIL}/resume")
    assert answer.status_code == 303
