"""Where a stage stands, in the words of lists."""

from muster.features import lists
from muster.features.lists import Standing


async def standing(applicant) -> Standing:
    """Return where the present stage stands."""
    child = await applicant.child()
    (line,) = await lists.show_lines(applicant.ground, applicant.organization, [child.id])
    return line.standing(applicant.clock.now())


async def test_the_letter_of_the_track_leads_to_its_first_stage_and_others_have_their_own(
    applicant, employer
):
    assert await standing(applicant) is Standing.WAITING
    await employer.change("update message set state = 'accepted', due_at = null, ended_at = now()")
    assert await standing(applicant) is Standing.DELIVERED
    await applicant.take()
    assert await standing(applicant) is Standing.WAITING
    await applicant.begin()
    assert await standing(applicant) is Standing.STARTED
