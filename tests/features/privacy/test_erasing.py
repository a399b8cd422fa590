"""Erasing somebody: what goes, what stays, who may not be erased."""

from muster.features import candidates, privacy
from muster.features.privacy import Basis, Order
from takers import take

REQUEST = Order(Basis.REQUEST, "key:test")


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
    for table in ("candidate", "invitation", "attempt", "place", "message", "portal_grant"):
        assert await employer.count(table) == 0, table
    (event,) = await employer.fetch("select * from event where type = 'candidate.erased'")
    assert (event["subject_id"], event["actor"]) == (person.id, "key:test")
    assert event["data"] == '{"basis": "request"}'
