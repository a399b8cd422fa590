"""The activities in ``examples/`` are complete, correct in form, and import as they are."""

from pathlib import Path
from typing import get_args

import pytest
import yaml
from jsonschema import Draft202012Validator

from muster.base.markdown import pictures_of
from muster.features.catalog import (
    ActivityStage,
    Advance,
    Assessment,
    Interview,
    Kind,
    LongText,
    Medium,
    MultipleChoice,
    Number,
    Question,
    ReviewStage,
    ShortText,
    SingleChoice,
    Track,
    get_image,
    get_version,
    import_files,
    read_file,
    schema,
    sections_of,
)
from muster.run.activity_files import read_source

FOLDER = Path(__file__).parents[3] / "examples"
SOURCES = [read_source(path) for path in sorted(FOLDER.glob("*.yaml"))]
CONTENTS = [read_file(source).content for source in SOURCES]
ASSESSMENTS = [content for content in CONTENTS if isinstance(content, Assessment)]


def questions(content):
    return [question for section in sections_of(content) for question in section.questions]


def test_there_are_three_assessments_an_interview_and_a_track():
    assert len(ASSESSMENTS) >= 3
    assert any(isinstance(content, Interview) for content in CONTENTS)
    assert any(isinstance(content, Track) for content in CONTENTS)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_an_example_fits_the_published_schema_by_any_yaml_reader(source):
    Draft202012Validator(schema()).validate(yaml.safe_load(source.text))
    first = source.text.splitlines()[0]
    assert (FOLDER / first.removeprefix("# yaml-language-server: $schema=")).is_file()


@pytest.mark.parametrize("content", CONTENTS, ids=lambda content: content.title)
def test_an_example_tells_the_candidate_what_to_expect(content):
    assert content.summary
    assert content.instructions
    assert content.have_ready
    assert content.minutes
    assert content.language


@pytest.mark.parametrize("content", ASSESSMENTS, ids=lambda content: content.title)
def test_an_assessment_has_twenty_questions_of_many_types(content):
    asked = questions(content)
    assert len(asked) >= 20
    assert {type(question) for question in asked} >= {
        SingleChoice,
        MultipleChoice,
        ShortText,
        LongText,
        Number,
    }
    assert content.pass_percent


@pytest.mark.parametrize("content", ASSESSMENTS, ids=lambda content: content.title)
def test_every_question_has_a_skill_and_a_reason_or_a_rubric(content):
    for question in questions(content):
        assert question.skill
        assert getattr(question, "rubric", ()) or question.explanation


@pytest.mark.parametrize("content", ASSESSMENTS, ids=lambda content: content.title)
def test_the_right_option_is_not_given_away_by_its_place(content):
    letters = [
        question.correct for question in questions(content) if isinstance(question, SingleChoice)
    ]
    assert max(map(letters.count, letters)) <= len(letters) / 2


def test_together_they_show_what_an_activity_can_be():
    asked = [question for content in CONTENTS for question in questions(content)]
    sections = [section for content in CONTENTS for section in sections_of(content)]
    assert {type(question) for question in asked} == set(get_args(Question))
    assert any(isinstance(question, ShortText) and question.patterns for question in asked)
    assert any(question.time_limit_seconds for question in asked)
    assert any(section.time_limit_minutes for section in sections)
    assert any(section.draw for section in sections)
    assert any(section.shuffle for section in sections)
    (interview,) = (content for content in CONTENTS if isinstance(content, Interview))
    assert {prompt.record for prompt in interview.prompts} == set(Medium)
    assert any(prompt.takes > 1 for prompt in interview.prompts)


def test_the_track_has_a_stage_to_pass_and_a_review():
    (track,) = (content for content in CONTENTS if isinstance(content, Track))
    first, second, third = track.stages
    assert isinstance(first, ActivityStage)
    assert first.advance is Advance.PASSED
    assert isinstance(second, ActivityStage)
    assert isinstance(third, ReviewStage)


async def test_their_images_come_along(database, organization, clock):
    imported = await import_files(database, organization, SOURCES, clock)
    shown = 0
    for outcome in imported:
        version = await get_version(database, organization, outcome.activity.id, 1)
        for name, sha256 in version.content.images.items():
            image = await get_image(database, organization, sha256)
            assert image.content == (FOLDER / name).read_bytes()
            shown += 1
    assert shown
    assert {path.name for path in FOLDER.iterdir() if path.suffix != ".yaml"} == {
        picture.source
        for content in ASSESSMENTS
        for question in questions(content)
        for picture in pictures_of(question.prompt)
    }


async def test_the_examples_import_in_any_order(database, organization, clock):
    for sources in (SOURCES, SOURCES[::-1]):
        imported = await import_files(database, organization, sources, clock)
        assert {outcome.activity.current_version for outcome in imported} == {1}
    assert {outcome.activity.kind for outcome in imported} == set(Kind)
