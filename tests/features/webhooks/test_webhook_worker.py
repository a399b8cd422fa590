"""The worker: every event arrives, and no endpoint holds up another."""

import asyncio
import base64
from datetime import timedelta

from webhook_samples import BROKEN, FINE, SILENT

from muster.base.signatures import secret_bytes, sign
from muster.features import webhooks
from muster.features.webhooks import (
    AuthKind,
    CallState,
    EndpointState,
    StaticAuth,
    Wanted,
)
from muster.features.webhooks.dispatch import actions
from muster.storage.postgres import Role

ONE, TWO = "https://one.example.com/in", "https://two.example.com/in"


async def test_an_event_is_told_once_with_the_headers_of_the_standard(bench):
    auth = StaticAuth(AuthKind.BASIC, "muster", "pass:word")
    new = await webhooks.create(
        bench.database,
        bench.organization,
        Wanted(ONE, auth=auth),
        actor="test",
        terms=bench.terms,
    )
    await bench.happen(7, candidate_id=3)

    assert await bench.announce() == 1  # that it was made is an event, but not to itself
    assert await bench.announce() == 0
    await bench.work()

    (parcel,) = bench.receivers.took
    (call,) = await bench.calls(new.endpoint)
    assert parcel.content == call.body == b'{"type": "invitation.created", "subject": 7}'
    assert parcel.headers["webhook-id"] == call.typeid
    second = int(bench.clock.now().timestamp())
    assert parcel.headers["webhook-timestamp"] == str(second)
    expected = sign(secret_bytes(new.secret), call.typeid, second, parcel.content)
    assert parcel.headers["webhook-signature"] == expected
    assert parcel.headers["content-type"] == "application/json"
    sent = parcel.headers["authorization"].removeprefix("Basic ")
    assert base64.b64decode(sent) == b"muster:pass:word"
    assert (call.state, call.reason, call.next_try_at) == (CallState.DELIVERED, None, None)
    assert [(one.number, one.outcome, one.status, one.words) for one in call.tries] == [
        (1, "delivered", 200, "thanks")
    ]


async def test_while_a_secret_is_rolled_both_sign_and_afterwards_one(bench):
    first = await webhooks.create(
        bench.database, bench.organization, Wanted(ONE), actor="test", terms=bench.terms
    )
    second = await webhooks.roll_secret(
        bench.database,
        bench.organization,
        first.endpoint.typeid,
        timedelta(hours=1),
        actor="test",
        terms=bench.terms,
    )
    assert len(second.endpoint.secrets) == 2
    await bench.happen(1)
    await bench.work()
    await bench.happen(2)
    await bench.work(seconds=3600)

    both, only = (parcel.headers for parcel in bench.receivers.took)
    keys = [secret_bytes(one.secret) for one in (second, first)]
    for headers, signing in ((both, keys), (only, keys[:1])):
        parcel = next(one for one in bench.receivers.took if one.headers is headers)
        stamp = int(headers["webhook-timestamp"])
        expected = [sign(key, headers["webhook-id"], stamp, parcel.content) for key in signing]
        assert headers["webhook-signature"].split(" ") == expected


async def test_an_endpoint_hears_what_it_asked_for_and_what_happened_since_it_was_made(bench):
    await bench.happen(1)
    picky = await bench.create(ONE, events=frozenset({"invitation.*", "report.scored"}))
    await bench.happen(2)
    await bench.happen(3, kind="attempt.started")
    await bench.happen(4, kind="report.scored")
    await bench.happen(5, kind="invitation_list.created")
    await bench.work()

    told = [call.type for call in reversed(await bench.calls(picky))]
    assert told == ["invitation.created", "report.scored"]


async def test_a_failure_is_tried_again_with_the_same_bytes_by_the_schedule(bench):
    endpoint = await bench.create(ONE)
    bench.receivers.script[ONE] = [BROKEN, SILENT, FINE]
    await bench.happen(7)
    await bench.work()
    await bench.work()  # nothing is due yet
    (call,) = await bench.calls(endpoint)
    wait = (call.next_try_at - bench.clock.now()).total_seconds()
    assert (call.state, call.reason) == (CallState.WAITING, "refused")
    assert 4 <= wait <= 6
    assert (await bench.find(endpoint)).failing_since == bench.clock.now()
    await bench.work(seconds=6)
    await bench.work(seconds=361)

    (call,) = await bench.calls(endpoint)
    assert [one.outcome for one in call.tries] == ["refused", "unreachable", "delivered"]
    assert len({(one.content, one.headers["webhook-id"]) for one in bench.receivers.took}) == 1
    assert len({one.headers["webhook-timestamp"] for one in bench.receivers.took}) == 3
    assert (await bench.find(endpoint)).failing_since is None


async def test_after_ten_tries_a_call_is_dead_and_can_be_replayed(bench):
    endpoint = await bench.create(ONE)
    bench.receivers.script[ONE] = BROKEN
    await bench.happen(7)
    for _ in range(10):
        await bench.work(seconds=24 * 3600 * 1.3)
    (call,) = await bench.calls(endpoint, CallState.DEAD)
    assert (len(call.tries), call.reason) == (10, "exhausted")
    await bench.work(seconds=24 * 3600)
    assert len(bench.receivers.took) == 10

    bench.receivers.script[ONE] = FINE
    again = await webhooks.replay(
        bench.database, bench.organization, endpoint, call.typeid, bench.clock
    )
    assert (again.state, again.next_try_at) == (CallState.WAITING, bench.clock.now())
    await bench.work(seconds=600)
    (call,) = await bench.calls(endpoint, CallState.DELIVERED)
    assert bench.receivers.took[-1].headers["webhook-id"] == call.typeid
    assert [one.number for one in call.tries] == list(range(1, 12))


async def test_enabling_begins_with_a_test_and_a_replay_tells_what_was_missed(bench):
    endpoint = await bench.create(ONE, description="for Zoë")
    await bench.happen(1)
    await bench.work()
    bench.clock.advance(hours=1)
    since = bench.clock.now()
    names = (bench.database, bench.organization, endpoint.typeid)
    await webhooks.disable(*names, actor="test", clock=bench.clock)
    await bench.happen(2, 3)
    await bench.work()
    assert len(bench.receivers.took) == 1
    await webhooks.enable(*names, actor="test", clock=bench.clock)
    await bench.work()
    (_, ping) = bench.receivers.took
    assert b'"webhook.ping"' in ping.content
    assert "for Zoë".encode() in ping.content

    bench.clock.advance(minutes=5)
    assert await webhooks.replay_since(
        bench.database, bench.organization, endpoint, since, clock=bench.clock
    )
    await bench.work()
    told = {parcel.content for parcel in bench.receivers.took[2:]}
    assert {b'{"type": "invitation.created", "subject": 2}', ping.content} < told
    assert b'{"type": "invitation.created", "subject": 1}' not in told
    sent = [call.type for call in await bench.calls(endpoint)]
    assert sent.count("invitation.created") == 3


async def test_what_a_lost_worker_held_is_made_by_another_and_the_first_outcome_stands(bench):
    endpoint = await bench.create(ONE)
    await bench.happen(1)
    await bench.announce()
    worker = bench.database.acting_as(Role.WORKER)
    (held,) = await actions.take(worker, 10, bench.clock.now())
    assert await actions.take(worker, 10, bench.clock.now()) == []
    bench.clock.advance(seconds=19)
    assert await actions.take(worker, 10, bench.clock.now()) == []
    await bench.work(seconds=1)

    (call,) = await bench.calls(endpoint, CallState.DELIVERED)
    assert len(call.tries) == 1
    assert not await actions.renew(worker, [held], bench.clock.now())


async def test_what_an_old_address_answers_is_not_held_against_the_new_one(bench, terms):
    endpoint = await bench.create(ONE)
    await bench.happen(1)
    await bench.announce()
    worker, now = bench.database.acting_as(Role.WORKER), bench.clock.now()
    (held,) = await actions.take(worker, 10, now)
    change = webhooks.Change(url="https://two.example.com/in")
    await webhooks.change(
        bench.database, bench.organization, endpoint.typeid, change, actor="test", terms=terms
    )
    assert not await actions.follow(bench.database, bench.organization, held, None, now=now)
    assert (await bench.find(endpoint)).state is EndpointState.ACTIVE
    await bench.work()
    assert [one.url for one in bench.receivers.took] == [change.url]


async def test_many_workers_at_once_make_each_call_once(bench):
    urls = [f"https://{number}.example.com/in" for number in range(8)]
    for url in urls:
        await bench.create(url, events=frozenset({"invitation.created"}))
    await bench.happen(*range(40))
    await asyncio.gather(*(bench.announce() for _ in range(4)))
    async with bench.working(), bench.working(), bench.working():
        await bench.settled()

    sent = [(one.url, one.content) for one in bench.receivers.took]
    assert len(sent) == len(set(sent)) == 320


async def test_what_was_told_of_a_person_is_shown_and_forgotten(bench):
    endpoint = await bench.create(ONE)
    await bench.happen(1, candidate_id=5)
    await bench.happen(2, candidate_id=6)
    await bench.work()

    async with bench.database.transaction(bench.organization) as connection:
        (copy,) = await webhooks.copy_of(connection, bench.organization, 5)
        await webhooks.forget(connection, bench.organization, 5)
    assert (copy["url"], copy["body"]) == (ONE, '{"type": "invitation.created", "subject": 1}')
    (left,) = await bench.calls(endpoint)
    assert b'"subject": 2' in left.body


async def test_calls_that_ended_a_month_ago_go(bench):
    endpoint = await bench.create(ONE)
    await bench.happen(1)
    await bench.work()
    bench.clock.advance(days=29)
    assert await webhooks.forget_old(bench.database, bench.clock) == 0
    bench.clock.advance(days=2)
    assert await webhooks.forget_old(bench.database, bench.clock) == 1
    assert await bench.calls(endpoint) == []


async def test_the_backlog_tells_by_style_how_late_calls_are(bench):
    await bench.create(ONE)
    await bench.happen(1)
    await bench.announce()
    bench.clock.advance(minutes=3)

    (one,) = await webhooks.backlog(bench.database, bench.clock)

    assert (one.style, one.endpoints, one.oldest_age_seconds) == ("muster", 1, 180)
    assert one.resting == 0


async def test_who_rests_is_not_called_late(bench):
    await bench.create(ONE)
    bench.receivers.script[ONE] = BROKEN
    await bench.happen(*range(9))
    await bench.work()
    bench.clock.advance(minutes=30)

    (one,) = await webhooks.backlog(bench.database, bench.clock)

    assert (one.endpoints, one.resting, one.oldest_age_seconds) == (1, 1, 0)
