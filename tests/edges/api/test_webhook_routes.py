"""Webhooks over the native API: made, shown without secrets, changed, tested, repeated."""

from dataclasses import replace

from pydantic import BaseModel, ConfigDict

from muster.edges.api import webhook_shapes as shapes
from muster.features.webhooks import AllowList

URL = "https://ats.example.com/hooks/muster?key=1"
CALLS = "select count(*) from webhook_call where state = 'waiting'"


def fits(model: type[BaseModel], answer) -> dict:
    """The answer, which has exactly what the document says."""
    assert answer.status_code == 200, answer.text
    strict = type(model.__name__, (model,), {"model_config": ConfigDict(extra="forbid")})
    strict.model_validate(answer.json(), strict=True)
    assert set(answer.json()) == set(model.model_fields)
    return answer.json()


async def create(client, **body) -> dict:
    return fits(shapes.NewWebhook, await client.post("/v1/webhooks", json={"url": URL} | body))


async def test_a_webhook_says_its_secret_once(client):
    made = await create(client, events=["report.*", "invitation.completed"], description="Our ATS")
    assert made["secret"].startswith("whsec_")
    assert made["events"] == ["invitation.completed", "report.*"]
    secret = made.pop("secret")
    shown = fits(shapes.Webhook, await client.get(f"/v1/webhooks/{made['id']}"))
    assert shown == made
    page = fits(shapes.WebhookPage, await client.get("/v1/webhooks"))
    assert page["data"] == [shown]
    assert shown["secrets"][0]["hint"] == f"whsec_…{secret[-4:]}"
    assert secret not in str(page)


async def test_secrets_lie_sealed_in_the_database(client, employer):
    auth = {"type": "header", "name": "X-Token", "secret": "open sesame"}
    made = await create(client, auth=auth)
    rows = await employer.fetch(
        "select auth_sealed, sealed from webhook_endpoint e join webhook_secret s on endpoint_id = e.id"
    )
    assert b"open sesame" not in rows[0]["auth_sealed"]
    assert len(rows[0]["sealed"]) == 2 + 12 + 32 + 16
    assert made["auth"] == {"type": "header", "name": "X-Token"}


REFUSED = [
    "http://ats.example.com/",
    "https://ats.example.com:8080/",
    "https://user:password@ats.example.com/",
    "https://ats.example.com/#top",
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://localhost/",
    "https://[::ffff:127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://169.254.169.254/latest/meta-data",
    "https://[fe80::1%25eth0]/",
    "https://ats.example.com\\@127.0.0.1/",
    "https://ats.example.com:0/",
    "ftp://ats.example.com/",
    "//ats.example.com/",
    "https://exämple.com/",
    "https://ats.example.com/a b",
    "https://ats.example.com/" + "a" * 2048,
    "",
]


async def test_webhooks_go_to_public_https_addresses_only(client):
    for url in REFUSED:
        answer = await client.post("/v1/webhooks", json={"url": url})
        assert (answer.status_code, answer.json()["code"]) == (422, "webhook_url"), url
        assert answer.json()["errors"][0]["field"] == "url"


async def test_the_operator_may_allow_hosts_and_networks(services, connect, employer):
    allowed = replace(services, webhooks_allowed=AllowList.parse("hooks.internal, 127.0.0.0/8"))
    client = connect(await employer.key(), allowed)
    for url in ("http://hooks.internal:8080/x", "http://127.0.0.1:9/", "https://127.1.2.3:444/"):
        assert (await create(client, url=url))["url"] == url
    refused = await client.post("/v1/webhooks", json={"url": "http://other.internal/"})
    assert refused.status_code == 422


UNUSABLE = [
    {"events": ["Invitation.created"]},
    {"events": ["*"]},
    {"events": ["a."]},
    {"events": [f"a.e{number}" for number in range(101)]},
    {"description": "a\nb"},
    {"description": "a" * 501},
    {"style": "hiringbranch"},
    {"auth": {"type": "header", "name": "webhook-id", "secret": "x"}},
    {"auth": {"type": "header", "name": "Content-Length", "secret": "1"}},
    {"auth": {"type": "header", "name": "X-A", "secret": "a\r\nX-B: c"}},
    {"auth": {"type": "header", "name": "X A", "secret": "a"}},
    {"auth": {"type": "basic", "name": "a:b", "secret": "c"}},
    {"auth": {"type": "basic", "name": "a", "secret": ""}},
    {"surprise": 1},
]


async def test_values_that_cannot_be_used_are_named(client):
    for body in UNUSABLE:
        answer = await client.post("/v1/webhooks", json={"url": URL} | body)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), body
        assert answer.json()["errors"][0]["field"], body
        assert (await client.get("/v1/webhooks")).json()["data"] == []


async def test_a_change_keeps_what_it_does_not_name(client):
    made = await create(
        client, description="one", auth={"type": "basic", "name": "me", "secret": "mine"}
    )
    path = f"/v1/webhooks/{made['number']}"
    changed = fits(shapes.Webhook, await client.patch(path, json={"events": ["attempt.*"]}))
    assert (changed["events"], changed["description"]) == (["attempt.*"], "one")
    assert changed["auth"] == {"type": "basic", "name": "me"}
    changed = fits(shapes.Webhook, await client.patch(path, json={"auth": None, "description": ""}))
    assert (changed["auth"], changed["description"]) == (None, "")
    refused = await client.patch(path, json={"url": None})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "url")
    events = (await client.get("/v1/events?limit=1000")).json()["data"]
    types = [one["type"] for one in events if one["type"].startswith("webhook.")]
    assert types == ["webhook.created", "webhook.changed", "webhook.changed"]


async def test_a_secret_is_rolled_with_a_grace(client, clock):
    made = await create(client)
    path = f"/v1/webhooks/{made['id']}"
    rolled = fits(shapes.NewWebhook, await client.post(f"{path}/roll", json={"grace_hours": 2}))
    assert rolled["secret"] != made["secret"]
    newest, old = rolled["secrets"]
    assert (newest["expires_at"], old["hint"]) == (None, made["secrets"][0]["hint"])
    clock.advance(hours=2)
    assert len((await client.get(path)).json()["secrets"]) == 1
    assert (await client.post(f"{path}/roll")).status_code == 200
    assert (await client.post(f"{path}/roll", json={"grace_hours": 169})).status_code == 422


async def test_calls_are_listed_read_and_made_again(client, employer):
    made = await create(client)
    path = f"/v1/webhooks/{made['id']}"
    first = fits(shapes.WebhookCall, await client.post(f"{path}/ping"))
    assert (first["type"], first["event"], first["state"]) == ("webhook.ping", None, "waiting")
    assert made["id"] in first["body"]
    for _ in range(2):
        await client.post(f"{path}/ping")
    await employer.change(
        "update webhook_call set state = 'dead', due_at = null, ended_at = created_at where id = $1",
        first["number"],
    )

    page = fits(shapes.WebhookCallPage, await client.get(f"{path}/calls?limit=2"))
    rest = await client.get(f"{path}/calls", params={"cursor": page["next_cursor"]})
    assert [one["number"] for one in rest.json()["data"]] == [first["number"]]
    dead = (await client.get(f"{path}/calls?state=dead")).json()["data"]
    assert [one["id"] for one in dead] == [first["id"]]
    one = f"{path}/calls/{first['id']}"
    assert fits(shapes.WebhookCall, await client.get(one))["state"] == "dead"
    assert fits(shapes.Replayed, await client.post(f"{path}/replay")) == {"calls": 1}
    again = fits(shapes.WebhookCall, await client.post(f"{one}/replay"))
    assert (again["id"], again["state"]) == (first["id"], "waiting")
    late = await client.post(f"{path}/replay", json={"since": "2020-01-01"})
    assert (late.status_code, late.json()["code"]) == (422, "replay_period")


async def test_a_disabled_webhook_is_not_called_until_it_is_enabled(client, employer):
    made = await create(client)
    path = f"/v1/webhooks/{made['id']}"
    await client.post(f"{path}/ping")
    off = fits(shapes.Webhook, await client.post(f"{path}/disable"))
    assert (off["state"], off["disabled_reason"]) == ("disabled", "operator")
    assert (await employer.fetch(CALLS))[0][0] == 0
    for way in ("ping", "replay"):
        answer = await client.post(f"{path}/{way}")
        assert (answer.status_code, answer.json()["code"]) == (409, "webhook_disabled")
    on = fits(shapes.Webhook, await client.post(f"{path}/enable"))
    assert (on["state"], on["disabled_reason"]) == ("active", None)
    assert (await employer.fetch(CALLS))[0][0] == 1


async def test_a_removed_webhook_is_gone_with_its_calls(client, employer):
    made = await create(client)
    await client.post(f"/v1/webhooks/{made['id']}/ping")
    gone = fits(shapes.WebhookRemoved, await client.delete(f"/v1/webhooks/{made['id']}"))
    assert gone == {"removed": made["id"]}
    assert (await client.get(f"/v1/webhooks/{made['id']}")).json()["code"] == "unknown_webhook"
    assert await employer.count("webhook_call") == 0


async def test_a_hundred_are_enough(client, employer):
    await create(client)
    await employer.change(
        "insert into webhook_endpoint (organization_id, uid, url, style, created_at, changed_at,"
        " sequence) select organization_id, gen_random_uuid(), url, style, now(), now(), 0"
        " from webhook_endpoint, generate_series(1, 99)"
    )
    answer = await client.post("/v1/webhooks", json={"url": URL})
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_webhooks")


async def test_a_call_of_another_webhook_is_not_found(client):
    one, two = await create(client), await create(client)
    call = (await client.post(f"/v1/webhooks/{one['id']}/ping")).json()
    answer = await client.get(f"/v1/webhooks/{two['id']}/calls/{call['id']}")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_webhook_call")
