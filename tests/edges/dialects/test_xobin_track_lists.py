"""Xobin's calls that list and count the applicants of a track."""

import pytest
from track_calls import FILES, VENDOR_TRACK, Office
from vendor_calls import make_world


@pytest.fixture
async def world(database, clock):
    return await make_world(database, clock, "northwind", FILES)


@pytest.fixture
def office(client, world, services):
    return Office(client, world, services)


@pytest.fixture
async def crowd(office):
    amara, bartosz, chiyo = [
        await office.apply(name) for name in ("Amara O", "Bartosz Z", "Chiyo T")
    ]
    await office.take(bartosz)
    await office.take(chiyo, submit=False)
    return amara, bartosz, chiyo


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"sort_order": "asc"}, "ABC"),
        ({}, "ABC"),
        ({"name": "o"}, "ABC"),
        ({"name": "amara"}, "A"),
        ({"email": "CHI"}, "C"),
        ({"stage_status": "completed"}, "B"),
        ({"stage_status": "Pending", "sort_by": "name"}, "CA"),
        ({"stage_id": "1", "sort_by": "email", "sort_order": "asc"}, "ABC"),
        ({"stage_id": "2"}, ""),
        ({"from_date": "2026-03-02", "to_date": "2026-03-02"}, "ABC"),
        ({"from_date": "2026-03-03"}, ""),
        ({"to_date": "2026-03-02 10:29"}, ""),
        ({"to_date": "2026-03-02 10:30", "timeframe_field": "last_updated_at"}, "ABC"),
        ({"sort_by": "score"}, "BAC"),
        ({"page": 2, "per_page": 2, "sort_by": "name", "sort_order": "asc"}, "C"),
    ],
)
@pytest.mark.usefixtures("crowd")
async def test_applicants_are_filtered_ordered_and_paged(office, query, found):
    answer = await office.read("applicants", **query)
    assert answer.status_code == 200, answer.text
    assert "".join(row["name"][0] for row in answer.json()["data"]) == found


async def test_a_page_of_applicants_has_the_vendors_names(office, crowd):
    path = f"/api/v2/tracks/{VENDOR_TRACK}/applicants"
    body = (
        await office.call(path, method="GET", per_page=2, sort_by="name", sort_order="asc")
    ).json()
    assert body["pagination"] == {
        "page": 1,
        "per_page": 2,
        "total": 3,
        "total_pages": 2,
        "has_next": True,
        "has_prev": False,
    }
    assert body["data"][0] == {
        "application_id": crowd[0]["application_id"],
        "candidate_id": body["data"][0]["candidate_id"],
        "name": "Amara O",
        "email": "amara@example.com",
        "stage_id": "1",
        "stage_name": "Sums",
        "stage_type": "Assessment",
        "stage_status": "Pending",
        "score": None,
        "date_added": "2026-03-02T09:30:00Z",
        "last_updated_at": "2026-03-02T09:30:00Z",
    }


@pytest.mark.parametrize(
    "query",
    [
        {"page": 0},
        {"per_page": 201},
        {"sort_by": "shoe_size"},
        {"sort_order": "up"},
        {"stage_status": "happy"},
        {"stage_id": "one"},
        {"from_date": "yesterday"},
        {"from_date": "2026-03-03", "to_date": "2026-03-02"},
        {"timeframe_field": "birthday"},
        {"name": "x" * 321},
    ],
)
async def test_a_wrong_query_is_refused_and_named(office, query):
    answer = await office.read("applicants", **query)
    assert answer.status_code == 400
    assert any(name in answer.json()["error"] for name in query)


@pytest.mark.usefixtures("crowd")
async def test_the_stats_have_the_vendors_names(office):
    path = f"/api/v2/tracks/{VENDOR_TRACK}/stats"
    body = (await office.call(path, method="GET", from_date="2026-03-01")).json()
    assert (body["track_id"], body["title"], body["active"]) == (VENDOR_TRACK, "Joining us", True)
    assert body["totals"] == {
        "applicants": 3,
        "in_pipeline": 3,
        "hired": 0,
        "rejected": 0,
        "by_status": {"Pending": 2, "Completed": 1},
    }
    assert [
        (one["stage_id"], one["name"], one["type"], one["count"]) for one in body["stages"]
    ] == [
        ("1", "Sums", "Assessment", 3),
        ("2", "A talk", "Automated Interview", 0),
        ("3", "The team decides", "Review", 0),
    ]
    assert body["stages"][0]["status_counts"] == {"Pending": 2, "Completed": 1}
    assert body["applicant_timestamps"]["first_added"] == "2026-03-02T09:30:00Z"
    assert body["filters_applied"] == {
        "timeframe_field": "",
        "from_date": "2026-03-01",
        "to_date": "",
    }
