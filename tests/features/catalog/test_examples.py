"""The activities in ``examples/`` are complete, correct in form, and import as they are."""

from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from muster.features.catalog import (
    Assessment,
    Interview,
    Kind,
    LongText,
    MultipleChoice,
    Number,
    ShortText,
    SingleChoice,
    SourceFile,
    Track,
    import_files,
    read_file,
    schema,
)

FOLDER = Path(__file__).parents[3] / "examples"
FILES = sorted(FOLDER.glob("*.yaml"))
SOURCES = [SourceFile(path.name, path.read_text(encoding="utf-8")) for path in FILES]
CONTENTS = [read_file(source).content for source in SOURCES]
ASSESSMENTS = [content for content in CONTENTS if isinstance(content, Assessment)]


def questions(content: Assessment):
    return [question for section in content.sections for question in section.questions]


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
def test_an_assessment_has_twenty_questions_of_all_types(content):
    asked = questions(content)
    assert len(asked) >= 20
    assert {type(question) for question in asked} == {
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
        assert question.rubric if isinstance(question, LongText) else question.explanation


@pytest.mark.parametrize("content", ASSESSMENTS, ids=lambda content: content.title)
def test_the_right_option_is_not_given_away_by_its_place(content):
    letters = [
        question.correct for question in questions(content) if isinstance(question, SingleChoice)
    ]
    assert max(map(letters.count, letters)) <= len(letters) / 2


async def test_the_examples_import_in_any_order(database, organization, clock):
    for sources in (SOURCES, SOURCES[::-1]):
        imported = await import_files(database, organization, sources, clock)
        assert {outcome.activity.current_version for outcome in imported} == {1}
    assert {outcome.activity.kind for outcome in imported} == set(Kind)
