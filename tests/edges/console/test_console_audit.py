"""The audit log and the list of suppressed addresses."""

import csv
import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from muster.base.ids import to_typeid
from muster.edges.console.sentences import Sentences
from muster.edges.console.words_of_events import SENTENCES
from muster.features import delivery, overview
from muster.features.invitations import Guest
from muster.features.members import MemberRole
from muster.features.overview import Actor, ActorKind, Happening, Wanted
from takers import settled

EVENTS = Path(__file__).parents[3] / "docs" / "events.md"
AMARA = Guest("amara@example.com", "Amara Okafor")
FORMULA = Guest("formula@example.org", '=HYPERLINK("https://example.org")')
SCRIPT = Guest("mallory@example.org", "<script>alert(1)</script>")
LOG = "/console/settings/audit"
LIST = "/console/settings/suppressions"


def words(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.text))


def test_every_type_of_event_has_a_sentence_and_no_other():
    types = re.findall(
        r"^\| `([a-z_]+\.[a-z_]+)`", EVENTS.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert set(SENTENCES) == set(types)


@pytest.mark.parametrize("type_", sorted(SENTENCES))
def test_every_sentence_can_be_written_about_what_is_gone(type_):
    one = Happening(
        id=1,
        type=type_,
        at=datetime(2026, 3, 2, tzinfo=UTC),
        actor=Actor(ActorKind.AUTOMATIC),
        subject=("candidate", 1),
    )
    assert "%(" not in Sentences(str, "").plain(one)
    assert type_ not in Sentences(str, "").plain(one)


def told(type_: str, kind: str, **more: object) -> str:
    one = Happening(
        id=1,
        type=type_,
        at=datetime(2026, 3, 2, tzinfo=UTC),
        actor=Actor(ActorKind.MEMBER, "Ana"),
        subject=(kind, 1),
        **more,
    )
    return Sentences(str, "").plain(one)


def test_what_is_gone_is_named_in_words():
    assert told("candidate.renamed", "candidate") == "Ana gave an erased person another name"
    assert told("message.bounced", "message") == "A letter to an erased person bounced"
    assert (
        told("message.bounced", "message", message_kind="notice") == "A letter to somebody bounced"
    )
    assert told("attempt.started", "attempt") == "An erased person started an activity"
    assert told("suppression.created", "suppression") == "Ana suppressed an address"
    assert told("webhook.created", "webhook") == "Ana made the webhook (removed since)"
    assert told("applicant.created", "applicant") == "Somebody applied for a job"


async def test_after_an_erasure_it_still_says_what_it_was_about(browser, employer):
    attempt = await settled(employer, "quiz", {"q1": "a"}, AMARA)
    await employer.change(
        "insert into event (organization_id, type, subject_kind, subject_id, occurred_at, actor, data)"
        " values ($1, 'report.decided', 'attempt', $2, $3, 'cli', '{\"choice\": \"passed_on\"}'),"
        " ($1, 'recording.completed', 'recording', 1, $3, 'candidate', $4)",
        employer.organization.id,
        attempt.id,
        employer.clock.now(),
        json.dumps({"attempt_id": attempt.id}),
    )
    (person,) = await employer.fetch("select uid from candidate")
    client = await browser()
    await client.post(f"/console/candidates/{to_typeid('cand', person['uid'])}/erase")
    text = words(await client.get(LOG))
    assert "Amara" not in text
    assert "decided about an erased person in The quiz · Passed on" in text
    assert "An erased person recorded an answer in The quiz" in text
    assert "invited an erased person to The quiz" in text
    assert "An erased person completed The quiz" in text
    assert "The report of an erased person on The quiz is complete" in text
    assert " – " not in text.replace("– (API key)", "")


async def test_who_did_what_is_told_newest_first(browser, employer):
    client = await browser()
    await settled(employer, "quiz", {"q1": "a"}, AMARA)
    page = await client.get(LOG)
    text = words(page)
    assert "signed in" in text
    assert "Amara Okafor completed The quiz" in text
    assert text.index("completed The quiz") < text.index("signed in")
    assert "bdi&gt;" not in page.text


@pytest.mark.parametrize("role", [MemberRole.RECRUITER, MemberRole.REVIEWER])
async def test_only_auditors_and_owners_read_it(browser, role):
    client = await browser(role)
    assert (await client.get(LOG)).status_code == 403
    assert (await client.post(f"{LOG}/export")).status_code == 403
    assert (await client.get(LIST)).status_code == 403


async def test_filters_leave_what_was_asked_for(browser, employer, clock):
    await employer.invite(AMARA)
    clock.advance(days=3)
    await employer.invite(SCRIPT)
    client = await browser(MemberRole.AUDITOR)
    only_letters = words(await client.get(f"{LOG}?what=member"))
    assert "signed in" in only_letters
    assert "invited" not in only_letters
    late = words(await client.get(f"{LOG}?what=invitation&from=2026-03-05"))
    assert "Amara" not in late
    assert "&lt;script&gt;alert" in late
    early = words(await client.get(f"{LOG}?what=invitation&to=2026-03-02"))
    assert "Amara" in early
    assert "alert" not in early
    assert "Nothing of this kind" in (await client.get(f"{LOG}?who=share")).text
    assert "not a day" in (await client.get(f"{LOG}?to=someday")).text


async def test_what_one_member_did_is_found(browser, employer):
    client = await browser()
    await employer.invite(AMARA)
    actor = (await employer.fetch("select actor from event where type = 'member.signed_in'"))[0][0]
    text = words(await client.get(f"{LOG}?who={actor}"))
    assert "signed in" in text
    assert "Amara" not in text


async def test_pages_follow_each_other_without_gaps(database, employer):
    await employer.invite(*(Guest(f"p{number}@example.com", f"P {number}") for number in range(30)))
    organization = employer.organization.id
    seen, after = [], None
    while True:
        page = await overview.read_audit(database, organization, Wanted(), after=after, limit=20)
        seen += [one.id for one in page.happenings]
        after = page.next
        if after is None:
            break
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == await employer.count("event")


async def test_a_moment_between_two_events_is_found(database, employer, clock):
    await employer.invite(AMARA)
    clock.advance(days=1)
    middle = clock.now()
    clock.advance(days=1)
    await employer.invite(SCRIPT)
    organization = employer.organization.id
    before = await overview.read_audit(database, organization, Wanted(before=middle))
    since = await overview.read_audit(database, organization, Wanted(since=middle))
    both = len(before.happenings) + len(since.happenings)
    assert both == await employer.count("event")
    assert all(one.at < middle for one in before.happenings)
    assert all(one.at >= middle for one in since.happenings)


async def test_the_file_has_no_formula_and_every_line(browser, employer):
    client = await browser()
    await employer.invite(FORMULA, SCRIPT)
    answer = await client.post(f"{LOG}/export", data={"what": "invitation"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[0] == ["When", "Who", "What happened", "Kind"]
    assert len(rows) == 3
    assert all(row[0].endswith("Z") for row in rows[1:])
    assert any("<script>alert(1)</script>" in row[2] for row in rows)
    assert not any("bdi" in cell for row in rows for cell in row)
    assert not any(cell.startswith("=") for row in rows for cell in row)


async def test_the_file_is_for_those_who_just_showed_who_they_are(browser, clock):
    client = await browser()
    clock.advance(minutes=11)
    assert "/console/confirm" in (await client.get(f"{LOG}/export")).headers["location"]
    assert "/console/confirm" in (await client.post(f"{LOG}/export")).headers["location"]


async def test_nobody_reads_what_happens_to_others(browser, other_employer):
    await other_employer.invite(AMARA)
    assert "Amara" not in (await (await browser()).get(LOG)).text


async def test_an_address_is_suppressed_found_and_lifted_again(browser, employer, database):
    client = await browser()
    await employer.invite(AMARA)
    assert "Nobody is suppressed" in (await client.get(LIST)).text
    await client.post(LIST, data={"email": "Amara@Example.com", "reason": "asked"})
    page = await client.get(f"{LIST}?q=AMARA")
    assert "amara@example.com" in page.text
    assert "Amara Okafor" in page.text
    assert "They asked for it" in page.text
    assert "No such address" in (await client.get(f"{LIST}?q=somebody")).text
    await client.post(f"{LIST}/lift", data={"email": "amara@example.com"})
    assert not await delivery.list_suppressions(database, employer.organization.id)
    assert "Undo" in (await client.get(LIST)).text


async def test_what_is_no_address_is_said_beside_the_field(browser):
    page = await (await browser()).post(LIST, data={"email": "nowhere"})
    assert page.status_code == 422
    assert 'value="nowhere"' in page.text
    assert "data-reopens" in page.text


async def test_an_auditor_sees_the_list_and_changes_nothing(browser):
    client = await browser(MemberRole.AUDITOR)
    page = await client.get(LIST)
    assert "Suppress an address" not in page.text
    assert (await client.post(LIST, data={"email": "a@example.com"})).status_code == 403


async def test_a_letter_that_waits_for_a_suppressed_address_is_called_held_back(browser, employer):
    row = (await employer.invite(AMARA)).rows[0]
    person = f"/console/candidates/{to_typeid('cand', row.candidate.uid)}"
    client = await browser()
    assert "On its way</span>" in (await client.get("/console/invitations")).text
    assert "Waits to leave" in (await client.get(person)).text
    await client.post(LIST, data={"email": "amara@example.com", "reason": "asked"})
    page = await client.get("/console/invitations")
    assert "On its way</span>" not in page.text
    assert "Address suppressed</span>" in page.text
    assert "Letter held back" in page.text
    page = await client.get(person)
    assert "Waits to leave" not in page.text
    assert page.text.count("Address suppressed</span>") == 1
    assert page.text.count("Held back: address suppressed") == 1
