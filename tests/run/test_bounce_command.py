"""``muster bounce``, ``suppression`` and ``mail``: what an operator and a mail server call."""

import pytest

REPORT = """\
From: MAILER-DAEMON@mx.example.net
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; ada@example.org
Action: failed
Status: 5.1.1

--b--
"""


@pytest.fixture
def report(tmp_path):
    file = tmp_path / "report.eml"
    file.write_text(REPORT)
    return file


def test_what_is_no_bounce_of_ours_is_taken_with_a_note(muster, here, report):
    done = muster("bounce", report, *here)
    assert (done.status, done.output) == (0, "Ignored. It is about no letter that we know.\n")
    done = muster("bounce", report, "--recipient", "bounce+nothing@example.com", *here, "--json")
    assert (done.status, done.json["taken"][0]["ignored"]) == (0, "unknown")


@pytest.mark.parametrize(
    "words",
    [
        ("--database-url", "postgresql://nobody@127.0.0.1:1/nothing"),
        ("--imap", "imap://a:b@127.0.0.1:1/"),
        ("--imap", "pop3://a:b@mail.example.com/"),
    ],
)
def test_what_cannot_be_taken_now_is_to_be_offered_again(muster, here, report, words):
    place = here if "--imap" in words else ()
    done = muster("bounce", report, *words, *place)
    assert done.status == 75
    assert done.complaint


def test_a_file_that_is_not_there_is_said(muster, here, tmp_path):
    done = muster("bounce", tmp_path / "nothing.eml", *here)
    assert (done.status, done.errors.count("\n")) == (1, 1)


def test_an_address_is_suppressed_listed_and_lifted(muster, here, employer):
    words = ("--organization", employer, *here)
    assert muster("suppression", "add", "Gone@Example.org", *words).output == (
        "gone@example.org gets no letters any more.\n"
    )
    assert muster("suppression", "add", "gone@example.org", *words, "--json").json == {
        "email": "gone@example.org",
        "added": False,
    }
    listed = muster("suppression", "list", *words, "--json").json
    assert [(one["email"], one["reason"]) for one in listed] == [("gone@example.org", "manual")]
    assert "gone@example.org" in muster("suppression", "list", *words).output
    assert muster("suppression", "lift", "gone@example.org", *words, "--json").json["lifted"]
    assert "was not suppressed" in muster("suppression", "lift", "gone@example.org", *words).output


def test_the_lane_says_how_it_does(muster, here):
    shown = muster("mail", "status", *here, "--json").json
    assert (shown["paused"], shown["reason"]) == (False, "no_worker")
    assert muster("mail", "status", *here).output.startswith("No worker runs.")
    assert muster("mail", "resume", *here).output == "Nothing was held back.\n"


def test_an_address_is_put_right(muster, here, employer):
    words = ("--organization", employer, "--activity", "customer-support-english", "--send")
    who = ("--email", "typo@example.com", "--name", "Lin Wei")
    assert muster("invite", *words, *who, *here).status == 0
    change = ("candidate", "change", "typo@example.com", "--organization", employer)
    done = muster(*change, "--email", "Lin.Wei@example.com", "--resend", *here, "--json").json
    assert (done["email"], len(done["letters"])) == ("Lin.Wei@example.com", 1)
    shown = muster(*change[:2], "lin.wei@example.com", *change[3:], "--name", "Lin W.", *here)
    assert shown.output == "Lin W. <Lin.Wei@example.com>; letters: 0\n"
    assert "no such candidate" in muster(*change, "--name", "X", *here).complaint
