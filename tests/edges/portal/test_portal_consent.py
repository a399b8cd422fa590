"""What is agreed to: its words, their version, and that they are stored as they were shown."""

import hashlib
from types import SimpleNamespace

import pytest

from muster.base.language import LANGUAGES
from muster.edges.portal.briefings import CONSENT_VERSION, agreement
from muster.features.catalog import Medium

WORDS = {"1": "ced829e854edb89f"}
"""A digest of all languages by version: whoever changes a word adds a version here."""


def words(language: str, *records: Medium) -> str:
    employer = SimpleNamespace(name="Juniper & Rye <Bakeries>")
    briefing = SimpleNamespace(organization=employer, records=frozenset(records))
    return agreement(briefing, language).text


def test_a_change_of_words_is_a_new_version():
    texts = [
        words(language, *records)
        for language in LANGUAGES
        for records in ((), (Medium.AUDIO,), (Medium.VIDEO,))
    ]
    digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
    assert digest == WORDS[CONSENT_VERSION]


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_stand_as_they_are_and_paragraphs_are_kept(language):
    text = words(language)
    assert "Juniper & Rye <Bakeries>" in text
    assert len(text.split("\n\n")) == 3


@pytest.mark.parametrize(
    ("records", "said"),
    [
        ((), "my answers and the times"),
        ((Medium.AUDIO,), "with the sound"),
        ((Medium.VIDEO,), "video and sound"),
    ],
)
def test_it_says_what_is_recorded(records, said):
    assert said in words("en", *records)


async def test_what_was_shown_is_what_is_stored(client, path, invited, employer):
    await client.post(path)
    address = f"/home/{invited.invitation.uid}/start"
    form = {"consent": "yes", "version": CONSENT_VERSION, "language": "de"}
    await client.post(f"{address}?lang=de", data=form)
    (row,) = await employer.fetch("select version, language, text from consent")
    assert (row["version"], row["language"]) == (CONSENT_VERSION, "de")
    assert row["text"].startswith("Northwind Traders erhält meine Antworten")


@pytest.mark.parametrize(
    "form", [{}, {"consent": "yes"}, {"consent": "yes", "version": "0", "language": "en"}]
)
async def test_without_agreement_nothing_starts(client, path, invited, employer, form):
    await client.post(path)
    answer = await client.post(f"/home/{invited.invitation.uid}/start", data=form)
    assert answer.status_code == 422
    assert "Without your agreement nothing can be started." in answer.text
    assert await employer.count("attempt") == 0
