"""Activities that are archived, restored, and changed by a program."""

import json
from dataclasses import replace

import pytest

from employers import make_employer
from muster.features import catalog, journal
from muster.features.catalog import LongText, Revision, Search, SourceFile
from muster.features.invitations import Guest

AMARA = Guest("amara@example.com", "Amara Nwosu")


@pytest.fixture
async def employer(database, clock):
    return await make_employer(database, clock, "northwind")


@pytest.fixture
def archive(database, clock, employer):
    async def archive(reference, verb=catalog.archive):
        return await verb(
            database, employer.organization.id, reference, now=clock.now(), actor="key:1"
        )

    return archive


async def keys(employer, **wish):
    listed = await catalog.list_activities(employer.database, employer.organization.id, **wish)
    return {one.key for one in listed}


async def test_lists_leave_an_archived_activity_out_until_it_is_restored(employer, archive):
    archived = await archive("quiz")
    assert archived.archived_at is not None
    assert "quiz" not in await keys(employer)
    assert "quiz" in await keys(employer, archived=True)
    assert (await archive("quiz")).archived_at == archived.archived_at
    assert (await archive("quiz", catalog.restore)).archived_at is None
    assert "quiz" in await keys(employer)
    feed = await journal.read_feed(employer.database, employer.organization.id, after=0, limit=99)
    assert [one.type for one in feed if one.actor == "key:1"] == [
        "activity.archived",
        "activity.restored",
    ]


async def test_nobody_new_is_invited_to_what_is_archived(employer, archive):
    await employer.invite(AMARA)
    archived = await archive("quiz")
    with pytest.raises(catalog.ArchivedActivityError):
        await employer.invite(AMARA, activities=(archived,))
    assert await employer.count("invitation") == 1


async def test_importing_again_publishes_and_leaves_it_archived(employer, archive, clock):
    await archive("talk")
    source = SourceFile("talk.yaml", json.dumps(interview("talk", "Another talk")))
    (imported,) = await catalog.import_files(
        employer.database, employer.organization.id, [source], clock
    )
    assert imported.activity.current_version == 2
    assert imported.activity.archived_at is not None


def interview(key, title, *more):
    prompts = [{"prompt": "Tell us.", "answer_seconds": 60, "record": "audio"}, *more]
    return {"key": key, "kind": "interview", "title": title, "prompts": prompts}


@pytest.fixture
def revise(employer, clock):
    async def revise(document, settings, of=None):
        file = catalog.read_file(SourceFile("interview", json.dumps(document)))
        return await catalog.revise(
            employer.database,
            employer.organization.id,
            Revision(file, settings, of),
            now=clock.now(),
            actor="key:1",
        )

    return revise


async def test_a_program_publishes_an_activity_with_its_settings(employer, revise, clock):
    written = {"type": "long_text", "prompt": "Write.", "time_limit_seconds": 90}
    made = await revise(interview("made", "Made", written), {"micro1": {"skills": []}})
    assert made.settings == {"micro1": {"skills": []}}
    assert made.minutes == 3
    clock.advance(hours=1)
    changed = await revise(interview("made", "Made anew"), {"micro1": {}}, of=made)
    assert (changed.current_version, changed.title) == (2, "Made anew")
    assert changed.changed_at == clock.now()
    shown = await catalog.show(employer.database, employer.organization.id, made.id)
    assert len(shown.content.prompts) == 1


async def test_a_change_of_what_was_changed_meanwhile_is_refused(revise):
    made = await revise(interview("made", "Made"), {})
    await revise(interview("made", "First"), {}, of=made)
    with pytest.raises(catalog.ChangedMeanwhileError):
        await revise(interview("made", "Second"), {}, of=made)


async def test_a_search_finds_parts_of_titles_in_any_case_newest_first(employer, revise):
    for key in ("one", "two", "three"):
        await revise(interview(key, f"Ärzte {key}"), {})
    wanted = Search(catalog.Kind.INTERVIEW, "äRZTE", limit=2)

    async def found(wish):
        shown = await catalog.search(employer.database, employer.organization.id, wish)
        return [one.activity.key for one in shown]

    assert await found(wanted) == ["three", "two"]
    assert await found(replace(wanted, offset=2)) == ["one"]
    assert await found(replace(wanted, keyword="%")) == []


async def test_an_interview_may_have_prompts_that_are_answered_in_writing(employer, revise):
    written = {"type": "long_text", "prompt": "Write.", "max_words": 50}
    made = await revise(interview("made", "Made", written), {})
    shown = await catalog.show(employer.database, employer.organization.id, made.id)
    assert isinstance(shown.content.prompts[1], LongText)
    assert made.minutes is None
