"""What the client tells of reports: the same in a list and alone, with types."""

import pytest

from muster.features.invitations import Guest
from takers import publish, settled

ESSAY = """
key: essay
kind: assessment
title: An essay
pass_percent: 50
questions:
  - {id: sum, type: number, prompt: 'How many?', answer: 3, points: 2}
  - {id: text, type: long_text, prompt: Explain., points: 3}
"""
AMARA = Guest("amara@example.com", "Amara Nwosu", external_id="ats-7")


@pytest.mark.parametrize(
    ("activity", "answers", "expected"),
    [
        ("quiz", {"q1": "a"}, (True, 0, 1.0, 1.0, 100.0)),
        ("essay", {"sum": "3", "text": "So."}, (False, 1, 2.0, 5.0, None)),
    ],
)
async def test_a_report_is_the_same_in_a_list_and_alone(ask, employer, activity, answers, expected):
    await publish(employer, ESSAY)
    attempt = await settled(employer, activity, answers, AMARA)

    (listed,) = await ask(lambda muster: list(muster.reports(activity=activity)))
    alone = await ask(lambda muster: muster.report(listed.id))
    by_attempt = await ask(lambda muster: muster.report(attempt.typeid))

    assert by_attempt.id == alone.id == listed.id
    for one in (listed, alone):
        assert (one.complete, one.waiting, one.points, one.possible, one.percent) == expected
        assert (one.name, one.email, one.external_id) == (AMARA.name, AMARA.email, "ats-7")
        assert (one.activity.key, one.version, one.passed) == (activity, 1, None)
        assert (one.attempt, one.submitted_at) == (attempt.typeid, attempt.submitted_at)
    assert (alone.candidate, alone.invitation) == (listed.candidate, listed.invitation)
    assert alone.raw["sections"]


async def test_a_report_is_printed(ask, employer):
    attempt = await settled(employer, "quiz", {"q1": "a"})

    assert (await ask(lambda muster: muster.report_pdf(attempt.typeid))).startswith(b"%PDF-")
