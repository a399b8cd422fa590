"""Applicants: filters, order, pages, and a track's numbers, which tell the same as each alone."""

from datetime import timedelta
from decimal import Decimal

import pytest
from track_samples import RIGHT, WRONG, apply

from muster.features import invitations, tracks
from muster.features.tracks import Applicants, Period, SortBy, Status, Timeframe

PEOPLE = ["Ana Çelik", "Bartosz Zieliński", "Chiyo Tanaka", "Dilnoza Karimova", "Éva Ötvös"]


@pytest.fixture
async def crowd(employer, clock):
    """Five applicants, a minute apart: waiting, rated, rejected, not started, revoked."""
    found = []
    for name in PEOPLE:
        applicant = await apply(employer, name=name)
        found.append(applicant)
        clock.advance(minutes=1)
    ana, bartosz, chiyo, _, eva = found
    for applicant in (ana, bartosz, chiyo):
        await applicant.start()
    await bartosz.take(RIGHT)
    await bartosz.take("Because.")
    await chiyo.take(WRONG)
    await invitations.revoke(
        eva.ground, eva.organization, eva.reference, actor="key:a", clock=clock
    )
    await apply(employer, "quick", name="Nobody Here")
    return found


@pytest.fixture
def search(employer, clock, crowd):
    assert len(crowd) == len(PEOPLE)

    async def search(**wanted):
        return await tracks.list_applicants(
            employer.database,
            employer.organization.id,
            employer.activities["joining"],
            Applicants(**wanted),
            clock,
        )

    return search


def names(page) -> list[str]:
    return [one.name for one in page.rows]


async def test_everybody_who_was_invited_is_listed_with_the_stage_reached(search):
    page = await search()
    assert page.total == 5
    assert [(one.stage, one.stage_title, one.status, one.score) for one in page.rows] == [
        (1, "Sums", Status.PENDING, None),
        (2, "An essay", Status.SUBMITTED, Decimal("100.0")),
        (1, "Sums", Status.REJECTED, Decimal("0.0")),
        (1, "Sums", Status.PENDING, None),
        (1, "Sums", Status.REVOKED, None),
    ]


async def test_the_list_says_the_same_as_each_application(search, crowd, clock):
    clock.advance(days=20)
    page = await search()
    alone = [(await applicant.progress()).status(clock.now()) for applicant in crowd]
    assert [one.status for one in page.rows] == alone
    assert alone.count(Status.EXPIRED) == 2


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"name": "ZIELIŃ"}, [1]),
        ({"name": "é"}, [4]),
        ({"name": "a"}, [0, 1, 2, 3, 4]),
        ({"name": "%"}, []),
        ({"email": "CHIYO@"}, [2]),
        ({"email": "_"}, []),
        ({"stage": 2}, [1]),
        ({"stage": 9}, []),
        ({"statuses": (Status.PENDING, Status.REVOKED)}, [0, 3, 4]),
        ({"statuses": ()}, []),
        ({"stage": 1, "statuses": (Status.REJECTED,)}, [2]),
    ],
)
async def test_filters_narrow_together(search, wanted, found):
    page = await search(**wanted)
    assert names(page) == [PEOPLE[place] for place in found]
    assert page.total == len(found)


async def test_one_applicant_is_found_by_either_id(search, crowd):
    ana = crowd[0].invitation
    assert names(await search(application=ana.id)) == [PEOPLE[0]]
    assert names(await search(candidate=ana.candidate_id)) == [PEOPLE[0]]
    assert names(await search(application=ana.id, candidate=ana.candidate_id + 1)) == []


async def test_a_period_is_about_when_they_came_or_last_changed(search, crowd, clock):
    added = crowd[0].invitation.created_at
    early = Period(since=added, before=added + timedelta(minutes=2))
    assert names(await search(period=early)) == PEOPLE[:2]
    changed = Period(Timeframe.UPDATED, since=clock.now())
    assert names(await search(period=changed)) == [PEOPLE[0], PEOPLE[1], PEOPLE[2], PEOPLE[4]]


@pytest.mark.parametrize(
    ("sort_by", "order"),
    [
        (SortBy.APPLICATION, [0, 1, 2, 3, 4]),
        (SortBy.CANDIDATE, [0, 1, 2, 3, 4]),
        (SortBy.EMAIL, [0, 1, 2, 3, 4]),
        (SortBy.STAGE, [0, 2, 3, 4, 1]),
        (SortBy.STATUS, [0, 3, 2, 4, 1]),
        (SortBy.SCORE, [2, 1, 0, 3, 4]),
        (SortBy.ADDED, [0, 1, 2, 3, 4]),
    ],
)
async def test_lists_are_ordered_either_way_with_ties_by_application(search, sort_by, order):
    page = await search(sort_by=sort_by)
    assert names(page) == [PEOPLE[place] for place in order]
    back = await search(sort_by=sort_by, descending=True)
    scored = [one for one in back.rows if one.score is not None]
    if sort_by is SortBy.SCORE:  # who has no score comes last in either order
        assert [one.name for one in scored] == [PEOPLE[1], PEOPLE[2]]
        assert names(back)[2:] == [PEOPLE[0], PEOPLE[3], PEOPLE[4]]
    else:
        keys = [getattr(one, KEYS[sort_by]) for one in back.rows]
        assert keys == sorted(keys, reverse=True)


KEYS = {
    SortBy.APPLICATION: "application_id",
    SortBy.CANDIDATE: "candidate_id",
    SortBy.EMAIL: "email",
    SortBy.STAGE: "stage",
    SortBy.STATUS: "status",
    SortBy.ADDED: "added_at",
}


async def test_pages_do_not_overlap_and_an_empty_one_knows_the_total(search):
    pages = [await search(offset=offset, limit=2) for offset in (0, 2, 4, 6)]
    assert [name for page in pages for name in names(page)] == PEOPLE
    assert [page.total for page in pages] == [5, 5, 5, 5]


async def test_the_numbers_of_a_track(employer, crowd, clock):
    async def stats(period=None):
        return await tracks.read_stats(
            employer.database,
            employer.organization.id,
            employer.activities["joining"],
            period or Period(),
            clock,
        )

    whole = await stats()
    assert (whole.applicants, whole.in_pipeline, whole.hired, whole.rejected) == (5, 3, 0, 1)
    assert whole.by_status == {
        Status.PENDING: 2,
        Status.SUBMITTED: 1,
        Status.REJECTED: 1,
        Status.REVOKED: 1,
    }
    assert [(one.number, one.title, one.count) for one in whole.stages] == [
        (1, "Sums", 4),
        (2, "An essay", 1),
        (3, "A chat", 0),
        (4, "A talk with the team", 0),
    ]
    assert sum(whole.by_status.values()) == whole.applicants
    assert whole.first_added == crowd[0].invitation.created_at
    nobody = await stats(Period(before=crowd[0].invitation.created_at))
    assert (nobody.applicants, nobody.by_status, nobody.first_added) == (0, {}, None)
