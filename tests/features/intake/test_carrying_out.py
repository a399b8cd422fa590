"""Lists on a real database: judged, mended, carried out in batches, and nothing twice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from employers import make_employer
from muster.features import delivery, intake, invitations, journal, privacy
from muster.features.intake import (
    Form,
    IntakeBegunError,
    IntakeState,
    NobodyToInviteError,
    Source,
    UnknownIntakeError,
)
from muster.features.invitations import Guest
from muster.features.privacy import Basis, Order

PEOPLE = """\
Amara Okafor <amara@example.com>
amara@EXAMPLE.com, Amara O.
Bo Li, bo@example.com
nobody at all
Dee, dee@@example.com
eve@example.com
Käthe Brückner; kaethe@example.com; de
"""


def many(number: int) -> str:
    return "\n".join(f"Person {each} <p{each}@example.com>" for each in range(number))


async def suppress(database, employer, clock, address: str):
    tenant = employer.organization.id
    more = {"reason": "asked", "actor": "x", "now": clock.now()}
    await delivery.suppress(database, tenant, [address], **more)


async def look(database, employer, view, clock):
    judged = await intake.look(database, employer.organization, view, clock)
    return {one.number: str(one.fate) for one in judged.verdicts}, judged


async def test_what_will_become_of_each_row_is_known_before(database, clock, employer, take, view):
    await employer.invite(Guest("bo@example.com", "Bo Li"))
    await suppress(database, employer, clock, "kaethe@example.com")
    made = await view(await take(PEOPLE))
    fates, judged = await look(database, employer, made, clock)
    assert fates == {
        1: "created",
        2: "duplicate",
        3: "renewed",
        4: "refused",
        5: "refused",
        6: "refused",
        7: "created",
    }
    assert (judged.going, judged.again, judged.held, judged.questionable) == (3, 1, 1, 5)
    assert judged.verdicts[1].same_as == 1
    assert await employer.count("invitation") == 1


async def test_rows_are_mended_in_place_or_left_out(database, clock, employer, take, view):
    made = await take(PEOPLE)
    tenant = employer.organization.id
    await intake.change_row(database, tenant, made.uid, 5, ("Dee", "dee@example.com", "Spanish"))
    await intake.leave_out(database, tenant, made.uid, 4)
    fates, judged = await look(database, employer, await view(made), clock)
    assert (fates[5], fates[4]) == ("created", "left_out")
    assert judged.verdicts[4].row.entry.locale == "es"


async def test_the_good_go_although_others_are_bad(database, clock, employer, take, view, start):
    made = await take(PEOPLE)
    assert await start(made) == 3
    assert await intake.carry_out(database, clock) == 3
    done = (await view(made)).intake
    assert done.state is IntakeState.DONE
    assert done.counts == {"created": 3, "duplicate": 1, "refused": 3}
    assert (done.invited, done.done, done.rows) == (3, 7, 7)
    assert await employer.count("message") == 3
    rows = {
        row.entry.number: row
        for row in await intake.rows_of(database, employer.organization.id, done)
    }
    assert rows[4].problems[0].field == "email"
    assert len(rows[1].invitation_ids) == 1
    with pytest.raises(IntakeBegunError):
        await start(made)
    types = [
        one.type
        for one in await journal.read_feed(database, employer.organization.id, after=0, limit=50)
    ]
    assert "intake.scheduled" in types
    assert types[-1] == "intake.ended"


async def test_the_bar_ends_where_somebody_was_erased_before_their_turn(
    database, clock, employer, take, view, start
):
    (row,) = (await employer.invite(Guest("bo@example.com", "Bo Li"))).rows
    made = await take(PEOPLE)
    await start(made)
    scheduled = (await view(made)).intake
    assert (scheduled.invited, scheduled.done, scheduled.rows) == (0, 4, 7)
    order = Order(Basis.REQUEST, "member:mem_1")
    tenant = employer.organization.id
    await privacy.erase(database, tenant, str(row.candidate.id), order, clock)
    await intake.carry_out(database, clock)
    done = (await view(made)).intake
    assert (done.invited, done.done, done.rows) == (2, 6, 6)


async def test_who_was_invited_before_can_be_left_alone(
    database, clock, employer, take, view, start
):
    await employer.invite(Guest("bo@example.com", "Bo Li"))
    made = await take(PEOPLE)
    assert await start(made, skip_known=True) == 2
    await intake.carry_out(database, clock)
    assert (await view(made)).intake.counts["left_out"] == 1
    assert await employer.count("message") == 3


async def test_a_crash_between_batches_repeats_nothing(
    database, clock, employer, take, view, start
):
    made = await take(many(1100))
    await start(made)
    tenant = employer.organization.id
    assert len((await intake.step(database, tenant, made.id, clock.now())).rows) == 500

    async def broken(connection):
        await intake.step.within(connection, tenant, made.id, clock.now())
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await database.run(tenant, broken)
    assert (await view(made)).intake.counts == {"created": 500}
    clock.advance(seconds=5)
    assert await intake.carry_out(database, clock) == 600
    assert (await view(made)).intake.counts == {"created": 1100}
    assert await employer.count("invitation") == 1100
    assert await employer.count("message") == 1100
    assert await intake.carry_out(database, clock) == 0


async def test_a_list_waits_for_its_time_and_can_be_called_off(
    database, clock, employer, take, start
):
    made = await take(PEOPLE)
    when = clock.now() + timedelta(days=2)
    await start(made, begin_at=when, days=3)
    assert await intake.carry_out(database, clock) == 0
    called = await intake.call_off(
        database, employer.organization.id, made.uid, actor="member:mem_2", clock=clock
    )
    assert called is IntakeState.DRAFT
    await start(made, begin_at=when, days=3)
    clock.advance(days=2)
    assert await intake.carry_out(database, clock) == 3
    (end,) = {
        row["expires_at"] for row in await employer.fetch("select expires_at from invitation")
    }
    assert end == when + timedelta(days=3)


async def test_a_list_that_runs_is_called_off_where_it_is(database, clock, employer, take, start):
    made = await take(many(600))
    await start(made)
    tenant = employer.organization.id
    await intake.step(database, tenant, made.id, clock.now())
    called = await intake.call_off(database, tenant, made.uid, actor="member:mem_2", clock=clock)
    assert called is IntakeState.CANCELLED
    assert await intake.carry_out(database, clock) == 0
    assert await employer.count("invitation") == 500


async def test_a_window_that_passed_meanwhile_stops_a_list(database, clock, take, view, start):
    made = await take(PEOPLE)
    await start(made, expires_at=clock.now() + timedelta(hours=1))
    clock.advance(hours=2)
    await intake.carry_out(database, clock)
    stopped = (await view(made)).intake
    assert (stopped.state, stopped.problem) == (IntakeState.STOPPED, "bad_window")


async def test_a_list_of_nobody_is_not_started(take, start):
    with pytest.raises(NobodyToInviteError):
        await start(await take("nobody\nno one"))


async def test_a_file_is_read_otherwise_and_its_columns_are_remembered(
    database, clock, employer, arrival
):
    tenant = employer.organization.id
    content = "Wer;Wohin;Ort\nKäthe;k@example.com;Köln\n".encode("cp1252")
    came = replace(arrival, source=Source.FILE)
    made = await intake.take_file(database, tenant, content, came, clock)
    assert made.form == Form("cp1252", ";", has_header=True, columns=("name", "address", ""))
    wanted = Form("cp1250", ";", has_header=True, columns=("name", "address", "metadata:ort"))
    again = await intake.read_again(database, tenant, made.uid, wanted, clock)
    (row,) = await intake.rows_of(database, tenant, again)
    assert row.entry.metadata == {"ort": "Köln"}
    other = await intake.take_file(database, tenant, content, came, clock)
    assert other.form.columns == wanted.columns


async def test_rows_go_after_thirty_days_and_numbers_stay(
    database, clock, employer, take, view, start
):
    made = await take(PEOPLE)
    await start(made)
    await intake.carry_out(database, clock)
    clock.advance(days=31)
    assert await intake.forget_old(database, clock) == 1
    left = (await view(made)).intake
    assert left.emptied_at is not None
    assert left.counts["created"] == 3
    assert await intake.rows_of(database, employer.organization.id, left) == []


async def test_who_is_erased_is_on_no_list_any_more(database, clock, employer, take):
    (row,) = (await employer.invite(Guest("bo@example.com", "Bo Li"))).rows
    made = await take(PEOPLE)
    tenant = employer.organization.id
    async with database.transaction(tenant) as connection:
        assert len(await intake.copy_of(connection, tenant, row.candidate.id)) == 1
    order = Order(Basis.REQUEST, "member:mem_1")
    await privacy.erase(database, tenant, str(row.candidate.id), order, clock)
    numbers = [one.entry.number for one in await intake.rows_of(database, tenant, made)]
    assert 3 not in numbers
    assert len(numbers) == 6


async def test_nobody_sees_another_organizations_list(database, clock, take):
    made = await take(PEOPLE)
    other = await make_employer(database, clock, "southwind")
    with pytest.raises(UnknownIntakeError):
        await intake.find_intake(database, other.organization.id, made.typeid)


async def test_who_has_completed_it_may_be_asked_again(database, clock, employer, take, start):
    (row,) = (await employer.invite(Guest("bo@example.com", "Bo Li"))).rows
    await employer.change(
        "update invitation set state = 'completed', completed_at = now() where id = $1",
        row.invitation.id,
    )
    made = await take("Bo Li <bo@example.com>")
    await start(made, on_completed=invitations.OnCompleted.NEW_ATTEMPT, remind=False, send=False)
    await intake.carry_out(database, clock)
    rounds = await employer.fetch("select round, remind_before from invitation order by round")
    assert [(one["round"], one["remind_before"]) for one in rounds][1] == (2, [])


async def test_whoever_is_erased_was_on_lists_under_other_addresses(
    database, clock, employer, take, start
):
    await start(await take("Amara Okafor <amra@example.com>\nBo Li <bo@example.com>"))
    await intake.carry_out(database, clock)
    (row,) = await employer.fetch("select id from candidate where address_key like 'amra%'")
    right = "amara@example.com"
    await employer.change(
        "update candidate set address = $2, address_key = $2 where id = $1", row["id"], right
    )
    order = Order(Basis.REQUEST, "operator")
    await privacy.erase(database, employer.organization.id, str(row["id"]), order, clock)
    left = await employer.fetch("select name from intake_row")
    assert [one["name"] for one in left] == ["Bo Li"]
