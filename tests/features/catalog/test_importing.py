"""Importing: versions, order of files, what is refused, and the events that it leaves."""

import asyncio
from decimal import Decimal

import pytest
from activity_samples import assessment, track

from muster.features import journal
from muster.features.catalog import (
    ActivityFileError,
    Change,
    Dialect,
    Kind,
    SourceFile,
    UnknownVersionError,
    find,
    get_version,
    import_files,
    list_activities,
)


async def problems(load, *sources) -> list[tuple[str, int, str, str]]:
    with pytest.raises(ActivityFileError) as caught:
        await load(*sources)
    return [
        (problem.file, problem.line, problem.field, problem.message)
        for problem in caught.value.problems
    ]


async def test_a_new_file_becomes_an_activity_with_its_first_version(
    database, organization, clock, load
):
    extra = "summary: Counting.\nminutes: 5\nhave_ready: [Paper, Пенал]\nlanguage: de\n"
    (imported,) = await load(assessment("sums", extra=extra + "retake_after_days: 30\n"))
    activity = imported.activity
    assert imported.change is Change.CREATED
    assert (activity.organization_id, activity.key) == (organization, "sums")
    assert (activity.kind, activity.title) == (Kind.ASSESSMENT, "About sums")
    assert (activity.summary, activity.minutes, activity.language) == ("Counting.", 5, "de")
    assert (activity.have_ready, activity.retake_after_days) == (("Paper", "Пенал"), 30)
    assert (activity.current_version, activity.created_at) == (1, clock.now())
    assert activity.vendor_ids == {}
    version = await get_version(database, organization, activity.id, 1)
    assert version.published_at == clock.now()
    assert version.content.have_ready == ("Paper", "Пенал")


async def test_the_same_content_again_makes_no_version(load):
    await load(assessment("sums"))
    (imported,) = await load(assessment("sums"))
    assert imported.change is Change.UNCHANGED
    assert imported.activity.current_version == 1


async def test_changed_content_makes_the_next_version_and_keeps_the_old(
    database, organization, clock, load
):
    (first,) = await load(assessment("sums", answer="0.10"))
    clock.advance(days=1)
    (second,) = await load(assessment("sums", answer="0.30", extra="summary: New.\n"))
    assert second.change is Change.PUBLISHED
    assert second.activity.current_version == 2
    assert (second.activity.id, second.activity.uid) == (first.activity.id, first.activity.uid)
    assert second.activity.created_at == first.activity.created_at
    assert second.activity.summary == "New."
    answers = []
    for number in (1, 2):
        version = await get_version(database, organization, first.activity.id, number)
        answers.append(version.content.sections[0].questions[0].answer)
    assert answers == [Decimal("0.1"), Decimal("0.3")]


async def test_going_back_to_older_content_is_a_version_of_its_own(load):
    await load(assessment("sums", answer=1))
    await load(assessment("sums", answer=2))
    (third,) = await load(assessment("sums", answer=1))
    assert third.activity.current_version == 3


async def test_an_unknown_version_is_refused(database, organization, load):
    (imported,) = await load(assessment("sums"))
    with pytest.raises(UnknownVersionError):
        await get_version(database, organization, imported.activity.id, 2)


async def test_vendor_ids_and_the_retake_rule_change_without_a_version(load):
    await load(assessment("sums", extra="vendor_ids: {xobin: 7, hiringbranch: " + "a" * 24 + "}\n"))
    (imported,) = await load(
        assessment("sums", extra="vendor_ids: {xobin: 8}\nretake_after_days: 9\n")
    )
    assert imported.change is Change.UPDATED
    assert imported.activity.current_version == 1
    assert imported.activity.vendor_ids == {Dialect.XOBIN: "8"}
    assert imported.activity.retake_after_days == 9


async def test_files_come_in_any_order_and_outcomes_in_the_same(load):
    imported = await load(
        track("way", "activity: sums", "activity: words"), assessment("words"), assessment("sums")
    )
    assert [outcome.activity.key for outcome in imported] == ["way", "words", "sums"]


async def test_a_track_may_name_what_was_imported_before(load):
    await load(assessment("sums"))
    (imported,) = await load(track("way", "activity: sums"))
    assert imported.change is Change.CREATED


async def test_a_track_that_names_nothing_known_is_refused(load):
    assert await problems(load, track("way", "activity: sums"), assessment("words")) == [
        (
            "way.yaml",
            5,
            "stages[1].activity",
            "'sums' is not among these files or the organization's activities",
        )
    ]


@pytest.mark.parametrize("before", [True, False])
async def test_a_track_is_no_stage_of_a_track(load, before):
    sources = [assessment("sums"), track("inner", "activity: sums")]
    if before:
        await load(*sources)
        sources = []
    found = await problems(load, *sources, track("outer", "activity: inner"))
    assert [(file, line) for file, line, _, _ in found] == [("outer.yaml", 5)]
    assert "'inner' is a track" in found[0][3]


async def test_two_tracks_that_name_each_other_are_refused(load):
    found = await problems(load, track("a", "activity: b"), track("b", "activity: a"))
    assert [file for file, *_ in found] == ["a.yaml", "b.yaml"]


@pytest.mark.parametrize("before", [True, False])
async def test_a_stage_that_must_be_passed_needs_a_pass_mark(load, before):
    sources = [assessment("sums"), assessment("words", extra="pass_percent: 60\n")]
    if before:
        await load(*sources)
        sources = []
    stages = ("{activity: words, advance: passed}", "{activity: sums, advance: passed}")
    found = await problems(load, *sources, track("way", *stages))
    assert [(line, message) for _, line, _, message in found] == [
        (6, "'sums' has no pass_percent, so nobody can pass it")
    ]


async def test_a_kind_never_changes(load):
    await load(assessment("sums"))
    source = SourceFile(
        "talk.yaml",
        "key: sums\nkind: interview\ntitle: T\nprompts: [{prompt: p, answer_seconds: 60}]\n",
    )
    assert await problems(load, source) == [
        (
            "talk.yaml",
            2,
            "kind",
            "cannot become interview: 'sums' was published as assessment",
        )
    ]


async def test_a_key_in_two_files_is_refused(load):
    twin = SourceFile("twin.yaml", assessment("sums", answer=5).text)
    assert await problems(load, assessment("sums"), twin) == [
        ("twin.yaml", 1, "key", "'sums' is in sums.yaml as well")
    ]


async def test_a_vendor_id_of_another_activity_is_refused(load):
    await load(assessment("sums", extra="vendor_ids: {xobin: 7}\n"))
    found = await problems(load, assessment("words", extra="vendor_ids:\n  xobin: 7\n"))
    assert found == [("words.yaml", 5, "vendor_ids.xobin", "7 belongs to the activity 'sums'")]


async def test_a_vendor_id_in_two_files_is_refused(load):
    ids = "vendor_ids: {micro1: 123e4567-e89b-12d3-a456-42661417400%s}\n"
    found = await problems(
        load, assessment("sums", extra=ids % "a"), assessment("words", extra=ids % "A")
    )
    assert [file for file, *_ in found] == ["words.yaml"]


async def test_the_same_number_may_be_an_id_of_two_vendors(load):
    number = "1" * 24
    await load(
        assessment("sums", extra=f"vendor_ids: {{hiringbranch: '{number}'}}\n"),
        assessment("words", extra="vendor_ids: {xobin: 111111111111111}\n"),
    )


async def test_two_activities_can_swap_their_vendor_ids(load):
    await load(
        assessment("sums", extra="vendor_ids: {xobin: 7}\n"),
        assessment("words", extra="vendor_ids: {xobin: 8}\n"),
    )
    sums, words = await load(
        assessment("sums", extra="vendor_ids: {xobin: 8}\n"),
        assessment("words", extra="vendor_ids: {xobin: 7}\n"),
    )
    assert sums.activity.vendor_ids == {Dialect.XOBIN: "8"}
    assert words.activity.vendor_ids == {Dialect.XOBIN: "7"}


async def test_one_bad_file_imports_none(database, organization, load):
    await problems(load, assessment("sums"), track("way", "activity: missing"))
    await problems(load, assessment("sums"), SourceFile("bad.yaml", "kind: quiz"))
    assert await list_activities(database, organization) == ()


async def test_importing_nothing_is_no_error(load):
    assert await load() == ()


async def test_events_tell_what_was_imported(database, organization, load):
    (imported,) = await load(assessment("sums"))
    await load(assessment("sums"))
    await load(assessment("sums", extra="vendor_ids: {xobin: 7}\n"))
    await load(assessment("sums", answer=5, extra="vendor_ids: {xobin: 7}\n"))
    events = await journal.read_feed(database, organization, after=0, limit=100)
    assert {event.subject_id for event in events} == {imported.activity.id}
    assert [(event.type, event.data) for event in events] == [
        ("activity.created", {"key": "sums", "version": 1}),
        ("activity.published", {"key": "sums", "version": 1}),
        ("activity.updated", {"key": "sums", "version": 1}),
        ("activity.published", {"key": "sums", "version": 2}),
    ]
    assert {event.actor for event in events} == {"test"}


async def test_the_list_goes_on_after_an_id_and_holds_one_kind(database, organization, load):
    imported = await load(
        assessment("a"), assessment("b"), track("way", "activity: a"), assessment("c")
    )
    ids = {outcome.activity.key: outcome.activity.id for outcome in imported}

    async def keys(**wanted) -> list[str]:
        page = await list_activities(database, organization, **wanted)
        return [activity.key for activity in page]

    assert await keys() == sorted(ids, key=ids.__getitem__)
    assert await keys(kind=Kind.TRACK) == ["way"]
    assert await keys(after_id=ids["a"], limit=2) == ["b", "c"]
    assert await keys(kind=Kind.ASSESSMENT, after_id=ids["c"]) == []


async def test_the_same_key_lives_in_two_organizations(database, other_organization, clock, load):
    (ours,) = await load(assessment("sums", extra="vendor_ids: {xobin: 7}\n"))
    (theirs,) = await import_files(
        database,
        other_organization,
        [assessment("sums", extra="vendor_ids: {xobin: 7}\n")],
        clock,
    )
    assert theirs.activity.id != ours.activity.id
    found = await find(database, other_organization, "7", Dialect.XOBIN)
    assert found == theirs.activity


async def test_imports_at_once_follow_one_another(committing_database, clock):
    async with committing_database.transaction() as connection:
        organization = await connection.fetchval(
            "insert into organization (uid, slug, name, created_at) "
            "values (gen_random_uuid(), gen_random_uuid()::text, 'Race', now()) returning id"
        )
    outcomes = await asyncio.gather(
        *(
            import_files(committing_database, organization, [assessment("sums", answer=n)], clock)
            for n in (1, 2, 1, 2, 1, 2)
        )
    )
    changes = [imported.change for (imported,) in outcomes]
    (activity,) = await list_activities(committing_database, organization)
    assert changes.count(Change.CREATED) == 1
    assert activity.current_version == 1 + changes.count(Change.PUBLISHED)
