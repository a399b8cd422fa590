"""The way through an attempt: briefing, Start, answers, another device, Submit."""

from datetime import timedelta

import pytest
from attempt_samples import CONSENT, invite

from muster.base.errors import InvalidError
from muster.features import attempts, invitations
from muster.features.attempts import (
    AttemptState,
    Consent,
    EndedBy,
    NoSeatError,
    NotOpenError,
    OverError,
    SupersededError,
    UnknownQuestionError,
)
from muster.features.invitations import State, Window


async def test_the_briefing_says_what_awaits_and_starts_nothing(employer, candidate):
    browser = await candidate.browser()
    briefing = await browser.brief()
    assert [(one.title, one.question_count, one.limit_seconds) for one in briefing.sections] == [
        ("Warm-up", 3, None),
        ("Pool", 2, 300),
    ]
    assert briefing.total_seconds == 1800
    assert briefing.candidate_name == "Inés Duarte"
    assert (briefing.attempt, briefing.records) == (None, frozenset())
    assert await employer.count("attempt") == 0


async def test_start_draws_the_questions_and_begins_the_clock(employer, browser, clock):
    run = await browser.run()
    assert [place.number for place in run.places] == [1, 2, 3, 4, 5]
    assert {place.item.id for place in run.places[3:]} < {"n1", "n2", "n3"}
    assert sorted(run.place(1).order) == ["a", "b", "c"]
    assert run.attempt.ends_at == clock.now() + timedelta(minutes=30)
    assert (run.mine, run.seconds_left) == (True, 1800)
    assert next(place.item.id for place in run.unanswered) == "colour"
    view = await invitations.find_invitation(
        employer.database, employer.organization.id, str(browser.attempt.invitation_id)
    )
    assert view.invitation.stored_state is State.STARTED


async def test_start_twice_is_the_same_attempt(employer, browser, clock):
    first = browser.attempt
    clock.advance(minutes=5)
    assert await browser.start() == first
    assert await employer.count("attempt") == 1


async def test_what_was_agreed_to_is_kept_once_by_its_content(employer):
    for address in ("ana@example.com", "bea@example.com"):
        candidate = await invite(employer, "exam", address)
        await (await candidate.browser()).start()
    (row,) = await employer.fetch("select text, version, language from consent")
    assert tuple(row) == (CONSENT.text, CONSENT.version, CONSENT.language)


async def test_without_consent_nothing_starts(employer, candidate):
    browser = await candidate.browser()
    with pytest.raises(InvalidError):
        await browser.start(Consent("1", "en", " "))
    assert await employer.count("attempt") == 0


async def test_answers_come_back_as_they_were_saved(browser, clock):
    text = "Zeile eins\r\n  日本語 \u200d emoji 👩‍💻 \\ \" 'quotes' \t end "
    saved = await browser.save("essay", text)
    assert (saved.revision, saved.saved_at, saved.late) == (1, clock.now(), False)
    answer = (await browser.run()).place_of("essay").answer
    assert (answer.value, answer.revision) == (text, 1)


async def test_the_same_link_on_another_device_brings_everything_back(browser, candidate):
    await browser.save("essay", "So far.")
    phone = await candidate.browser()
    run = await phone.run()
    assert run.place_of("essay").answer.value == "So far."
    assert not run.mine
    with pytest.raises(NoSeatError):
        await phone.save("essay", "No.", 1, epoch=1)


async def test_the_newer_device_writes_and_the_older_one_is_told(browser, candidate, employer):
    await browser.save("essay", "From the desk.")
    phone = await candidate.browser()
    assert (await phone.claim()).epoch == 2
    await phone.save("essay", "From the phone.", 1)
    with pytest.raises(SupersededError):
        await browser.save("essay", "From the desk, later.", 1)
    assert not (await browser.run()).mine
    place = (await candidate.answers(history=True))["essay"]
    assert place.answer.value == "From the phone."
    texts = [(one.side.value, one.value) for one in place.history]
    assert texts == [
        ("saved", "From the desk."),
        ("saved", "From the phone."),
        ("conflict", "From the desk, later."),
    ]
    types = {row["type"] for row in await employer.fetch("select type from event")}
    assert types >= {"attempt.started", "attempt.claimed", "signal.second_device"}


async def test_taking_it_back_works_as_often_as_one_likes(browser, candidate):
    phone = await candidate.browser()
    await phone.claim()
    await browser.claim()
    assert browser.attempt.epoch == 3
    await browser.save("essay", "Back at the desk.")
    with pytest.raises(SupersededError):
        await phone.save("essay", "Phone")


async def test_following_the_link_again_in_the_same_browser_changes_no_seat(browser, candidate):
    again = await candidate.browser(former=browser)
    assert (await again.run()).mine
    assert (await again.save("essay", "Still me.")).revision == 1
    assert (await again.claim()).epoch == 1


async def test_a_rotated_link_lets_nobody_write_until_the_new_one_is_followed(
    browser, candidate, employer
):
    view = await invitations.rotate(
        employer.database,
        employer.organization.id,
        str(candidate.invitation.id),
        actor="key:test",
        clock=employer.clock,
    )
    for use in (browser.run(), browser.save("essay", "x"), browser.submit(), browser.brief()):
        with pytest.raises(NoSeatError):
            await use
    candidate.invitation = view.invitation
    again = await candidate.browser(former=browser)
    assert (await again.save("essay", "Here again.")).revision == 1


async def test_a_revoked_invitation_ends_writing_at_once(browser, candidate, employer):
    await invitations.revoke(
        employer.database,
        employer.organization.id,
        str(candidate.invitation.id),
        actor="key:test",
        clock=employer.clock,
    )
    with pytest.raises(NoSeatError):
        await browser.save("essay", "x")


async def test_the_home_link_opens_the_attempt_too(candidate):
    browser = await candidate.browser(home=True)
    await browser.start()
    assert (await browser.save("essay", "From home.")).revision == 1


async def test_a_stranger_sees_nothing(browser, employer):
    stranger = await (await invite(employer, "exam", "eve@example.com")).browser()
    for session in (stranger.session, "", "x" * 43, "ü" * 43):
        with pytest.raises(NoSeatError):
            await attempts.read_run(employer.database, session, browser.uid, employer.clock)
        with pytest.raises(NoSeatError):
            await attempts.submit(employer.database, session, browser.uid, "s", employer.clock)


async def test_a_question_that_was_not_drawn_is_none(browser):
    drawn = {place.item.id for place in (await browser.run()).places}
    (missing,) = {"n1", "n2", "n3"} - drawn
    for item in (missing, "nothing", "", "\x00"):
        with pytest.raises(UnknownQuestionError):
            await browser.save(item, "1")


@pytest.mark.parametrize(
    ("window", "wait"),
    [({"opens_at": 1, "expires_at": 2}, 0), ({"expires_at": 1}, 2)],
    ids=["early", "expired"],
)
async def test_start_waits_for_the_window(employer, clock, window, wait):
    days = {name: clock.now() + timedelta(days=number) for name, number in window.items()}
    candidate = await invite(employer, "exam", window=Window(**days))
    browser = await candidate.browser()
    clock.advance(days=wait)
    with pytest.raises(NotOpenError):
        await browser.start()


async def test_a_track_has_no_attempt_of_its_own(employer):
    browser = await (await invite(employer, "path")).browser()
    with pytest.raises(NotOpenError):
        await browser.start()


async def test_submit_ends_it_once_and_for_all(browser, candidate, employer, clock):
    await browser.save("essay", "Done.")
    done = await browser.submit()
    assert (done.state, done.ended_by) == (AttemptState.SUBMITTED, EndedBy.CANDIDATE)
    clock.advance(minutes=1)
    assert await browser.submit("another") == done
    assert (await browser.claim()).state is AttemptState.SUBMITTED
    with pytest.raises(OverError):
        await browser.save("essay", "One more thing", 1)
    with pytest.raises(NotOpenError):
        await browser.start()
    view = await invitations.find_invitation(
        employer.database, employer.organization.id, str(candidate.invitation.id)
    )
    assert view.invitation.stored_state is State.COMPLETED
    types = [row["type"] for row in await employer.fetch("select type from event order by id")]
    assert types.count("attempt.submitted") == 1


async def test_a_superseded_device_does_not_submit(browser, candidate):
    phone = await candidate.browser()
    await phone.claim()
    with pytest.raises(SupersededError):
        await browser.submit()
    assert (await phone.submit()).ended_by is EndedBy.CANDIDATE


async def test_the_database_lets_nothing_leave_submitted(browser, employer):
    await browser.submit()
    for change in ("state = 'running'", "ends_at = now()", "submitted_at = now()"):
        with pytest.raises(Exception, match="no attempt goes backwards"):
            await employer.change(f"update attempt set {change}")


async def test_the_reply_that_was_lost_is_given_again(browser, clock):
    first = await browser.save("essay", "Once.")
    clock.advance(minutes=40)
    assert await browser.save("essay", "Once.") == first


async def test_the_link_of_a_track_opens_its_stages(employer):
    track = await invite(employer, "path")
    stage = await invite(employer, "quiz")
    await employer.change(
        "update invitation set parent_id = $1 where id = $2",
        track.invitation.id,
        stage.invitation.id,
    )
    browser = await track.browser()
    browser.candidate = stage
    await browser.start()
    assert (await browser.save("q1", "a")).revision == 1
    await employer.change(
        "update invitation set link_version = 1 where id = $1", track.invitation.id
    )
    with pytest.raises(NoSeatError):
        await browser.save("q1", "b", 1)
    with pytest.raises(NoSeatError):
        await browser.run()


async def test_what_was_revoked_and_revived_goes_on_where_it_was(browser, candidate, employer):
    await browser.save("essay", "Before.")
    await invitations.revoke(
        employer.database,
        employer.organization.id,
        str(candidate.invitation.id),
        actor="key:test",
        clock=employer.clock,
    )
    candidate.invitation = (await invite(employer, "exam")).invitation
    again = await candidate.browser(former=browser)
    assert (await again.brief()).attempt is not None
    await again.start()
    assert (await again.run()).place_of("essay").answer.value == "Before."
    await again.save("essay", "After.", 1)
    await again.submit()
    view = await invitations.find_invitation(
        employer.database, employer.organization.id, str(candidate.invitation.id)
    )
    assert view.invitation.stored_state is State.COMPLETED
