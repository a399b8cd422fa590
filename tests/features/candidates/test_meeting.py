"""A candidate is one person by address within one organization, under the latest name."""

import asyncio
from uuid import uuid4

import pytest

from muster.base.addresses import parse_address
from muster.base.ids import to_typeid
from muster.features import candidates, journal
from muster.features.candidates import Person, UnknownCandidateError


async def meet(database, organization, clock, *people, locale=None):
    persons = [Person(parse_address(address), name, locale) for address, name in people]
    async with database.transaction(organization) as connection:
        met = await candidates.meet(connection, organization, persons, now=clock.now())
        await journal.record(connection, organization, met.facts, actor="key:test", now=clock.now())
        return met.candidates


async def happenings(database, organization) -> list[str]:
    events = await journal.read_feed(database, organization, after=0, limit=1000)
    return [event.type for event in events]


@pytest.fixture
async def ada(database, organization, clock) -> candidates.Candidate:
    met = await meet(database, organization, clock, ("Ada@Example.com", "Ada Okonkwo"))
    return met["ada@example.com"]


async def test_a_new_person_becomes_a_candidate(ada, database, organization, clock):
    assert (ada.address, ada.address_key, ada.name) == (
        "Ada@Example.com",
        "ada@example.com",
        "Ada Okonkwo",
    )
    assert (ada.home_version, ada.created_at, ada.uid.version) == (0, clock.now(), 7)
    assert await happenings(database, organization) == ["candidate.created"]


async def test_the_latest_name_and_spelling_win_with_an_event(ada, database, organization, clock):
    met = await meet(database, organization, clock, ("ADA@example.com", "Ada Obi"))

    again = met["ada@example.com"]
    assert (again.id, again.uid) == (ada.id, ada.uid)
    assert (again.name, again.address) == ("Ada Obi", "ADA@example.com")
    assert await happenings(database, organization) == ["candidate.created", "candidate.renamed"]


async def test_meeting_again_under_the_same_name_is_no_event(ada, database, organization, clock):
    met = await meet(database, organization, clock, (ada.address, ada.name))

    assert met["ada@example.com"] == ada
    assert await happenings(database, organization) == ["candidate.created"]


async def test_a_locale_is_kept_until_another_is_named(database, organization, clock):
    await meet(database, organization, clock, ("ada@example.com", "Ada"), locale="de")
    kept = await meet(database, organization, clock, ("ada@example.com", "Ada"))
    changed = await meet(database, organization, clock, ("ada@example.com", "Ada"), locale="fr")

    assert kept["ada@example.com"].locale == "de"
    assert changed["ada@example.com"].locale == "fr"


async def test_a_batch_returns_everyone_by_address(ada, database, organization, clock):
    people = [(f"person{number}@example.org", f"Пётр {number}") for number in range(50)]

    met = await meet(database, organization, clock, *people, (ada.address, ada.name))

    assert {key: one.name for key, one in met.items()} == dict(people) | {
        "ada@example.com": "Ada Okonkwo"
    }


async def test_a_candidate_answers_to_each_of_its_names(ada, database, organization):
    for name in (
        str(ada.id),
        str(ada.uid),
        ada.uid.hex,
        to_typeid("cand", ada.uid),
        ada.object_id,
        ada.object_id.upper(),
    ):
        assert await candidates.get(database, organization, name) == ada


async def test_a_name_that_is_nobodys_is_unknown(ada, database, organization):
    other_second = f"{int(ada.object_id[:8], 16) + 1:08x}{ada.object_id[8:]}"

    for name in ("", "0", "ada@example.com", str(uuid4()), to_typeid("inv", ada.uid), other_second):
        with pytest.raises(UnknownCandidateError):
            await candidates.get(database, organization, name)


async def test_another_organization_does_not_know_the_candidate(
    ada, database, other_organization, clock
):
    for name in (str(ada.id), str(ada.uid), ada.object_id):
        with pytest.raises(UnknownCandidateError):
            await candidates.get(database, other_organization, name)

    met = await meet(database, other_organization, clock, ("ada@example.com", "Ada"))
    assert met["ada@example.com"].id != ada.id


async def test_candidates_are_listed_newest_first_page_by_page(database, organization, clock):
    people = [(f"person{number}@example.org", "Petra") for number in range(5)]
    met = await meet(database, organization, clock, *people)
    newest_first = sorted((one.id for one in met.values()), reverse=True)

    first = await candidates.list_candidates(database, organization, limit=3)
    second = await candidates.list_candidates(database, organization, after=first[-1].id, limit=3)
    one = await candidates.list_candidates(
        database, organization, address_key="person2@example.org"
    )

    assert [each.id for each in (*first, *second)] == newest_first
    assert [each.address for each in one] == ["person2@example.org"]


async def test_voiding_home_links_raises_their_version(ada, database, organization):
    async with database.transaction(organization) as connection:
        versions = await candidates.void_home_links(connection, organization, [ada.id, ada.id + 9])

    assert versions == {ada.id: 1}


async def test_two_batches_of_the_same_people_wait_instead_of_failing(committing_database, clock):
    async with committing_database.transaction() as connection:
        tenant = await connection.fetchval(
            "insert into organization (uid, slug, name, created_at) "
            "values (gen_random_uuid(), $1, 'Meeting', now()) returning id",
            f"meeting-{uuid4().hex}",
        )
    people = [(f"person{number}@example.org", "Petra") for number in range(200)]

    one, two = await asyncio.gather(
        meet(committing_database, tenant, clock, *people),
        meet(committing_database, tenant, clock, *reversed(people)),
    )

    assert one == two
    assert await happenings(committing_database, tenant) == ["candidate.created"] * 200
