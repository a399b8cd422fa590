"""Erasing somebody: what goes, what stays, who may not be erased."""

import asyncio
import json

import asyncpg
import pytest

from employers import make_employer
from muster.base.signing import LinkClaim, LinkKind
from muster.features import attempts, candidates, delivery, invitations, journal, privacy
from muster.features.attempts import Consent
from muster.features.candidates import UnknownCandidateError
from muster.features.invitations import Guest, Outcome, Repeat
from muster.features.privacy import Basis, OnHoldError, Order, Place, UnknownHoldError
from muster.storage.postgres import Role
from takers import AMARA, start, take

REQUEST = Order(Basis.REQUEST, "key:test")
BY = "key:test"


async def only_candidate(employer) -> candidates.Candidate:
    (found,) = await candidates.list_candidates(employer.database, employer.organization.id)
    return found


async def erase(employer, reference, order=REQUEST):
    return await privacy.erase(
        employer.database, employer.organization.id, str(reference), order, employer.clock
    )


async def test_what_was_taken_and_sent_is_gone_and_a_tombstone_says_so(employer):
    await take(employer, "quiz", {"q1": "a"})
    person = await only_candidate(employer)
    stone = await erase(employer, person.id)
    assert (stone.candidate_id, stone.candidate_uid) == (person.id, person.uid)
    assert (stone.basis, stone.erased_at) == (Basis.REQUEST, employer.clock.now())
    for table in ("candidate", "invitation", "attempt", "place", "message"):
        assert await employer.count(table) == 0, table
    # No policy stands before grants, which are found before the organization is known.
    mine = f"portal_grant where organization_id = {employer.organization.id}"
    assert await employer.count(mine) == 0
    (event,) = await employer.fetch("select * from event where type = 'candidate.erased'")
    assert (event["subject_id"], event["actor"]) == (person.id, "key:test")
    names = {"id": stone.typeid, "uuid": str(person.uid)}
    assert json.loads(event["data"]) == {"basis": "request", **names}


async def test_others_keep_everything(employer, other_employer):
    await take(employer, "quiz", {"q1": "a"})
    await take(employer, "quiz", {"q1": "b"}, Guest("noor@example.com", "Noor Haddad"))
    await take(other_employer, "quiz", {"q1": "a"})
    first, second = sorted(
        await candidates.list_candidates(employer.database, employer.organization.id),
        key=lambda person: person.id,
    )
    await erase(employer, first.id)
    assert await only_candidate(employer) == second
    assert await employer.count("attempt") == 1
    assert (await only_candidate(other_employer)).address == "amara@example.com"
    assert await other_employer.count("attempt") == 1


@pytest.mark.parametrize("name", ["id", "uid", "object_id"])
async def test_again_is_the_same_tombstone_by_any_name(employer, name):
    await employer.invite(AMARA)
    person = await only_candidate(employer)
    stone = await erase(employer, person.id)
    employer.clock.advance(days=1)
    assert await erase(employer, getattr(person, name)) == stone
    assert await employer.count("tombstone") == 1
    erased = await employer.fetch("select from event where type = 'candidate.erased'")
    assert len(erased) == 1


async def test_nobody_is_erased_who_was_never_there_or_is_elsewhere(employer, other_employer):
    await employer.invite(AMARA)
    person = await only_candidate(employer)
    with pytest.raises(UnknownCandidateError):
        await erase(employer, person.id + 1)
    with pytest.raises(UnknownCandidateError):
        await erase(other_employer, person.id)
    await erase(employer, person.id)
    with pytest.raises(UnknownCandidateError):
        await erase(other_employer, person.id)


async def test_an_attempt_that_runs_ends_and_its_link_opens_nothing(employer):
    taker = await start(employer, "quiz")
    person = await only_candidate(employer)
    await erase(employer, person.id)
    with pytest.raises(attempts.NoSeatError):
        await taker.save("q1", "a")
    claim = LinkClaim(LinkKind.INVITATION, employer.organization.id, taker.attempt.invitation_id, 0)
    assert await invitations.look(employer.database, claim, employer.clock) is None


async def test_the_same_address_later_is_somebody_new(employer):
    await employer.invite(AMARA)
    before = await only_candidate(employer)
    await erase(employer, before.id)
    (row,) = (await employer.invite(AMARA)).rows
    assert row.outcome is Outcome.CREATED
    assert row.candidate.id > before.id
    assert await erase(employer, before.id) != await erase(employer, row.candidate.id)


async def test_a_repeated_call_brings_nobody_back(employer):
    repeat = Repeat("order-1", "POST /v1/invitations", b"f" * 32)
    noor = Guest("noor@example.com", "Noor Haddad")
    invited = await employer.invite(AMARA, noor, repeat=repeat)
    await erase(employer, invited.rows[0].candidate.id)
    again = await employer.invite(AMARA, noor, repeat=repeat)
    gone, there = again.rows
    assert (gone.outcome, gone.invitation) == (Outcome.REFUSED, None)
    assert [problem.code for problem in gone.problems] == ["erased"]
    assert there.candidate.address == "noor@example.com"
    assert (await only_candidate(employer)).name == "Noor Haddad"


async def test_who_is_held_stays_until_released(employer):
    await employer.invite(AMARA)
    person = await only_candidate(employer)
    words = (employer.database, employer.organization.id, str(person.id))
    with pytest.raises(UnknownHoldError):
        await privacy.find_hold(*words)
    held = await privacy.hold(*words, "Case 12/27", actor=BY, clock=employer.clock)
    assert await privacy.find_hold(*words) == held
    with pytest.raises(OnHoldError):
        await erase(employer, person.id)
    assert await only_candidate(employer) == person
    await privacy.release(*words, actor=BY, clock=employer.clock)
    await privacy.release(*words, actor=BY, clock=employer.clock)
    await erase(employer, person.id)
    kinds = await employer.fetch(
        "select type from event where subject_kind = 'candidate' order by id"
    )
    assert [row[0].partition(".")[2] for row in kinds] == ["created", "held", "released", "erased"]


async def test_that_somebody_is_not_written_to_is_forgotten_without_any_letter(employer):
    words = (employer.database, employer.organization.id)
    await employer.invite(AMARA, send=False)
    await delivery.suppress(
        *words, ["amara@example.com"], reason="manual", actor=BY, now=employer.clock.now()
    )
    person = await only_candidate(employer)
    copy = await privacy.export(*words, str(person.id), actor=BY, clock=employer.clock)
    assert [one["reason"] for one in copy.document["suppressions"]] == ["manual"]
    await erase(employer, person.id)
    assert await employer.count("suppression") == 0


async def test_events_of_the_person_stay_and_are_numbers(employer):
    await take(employer, "quiz", {"q1": "a"})
    before = await employer.fetch("select id, type, data from event order by id")
    await erase(employer, (await only_candidate(employer)).id)
    after = await employer.fetch("select id, type, data from event order by id")
    assert after[: len(before)] == before
    feed = await journal.read_feed(employer.database, employer.organization.id, after=0, limit=99)
    assert feed[-1].type == "candidate.erased"


@pytest.mark.parametrize("role", [Role.APP, Role.WORKER])
@pytest.mark.parametrize("table", ["candidate", "attempt", "answer_file", "rating", "event"])
async def test_neither_the_application_nor_the_worker_can_delete(employer, role, table):
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with employer.database.acting_as(role).transaction(1) as connection:
            await connection.execute(f"delete from {table}")


@pytest.mark.parametrize(
    "table", ["event", "activity_version", "consent", "organization", "api_key"]
)
async def test_the_eraser_cannot_delete_what_is_nobodys(employer, table):
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with employer.database.acting_as(Role.ERASER).transaction(1) as connection:
            await connection.execute(f"delete from {table}")


async def test_the_eraser_sees_one_organization_whatever_a_statement_forgets(
    employer, other_employer
):
    await employer.invite(AMARA)
    await other_employer.invite(AMARA)
    eraser = employer.database.acting_as(Role.ERASER)
    async with eraser.transaction(employer.organization.id) as connection:
        assert await connection.fetchval("select count(*) from candidate") == 1


async def test_whoever_acts_at_the_same_time_meets_somebody_or_nobody(committing_database, clock):
    employer = await make_employer(committing_database, clock, "privacy-races")
    for number in range(5):
        guest = Guest(f"race{number}@example.com", "Race")
        (row,) = (await employer.invite(guest)).rows
        claim = row.invitation.claim(employer.organization.id)
        session = await invitations.open_link(employer.database, claim, None, clock)
        began = attempts.start(
            employer.database, session, row.invitation.uid, Consent("1", "en", "I agree."), clock
        )
        done = await asyncio.gather(
            erase(employer, row.candidate.id),
            erase(employer, row.candidate.id),
            began,
            employer.invite(guest),
            return_exceptions=True,
        )
        assert done[0] == done[1]
        assert isinstance(done[2], (attempts.Attempt, attempts.NoSeatError))
        assert not isinstance(done[3], Exception)
    assert await employer.count("tombstone") == 5
    orphans = await employer.fetch(
        "select from invitation where candidate_id in (select candidate_id from tombstone)"
    )
    assert orphans == []


async def test_bytes_that_cannot_be_removed_hold_up_no_others(employer):
    eraser = employer.database.acting_as(Role.ERASER)
    async with eraser.transaction(employer.organization.id) as connection:
        await connection.execute(
            "insert into doomed select $1, 'blob', 'key' || n, now() + n * interval '1 s'"
            " from generate_series(1, 450) as n",
            employer.organization.id,
        )
    removed = []

    async def remove(key: str) -> None:
        if key in {"key1", "key2", "key300"}:
            raise PermissionError
        removed.append(key)

    with pytest.raises(ExceptionGroup) as told:
        await privacy.remove_doomed(employer.database, {Place.BLOB: remove})
    assert len(told.value.exceptions) == 3
    assert len(removed) == len(set(removed)) == 447
    assert await employer.count("doomed") == 3
