"""Organizations: created once by their slug, changed one value at a time."""

import pytest

from muster.base.errors import InvalidError
from muster.features import organizations
from muster.features.organizations import Profile, SlugTakenError, UnknownOrganizationError


async def create(database, clock, slug="northwind", **profile):
    return await organizations.create_organization(database, slug, Profile(**profile), clock)


async def test_an_organization_without_a_word_about_it_has_sensible_values(database, clock):
    made = await create(database, clock)

    assert (made.slug, made.name, made.time_zone, made.locale) == (
        "northwind",
        "northwind",
        "UTC",
        "en",
    )
    assert (made.window_days, made.fragment_links, made.created_at) == (14, False, clock.now())
    assert made == await organizations.find_organization(database, "northwind")
    assert made == await organizations.organization_of_link(database, made.id)


async def test_a_slug_belongs_to_one_organization(database, clock):
    await create(database, clock)

    with pytest.raises(SlugTakenError, match="northwind exists already"):
        await create(database, clock)


@pytest.mark.parametrize("slug", ["", "Northwind", "north wind", "-north", "nörd", "a" * 64, "a\n"])
async def test_a_slug_of_another_form_is_refused(database, clock, slug):
    with pytest.raises(InvalidError) as caught:
        await create(database, clock, slug)

    assert caught.value.field == "slug"


async def test_a_change_keeps_what_it_does_not_name(database, clock):
    await create(database, clock, name="Northwind Traders", time_zone="Europe/Berlin")

    changed = await organizations.change_organization(
        database, "northwind", Profile(window_days=30, reply_to="jobs@example.com")
    )

    assert (changed.name, changed.time_zone) == ("Northwind Traders", "Europe/Berlin")
    assert (changed.window_days, changed.reply_to) == (30, "jobs@example.com")


async def test_an_organization_that_is_not_there_cannot_be_found_or_changed(database):
    with pytest.raises(UnknownOrganizationError, match="nowhere"):
        await organizations.find_organization(database, "nowhere")
    with pytest.raises(UnknownOrganizationError, match="nowhere"):
        await organizations.change_organization(database, "nowhere", Profile(name="X"))
    assert await organizations.organization_of_link(database, 4_000_000_000) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "Berlin"),
        ("time_zone", "../etc/passwd"),
        ("locale", "klingon"),
        ("locale", "xx-YY"),
        ("accent_color", "blue"),
        ("accent_color", "#fff"),
        ("window_days", 0),
        ("window_days", 3651),
        ("name", "North\nwind"),
        ("contact", "=?utf-8?q?x?="),
        ("reply_to", "nobody"),
    ],
)
async def test_a_value_that_cannot_be_used_is_named(database, clock, field, value):
    with pytest.raises(InvalidError) as caught:
        await create(database, clock, **{field: value})

    assert caught.value.field == field


async def test_organizations_are_listed_oldest_first(database, clock):
    slugs = ["zulu", "alpha", "mike"]
    for slug in slugs:
        await create(database, clock, slug)

    listed = await organizations.list_organizations(database)
    assert [one.slug for one in listed if one.slug in slugs] == slugs
