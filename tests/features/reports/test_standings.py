"""How candidates stand, page by page."""

from muster.features import reports
from muster.features.catalog import Dialect, Kind
from muster.features.invitations import Guest, State
from muster.features.reports import Standings
from takers import settle, start, take

WANTED = Standings(Kind.ASSESSMENT, Dialect.HIRINGBRANCH)


async def listed(employer, wanted=WANTED, size=2):
    found, after = [], 0
    while True:
        page = await reports.list_standings(
            employer.database, employer.organization.id, wanted, after=after, limit=size
        )
        found += page
        if len(page) < size:
            return found
        after = page[-1].invitation_id


async def test_pages_follow_each_other_without_gap_or_double(employer, other_employer):
    guests = [Guest(f"person{number}@example.com", f"Person {number}") for number in range(5)]
    await employer.invite(*guests)
    await other_employer.invite(*guests)
    found = await listed(employer)
    assert len({one.invitation_id for one in found}) == 5
    assert [one.invitation_id for one in found] == sorted(one.invitation_id for one in found)
    assert {one.title for one in found} == {"The quiz"}
    assert await listed(employer, size=100) == found


async def test_a_standing_counts_questions_and_has_the_score_once_there_is_one(employer):
    await start(employer, "quiz", Guest("bao@example.com", "Bao"))
    attempt = await take(employer, "mixed", {"sum": "12.5", "essay": "An answer."})
    await settle(employer, attempt)
    quiz, mixed = await listed(employer)
    assert (quiz.state, quiz.asked, quiz.answered, quiz.score) == (State.STARTED, 1, 0, None)
    assert (mixed.state, mixed.asked, mixed.answered) == (State.COMPLETED, 4, 2)
    assert not mixed.score.complete
    only = Standings(Kind.ASSESSMENT, Dialect.HIRINGBRANCH, activities=(mixed.activity_id,))
    assert await listed(employer, only) == [mixed]
    nobody = Standings(Kind.ASSESSMENT, Dialect.HIRINGBRANCH, candidates=())
    assert await listed(employer, nobody) == []
