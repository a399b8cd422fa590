"""Finding activities by the names that the outside has for them, within one organization."""

from datetime import timedelta

import pytest
from activity_samples import assessment

from muster.base import ids
from muster.features.catalog import (
    Dialect,
    UnknownVersionError,
    find,
    find_many,
    get_version,
    list_activities,
)

HEX = "59bc377497c7ac0cbc1b69c7"
UUID = "123e4567-e89b-12d3-a456-426614174000"


@pytest.fixture
async def activity(load):
    (imported,) = await load(assessment("sums"))
    return imported.activity


@pytest.fixture
async def migrated(load, activity):
    """An activity with vendor ids, of which Xobin's is the other activity's own integer."""
    extra = f"vendor_ids: {{hiringbranch: {HEX}, xobin: {activity.id}, micro1: {UUID}}}\n"
    (imported,) = await load(assessment("words", extra=extra))
    return imported.activity


FORMS = [
    (None, lambda activity: activity.typeid),
    (None, lambda activity: str(activity.uid)),
    (None, lambda activity: str(activity.uid).upper()),
    (None, lambda activity: activity.key),
    (Dialect.HIRINGBRANCH, lambda activity: activity.object_id),
    (Dialect.HIRINGBRANCH, lambda activity: activity.object_id.upper()),
    (Dialect.XOBIN, lambda activity: str(activity.id)),
    (Dialect.MICRO1, lambda activity: str(activity.uid)),
    (Dialect.MICRO1, lambda activity: activity.uid.hex),
]


@pytest.mark.parametrize(("dialect", "form"), FORMS)
async def test_each_surface_accepts_the_forms_that_it_emits(
    database, organization, activity, dialect, form
):
    assert await find(database, organization, form(activity), dialect) == activity


@pytest.mark.parametrize(
    ("dialect", "reference"),
    [
        (Dialect.HIRINGBRANCH, HEX),
        (Dialect.HIRINGBRANCH, HEX.upper()),
        (Dialect.MICRO1, UUID),
        (Dialect.MICRO1, UUID.upper()),
    ],
)
async def test_a_vendor_id_is_found_in_its_dialect_only(
    database, organization, migrated, dialect, reference
):
    assert await find(database, organization, reference, dialect) == migrated
    for other in {None, *Dialect} - {dialect}:
        assert await find(database, organization, reference, other) is None


async def test_a_vendor_id_goes_before_our_own(database, organization, activity, migrated):
    found = await find(database, organization, str(activity.id), Dialect.XOBIN)
    assert found == migrated


async def test_what_carries_a_vendor_id_keeps_its_own_names(database, organization, migrated):
    assert await find(database, organization, migrated.object_id, Dialect.HIRINGBRANCH) == migrated
    assert await find(database, organization, str(migrated.id), Dialect.XOBIN) == migrated
    assert await find(database, organization, str(migrated.uid), Dialect.MICRO1) == migrated


async def test_an_object_id_of_another_second_is_no_name(database, organization, activity):
    for off in (-1, 1):
        moved = activity.created_at + timedelta(seconds=off)
        reference = ids.to_object_id(moved, activity.id)
        assert await find(database, organization, reference, Dialect.HIRINGBRANCH) is None


async def test_an_object_id_ignores_the_fraction_of_the_second(database, organization, clock, load):
    clock.advance(microseconds=999_999)
    (imported,) = await load(assessment("late"))
    reference = imported.activity.object_id
    found = await find(database, organization, reference, Dialect.HIRINGBRANCH)
    assert found == imported.activity


NOTHING = [
    *("", " ", "0", "-1", "1.0", "1e3", "x" * 5000, "9" * 30, "g" * 24, "\x00", "\ud800"),
    *("inv_" + "0" * 26, "{" + UUID + "}", "\N{ARABIC-INDIC DIGIT ONE}", "About sums", "';--"),
]


@pytest.mark.usefixtures("activity")
@pytest.mark.parametrize("dialect", [None, *Dialect])
async def test_what_has_no_known_form_finds_nothing(database, organization, dialect):
    assert await find_many(database, organization, NOTHING, dialect) == (None,) * len(NOTHING)


async def test_a_key_is_no_name_in_a_dialect(database, organization, activity):
    for dialect in Dialect:
        assert await find(database, organization, activity.key, dialect) is None


async def test_many_are_found_in_the_order_of_asking(database, organization, activity, migrated):
    asked = [HEX, "nothing", activity.object_id, HEX, migrated.object_id]
    found = await find_many(database, organization, asked, Dialect.HIRINGBRANCH)
    assert found == (migrated, None, activity, migrated, migrated)
    assert await find_many(database, organization, []) == ()


@pytest.mark.parametrize(("dialect", "form"), FORMS)
async def test_another_organization_finds_nothing(
    database, other_organization, activity, dialect, form
):
    assert await find(database, other_organization, form(activity), dialect) is None


@pytest.mark.usefixtures("migrated")
@pytest.mark.parametrize(
    ("dialect", "reference"), [(Dialect.HIRINGBRANCH, HEX), (Dialect.MICRO1, UUID)]
)
async def test_another_organization_finds_no_vendor_id(
    database, other_organization, dialect, reference
):
    assert await find(database, other_organization, reference, dialect) is None


@pytest.mark.usefixtures("migrated")
@pytest.mark.parametrize(
    "table", ["activity", "activity_version", "activity_vendor_id", "activity_card"]
)
async def test_row_level_security_hides_another_organizations_rows(
    database, organization, other_organization, table
):
    counts = []
    for asking in (organization, other_organization, None):
        async with database.transaction(asking) as connection:
            counts.append(await connection.fetchval(f"select count(*) from {table}"))
    assert counts[0] > 0
    assert counts[1:] == [0, 0]


async def test_another_organization_lists_and_reads_nothing(database, other_organization, activity):
    assert await list_activities(database, other_organization) == ()
    with pytest.raises(UnknownVersionError):
        await get_version(database, other_organization, activity.id, 1)
