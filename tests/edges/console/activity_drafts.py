"""Drafts of activities to test with: begun, written and saved by the console's own forms."""

from muster.features import catalog
from muster.features.catalog import SourceFile

QUIZ = """
key: sums
kind: assessment
title: Sums
questions:
  - {type: number, id: dozen, prompt: "3 × 4?", answer: 12}
  - type: single_choice
    id: heavy
    prompt: Which is heavier?
    options: {a: 1 kg, b: 950 g}
    correct: a
"""


async def import_quiz(employer):
    """Import an assessment of two questions; return the activity."""
    sources = [SourceFile("sums.yaml", QUIZ)]
    organization = employer.organization.id
    (made,) = await catalog.import_files(employer.database, organization, sources, employer.clock)
    return made.activity


async def begin(page, kind="assessment", title="Arithmetic"):
    """Begin a draft, and return its address."""
    made = await page.post("/console/activities/new", data={"kind": kind, "title": title})
    assert made.status_code == 303, made.text
    return made.headers["location"]


def value_of(text, name):
    """Return the value of a hidden field of a page."""
    start = text.index(f'name="{name}"')
    return text[start:].split('value="', 1)[1].split('"', 1)[0]


async def save(page, address, **fields):
    shown = await page.get(address)
    basis = value_of(shown.text, "basis")
    return await page.post(address, data={"basis": basis} | fields)


async def add(page, draft, word, **fields):
    made = await page.post(f"{draft}/questions", data={"type": word, "section": "0"})
    assert made.status_code == 303, made.text
    address = made.headers["location"].partition("?")[0]
    done = await save(page, address, **fields)
    assert done.status_code == 303, done.text
    return address
