"""Taking back what a person decided: possible until the candidate goes on."""

import pytest
from track_samples import apply, waiting

from muster.features import tracks
from muster.features.tracks import WentOnError
from takers import publish


async def take_back(applicant, stage: int):
    return await tracks.take_back(
        applicant.ground,
        applicant.organization,
        applicant.reference,
        stage,
        actor="member:mem_1",
        clock=applicant.clock,
    )


async def at_the_chat(applicant) -> None:
    """Take the first two stages and the chat, about which a person decides."""
    await applicant.take()
    essay = await applicant.take("Because.")
    await applicant.rate(essay, 4)
    await applicant.take("2")


async def test_who_was_rejected_waits_again(applicant):
    await at_the_chat(applicant)
    await applicant.decide("reject", reason="Too quiet")
    progress = await take_back(applicant, 3)
    assert progress.present.stage.state == "waiting"
    assert progress.present.stage.reason is None
    assert (await applicant.states()) == ["done", "done", "waiting", "ahead"]
    assert "taken_back" in await applicant.events()


async def test_who_was_rejected_in_the_middle_may_go_on(applicant):
    await applicant.decide("reject")
    await take_back(applicant, 1)
    assert (await applicant.states())[0] == "open"
    await applicant.take()


async def test_a_review_that_opened_closes_again_and_opens_once_more(applicant):
    await at_the_chat(applicant)
    await applicant.decide()
    assert (await applicant.states())[3] == "waiting"
    await take_back(applicant, 3)
    assert (await applicant.states())[2:] == ["waiting", "ahead"]
    await applicant.decide()
    await applicant.decide(stage=4)
    assert await applicant.outcome() == "passed"
    await take_back(applicant, 4)
    assert (await applicant.states())[3] == "waiting"


DECIDED = """
key: decided
kind: track
title: Decided each time
stages:
  - {activity: sums, advance: decided}
  - {activity: chat}
"""


async def test_a_stage_that_nobody_has_started_closes_and_its_letter_stays(employer):
    await publish(employer, DECIDED)
    applicant = await apply(employer, "decided", name="Bo Lind")
    await applicant.start()
    await applicant.take()
    await applicant.decide()
    first = await applicant.child()
    assert waiting(await applicant.letters()) == ["A chat"]
    await take_back(applicant, 1)
    assert waiting(await applicant.letters()) == []
    assert (await applicant.states()) == ["waiting", "ahead"]
    await applicant.decide("reject")
    employer.clock.advance(seconds=20)
    await applicant.decide("advance")
    assert (await applicant.child()).id == first.id
    await applicant.take("2")
    assert await applicant.outcome() == "finished"


async def test_what_has_gone_on_is_not_taken_back(employer):
    await publish(employer, DECIDED)
    applicant = await apply(employer, "decided", name="Bo Lind")
    await applicant.start()
    with pytest.raises(WentOnError):
        await take_back(applicant, 1)
    await applicant.take()
    await applicant.decide()
    await applicant.begin()
    for stage in (0, 1, 2, 9):
        with pytest.raises(WentOnError):
            await take_back(applicant, stage)
