"""What tests of reviewing share: an employer with a written interview, and two reviewers."""

import pytest

from employers import Employer, make_employer
from members import make_member
from muster.features.invitations import Guest
from muster.features.members import MemberRole
from takers import publish, settled

WRITTEN = """
key: written
kind: assessment
title: A written interview
pass_percent: 50
questions:
  - {id: pick, type: single_choice, prompt: 'Which?', points: 1, options: {a: A, b: B}, correct: a}
  - id: essay
    type: long_text
    prompt: Tell us about a day at work.
    rubric:
      - {criterion: Clarity, points: 2, look_for: Short sentences}
      - {criterion: Tone, points: 1}
  - {id: note, type: long_text, prompt: 'Anything else?', points: 1}
"""
ANSWERS = {
    "pick": "a",
    "essay": "My name is Žofkàvræn Qwellon, and I bake. zofka@example.com",
    "note": "No.",
}
GUEST = Guest("zofka@example.com", "Žofkàvræn Qwellon", external_id="EXT-ZOFKA")


@pytest.fixture
async def employer(database, clock) -> Employer:
    employer = await make_employer(database, clock, "northwind", name="Northwind Traders")
    await publish(employer, WRITTEN)
    return employer


@pytest.fixture
async def attempt(employer):
    return await settled(employer, "written", ANSWERS, GUEST)


@pytest.fixture
async def ola(employer):
    return await make_member(employer, MemberRole.REVIEWER, "ola@example.com", "Ọlá Ade")


@pytest.fixture
async def ines(employer):
    return await make_member(employer, MemberRole.RECRUITER, "ines@example.com", "Inés Duarte")
