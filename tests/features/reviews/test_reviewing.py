"""Hidden names, turns, comments and decisions, on a real database."""

from dataclasses import replace
from decimal import Decimal

import pytest

from muster.features import reports, reviews
from muster.features.invitations import Guest
from muster.features.members import RightError
from muster.features.reports import Rate, Rating, RatingChangedError, Withdrawal
from muster.features.reviews import (
    Choice,
    RateFirstError,
    UnknownCommentError,
    Wanted,
    Which,
    masked,
)
from takers import settled

ESSAY = Rating({"Clarity": Decimal(2), "Tone": Decimal(1)}, None, "Warm")
NOTE = Rating({}, Decimal(1), "")


@pytest.fixture
def of(employer):
    """The database and the organization, as verbs take them."""
    return employer.database, employer.organization.id


@pytest.fixture
def rate(employer, attempt, of):
    async def rate(member, item="essay", rating=ESSAY, revision=0):
        wish = Rate(str(attempt.id), item, member.actor, revision, rating)
        return await reports.rate(*of, wish, actor=member.actor, clock=employer.clock)

    return rate


@pytest.fixture
def read(employer, attempt, of):
    async def read(member):
        return await reviews.read_review(*of, str(attempt.id), member, employer.clock)

    return read


@pytest.fixture
def hide(employer, of):
    async def hide(activity=None, blind=True):
        return await reviews.set_blind(
            *of, (activity, blind), actor="member:mem_1", clock=employer.clock
        )

    return hide


async def test_while_names_are_hidden_nothing_of_a_review_says_whose_it_is(
    read, rate, hide, ola, ines, of, attempt, clock
):
    await rate(ines)
    await reviews.write_comment(*of, str(attempt.id), "Žofkàvræn again!", ines, clock)
    await reviews.decide(*of, str(attempt.id), (Choice.REJECTED, "Too late"), ines, clock)
    open_ = await read(ola)
    assert (open_.veiled, open_.view.candidate.name) == (False, "Žofkàvræn Qwellon")
    await hide()
    review = await read(ola)
    told = repr(review).lower()
    assert review.veiled
    for trace in ("žofkàvræn", "qwellon", "zofka", "ext-zofka", "inés", "warm", "too late"):
        assert trace not in told, trace
    assert [one.question.id for one in review.view.questions] == ["essay", "note"]
    assert review.view.report.score.overall.points == 0


async def test_the_name_is_shown_once_all_own_ratings_are_in(read, rate, hide, ola, ines):
    await rate(ines)
    await hide("written")
    await rate(ola)
    review = await read(ola)
    assert (review.veiled, len(review.unrated)) == (True, 1)
    assert [given.reviewer for given in review.view.questions[0].given] == [ola.actor]
    await rate(ola, "note", NOTE)
    review = await read(ola)
    assert (review.veiled, review.blind, review.unrated) == (False, True, ())
    assert review.view.candidate.name == "Žofkàvræn Qwellon"
    assert {given.name for given in review.view.questions[1].given} == {"Ọlá Ade", "Inés Duarte"}


async def test_an_activity_says_otherwise_than_all_others(read, hide, of, ola):
    await hide()
    await hide("written", blind=False)
    assert not (await read(ola)).veiled
    rules = await reviews.list_blind_rules(*of)
    assert [(one.key, one.blind) for one in rules] == [(None, True), ("written", False)]


async def test_who_decides_and_does_not_rate_may_have_the_name_shown(
    read, hide, of, ola, ines, attempt, clock
):
    await hide()
    with pytest.raises(RateFirstError):
        await reviews.decide(*of, str(attempt.id), (Choice.PASSED_ON, ""), ines, clock)
    with pytest.raises(RightError):
        await reviews.reveal(*of, str(attempt.id), ola, clock)
    await reviews.reveal(*of, str(attempt.id), ines, clock)
    assert not (await read(ines)).veiled
    assert (await read(ola)).veiled


async def test_a_rating_is_taken_back_and_given_again(rate, read, of, ola, attempt, clock):
    await rate(ola)
    wish = Withdrawal(str(attempt.id), "essay", ola.actor, 1)
    stale = Withdrawal(str(attempt.id), "essay", ola.actor, 9)
    with pytest.raises(RatingChangedError):
        await reports.withdraw_rating(*of, stale, actor=ola.actor, clock=clock)
    report = await reports.withdraw_rating(*of, wish, actor=ola.actor, clock=clock)
    assert report.score.overall.waiting == 2
    assert (await read(ola)).own == {}
    again = await reports.withdraw_rating(*of, wish, actor=ola.actor, clock=clock)
    assert again.revision == report.revision
    await rate(ola)
    assert (await read(ola)).own["essay"].revision == 3


async def test_two_reviewers_are_not_handed_the_same_report(
    employer, of, ola, ines, attempt, clock
):
    other = await settled(employer, "written", {"essay": "B"}, employer_guest("b"))
    first = await reviews.take_next(*of, Wanted(), ola, clock)
    second = await reviews.take_next(*of, Wanted(), ines, clock)
    assert first != second
    lines = await reviews.list_queue(*of, Wanted(), ines, clock)
    assert [(one.attempt_id, one.looking) for one in lines] == [
        (attempt.id, ("Ọlá Ade",)),
        (other.id, ()),
    ]
    assert await reviews.take_next(*of, Wanted(), ola, clock, beside=attempt.id) is None
    clock.advance(minutes=11)
    assert await reviews.take_next(*of, Wanted(), ines, clock) == first


async def test_the_queue_knows_what_one_has_rated(rate, of, ola, ines, clock):
    await rate(ola)
    await rate(ola, "note", NOTE)

    async def shown(which, member):
        lines = await reviews.list_queue(*of, Wanted(which), member, clock)
        return [(one.own, one.raters) for one in lines]

    assert await shown(Which.WAITING, ola) == []
    assert await shown(Which.UNRATED, ola) == []
    assert await shown(Which.RATED, ola) == [(2, 1)]
    assert await shown(Which.UNRATED, ines) == [(0, 1)]


async def test_a_comment_is_its_authors(read, of, ola, ines, attempt, clock):
    name = str(attempt.id)
    comment = await reviews.write_comment(*of, name, "A =HYPERLINK() <b>", ola, clock)
    where = (name, comment.typeid)
    with pytest.raises(UnknownCommentError):
        await reviews.edit_comment(*of, where, "Mine", ines, clock)
    await reviews.delete_comment(*of, where, ines, clock)
    await reviews.edit_comment(*of, where, "Two\r\nlines", ola, clock)
    assert [(one.text, one.name) for one in (await read(ines)).comments] == [
        ("Two\nlines", "Ọlá Ade")
    ]
    await reviews.delete_comment(*of, where, ola, clock)
    assert (await read(ines)).comments == ()
    await reviews.restore_comment(*of, where, ola, clock)
    assert len((await read(ines)).comments) == 1


async def test_the_last_decision_counts_and_tells_what_stood_before(read, of, ines, attempt, clock):
    name = str(attempt.id)
    assert await reviews.decide(*of, name, (Choice.REJECTED, " No\nway "), ines, clock) is None
    before = await reviews.decide(*of, name, (Choice.PASSED_ON, ""), ines, clock)
    assert (before.choice, before.reason) == (Choice.REJECTED, "No way")
    await reviews.decide(*of, name, (Choice.PASSED_ON, ""), ines, clock)
    review = await read(ines)
    assert [one.choice for one in review.decisions] == ["rejected", "passed_on"]
    assert review.decision.name == "Inés Duarte"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("I am Bo Lind.", "I am ▒▒▒."),
        ("LIND writes: bo.lind@example.com", "▒▒▒ writes: ▒▒▒"),
        ("Linden trees and bows", "Linden trees and bows"),
    ],
)
async def test_a_name_is_taken_out_of_a_text(text, left, read, ola):

    person = replace(
        (await read(ola)).view.candidate, name="Bo Lind", address="bo.lind@example.com"
    )
    assert masked(text, person) == left


def employer_guest(name: str):

    return Guest(f"{name}@example.com", name.upper())
