"""The calendar entry in letters, read back by a calendar library."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from muster.edges.letters.calendar import Method, entry
from muster.edges.letters.headers import tidy

ENTRY = {"uid": "01950000-0000-7000-8000-000000000002", "sequence": 3}
LINKLESS = {"refusal", "withdrawal"}
STOP = {"kind": "reminders", "subject": 7, "version": 0}


@pytest.fixture
def letter_of(letters, message):
    def make(kind, **variables):
        known = {"calendar": ENTRY} | ({"stop": STOP} if kind == "reminder" else {})
        made = message(kind, **(known | variables))
        link = made.variables["link"] | {"kind": "home" if kind == "home" else "invitation"}
        made = replace(made, variables={**made.variables, "link": link})
        return letters.renderers[kind](made).content

    return make


def read_entry(content):
    mail = message_from_bytes(content, policy=policy.default)
    (part,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    raw = part.get_payload(decode=True)
    (event,) = Calendar.from_ical(raw).walk("VEVENT")
    return part, raw, event


@pytest.mark.parametrize("kind", ["invitation", "home", "stage", "reminder", "deadline"])
def test_a_letter_carries_its_deadline_as_an_entry(letter_of, kind):
    part, raw, event = read_entry(letter_of(kind))
    assert part.get_param("method") == "PUBLISH"
    assert part.get_filename() == "deadline.ics"
    assert b"\r\nMETHOD:PUBLISH\r\n" in raw
    assert event["UID"] == ENTRY["uid"]
    assert event["SEQUENCE"] == 3
    assert event.decoded("DTEND") == datetime(2026, 3, 20, 21, 59, tzinfo=UTC)
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(minutes=30)
    assert event.decoded("DTSTAMP") == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    assert event["SUMMARY"] == "Deadline: Customer support (Acme GmbH)"
    assert event["URL"] == "https://muster.example.com/"
    assert "ATTENDEE" not in event
    (alarm,) = event.walk("VALARM")
    assert alarm.decoded("TRIGGER") == timedelta(days=-1)
    assert b"/i/" not in raw


def test_a_withdrawal_takes_the_entry_away(letter_of):
    part, _, event = read_entry(letter_of("withdrawal"))
    assert part.get_param("method") == "CANCEL"
    assert event["STATUS"] == "CANCELLED"
    assert not event.walk("VALARM")
    assert b"/i/" not in letter_of("withdrawal")


def test_letters_from_before_and_refusals_have_no_entry(letter_of):
    for content in (letter_of("invitation", calendar=None), letter_of("refusal", calendar=None)):
        assert message_from_bytes(content).get_content_type() == "multipart/alternative"


def test_the_parts_of_a_letter_with_an_entry_are_read_by_any_mail_program(letter_of, read):
    mail, text, html = read(letter_of("reminder"))
    assert [one.get_content_type() for one in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    assert not any(one.defects for one in mail.walk())
    assert "/u/" in text
    assert "/u/" in html


@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=120),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60),
)
@settings(max_examples=150, deadline=None)
def test_any_words_survive_folding_and_escaping(title, name):
    text = entry(Method.PUBLISH, (title, name), (name, "a@example.com"), "https://m.example/")
    for field in ("uid", "sequence", "stamp", "begin", "end"):
        value = "1" if field in {"uid", "sequence"} else "20260320T215900Z"
        text = text.replace(f"\0calendar_{field}\0", value)
    raw = text.replace("\n", "\r\n").encode() + b"\r\n"
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    (event,) = Calendar.from_ical(raw).walk("VEVENT")
    assert event["SUMMARY"] == tidy(title)
    assert event["DESCRIPTION"] == tidy(name)


def test_a_reminder_can_be_stopped_by_one_click(letter_of, read):
    mail, text, html = read(letter_of("reminder", started=True))
    url = mail["List-Unsubscribe"].strip("<>")
    assert url.startswith("https://muster.example.com/u/")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert url in text.splitlines()
    assert f'href="{url}"' in html
    assert "You have begun this for Acme GmbH" in " ".join(text.split())
    for kind in ("invitation", "deadline", "withdrawal"):
        assert read(letter_of(kind))[0]["List-Unsubscribe"] is None
