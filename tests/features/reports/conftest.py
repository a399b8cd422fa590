"""What tests of reports share: an employer with an activity that rules and people mark."""

import pytest

from employers import Employer, make_employer
from takers import publish

MIXED = """
key: mixed
kind: assessment
title: Mixed
pass_percent: 60
sections:
  - title: By rule
    questions:
      - id: pick
        type: multiple_choice
        prompt: Which are vegetables?
        points: 2
        skill: Kitchen
        options: {a: Carrot, b: Leek, c: Kale, d: Granite}
        correct: [a, b, c]
        partial_credit: true
      - {id: sum, type: number, prompt: 'How many?', answer: 12.5, tolerance: 0.5, points: 1}
  - title: By people
    questions:
      - id: essay
        type: long_text
        prompt: Tell us.
        skill: Prose
        rubric:
          - {criterion: Clarity, points: 2, look_for: Short sentences}
          - {criterion: Tone, points: 1}
      - {id: note, type: long_text, prompt: 'Anything else?', points: 1}
"""


@pytest.fixture
async def employer(database, clock) -> Employer:
    employer = await make_employer(database, clock, "northwind", name="Northwind Traders")
    await publish(employer, MIXED)
    return employer


@pytest.fixture
async def other_employer(database, clock) -> Employer:
    return await make_employer(database, clock, "southwind")
