"""A landing page says how many questions a candidate will get, however they are asked."""

from muster.features.catalog import SourceFile, import_files
from muster.features.invitations import Guest, look

MIXED = """
key: mixed
kind: assessment
title: Mixed
sections:
  - title: A pool
    draw: 2
    shuffle: true
    questions:
      - {type: number, prompt: p, answer: 1}
      - {type: ordering, prompt: p, options: {a: x, b: y}, correct: [b, a]}
      - {type: short_text, prompt: p, patterns: [x]}
  - title: All of them
    questions:
      - {type: file, prompt: p, types: [pdf]}
      - {type: video, prompt: p, answer_seconds: 60}
"""


async def test_a_pool_counts_as_what_is_drawn_from_it(employer):
    organization = employer.organization.id
    (mixed,) = await import_files(
        employer.database, organization, [SourceFile("m.yaml", MIXED)], employer.clock
    )
    guest = Guest("ada@example.com", "Ada Okafor")
    for activity, count in [(mixed.activity, 4), (employer.activities["talk"], 1)]:
        (row,) = (await employer.invite(guest, activities=(activity,))).rows
        claim = row.invitation.claim(organization)
        landing = await look(employer.database, claim, employer.clock)
        assert landing.invitations[0].question_count == count
