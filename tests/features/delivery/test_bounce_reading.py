"""What mails from mail servers say, whoever wrote them."""

import base64
import time
from uuid import UUID

import pytest

from bounce_samples import QMAIL, delivery_status, feedback, prose
from muster.features.delivery import BounceKind, Ignored
from muster.features.delivery.bounces.model import LARGEST
from muster.features.delivery.bounces.reading import read

UID = "0195a3b2-7c11-7d40-8000-4f2a9be1c001"
OURS = f"<{UID}.invitation@example.com>"
HARD, SOFT, POLICY = BounceKind.HARD, BounceKind.SOFT, BounceKind.POLICY


def one(content):
    """The only notice of a report."""
    (notice,) = read(content).notices
    return notice


@pytest.mark.parametrize(
    ("action", "status", "diagnostic", "expected"),
    [
        ("failed", "5.1.1", "smtp; 550 5.1.1 User unknown", (HARD, "address", True)),
        ("failed", "5.4.4", "", (HARD, "address", True)),
        ("failed", "5.0.0", "smtp; 550 no such user", (HARD, "address", True)),
        ("failed", "", "smtp; 550 no such user", (HARD, "address", True)),
        ("error", "5.1.2 (bad system)", "", (HARD, "address", True)),
        ("failed", "5.2.2", "smtp; 552 5.2.2 over quota", (SOFT, "mailbox_full", True)),
        ("failed", "4.4.1", "smtp; timed out", (SOFT, "timed_out", True)),
        ("failed", "4.2.2", "", (SOFT, "mailbox_full", True)),
        ("failed", "5.7.1", "smtp; 550 5.7.1 listed", (POLICY, "policy", True)),
        ("failed", "5.0.0", "smtp; 550 5.7.26 not authenticated", (POLICY, "policy", True)),
        ("failed", "5.3.4", "smtp; 552 5.3.4 too big", (POLICY, "refused", True)),
        ("failed", "5.6.0", "", (POLICY, "refused", True)),
        ("delayed", "4.4.1", "smtp; timed out", (SOFT, "later", False)),
    ],
)
def test_a_report_of_delivery_is_judged_by_action_and_status(action, status, diagnostic, expected):
    notice = one(delivery_status(action=action, status=status, diagnostic=diagnostic))
    assert (notice.kind, notice.reason, notice.final) == expected


def test_a_report_names_the_letter_the_address_and_the_other_sides_words():
    report = read(delivery_status(message_id=OURS))
    (notice,) = report.notices
    assert report.names == ((UUID(UID), "invitation"),)
    assert notice.recipients == {"ada@example.org"}
    assert notice.status == "5.1.1"
    assert notice.words.startswith("550 5.1.1 <ada@example.org>: Recipient address rejected")
    assert not notice.guessed


def test_a_report_in_other_scripts_is_read_too():
    content = delivery_status(kind="global-delivery-status", message_id=OURS)
    content = content.replace(b"rfc822; ada", "utf-8; \u00e5da".encode())
    assert one(content).reason == "address"


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded", ""])
def test_good_news_is_no_bounce(action):
    assert read(delivery_status(action=action)) is Ignored.NO_BOUNCE


@pytest.mark.parametrize("kind", ["abuse", "fraud", "other"])
def test_a_complaint_is_one(kind):
    report = read(feedback(kind, message_id=OURS))
    assert (report.notices[0].kind, report.notices[0].suppresses) == (BounceKind.COMPLAINT, True)
    assert report.names == ((UUID(UID), "invitation"),)


@pytest.mark.parametrize("kind", ["not-spam", "auth-failure"])
def test_praise_and_statistics_are_no_complaint(kind):
    assert read(feedback(kind)) is Ignored.NO_BOUNCE


def test_prose_is_guessed_at_and_says_so():
    notice = one(prose(QMAIL, message_id=OURS))
    assert (notice.kind, notice.status, notice.guessed) == (HARD, "5.1.1", True)
    assert notice.recipients == {"ada@example.org"}
    assert "no mailbox here" in notice.words


def test_prose_from_nobody_is_read_too():
    mail = prose(QMAIL, message_id=OURS).replace(b"From: ", b"X-From: ", 1)
    assert one(mail).kind is HARD


def test_no_words_are_kept_that_open_an_invitation():
    link = "https://muster.example.com/i/20800000200000000100024g8xexjkcpf72nx9bn2zx46dxj"
    for content in (
        prose(f"{QMAIL}\n{link}", message_id=OURS),
        delivery_status(diagnostic=f"smtp; 550 5.1.1 {link} refused"),
    ):
        words = one(content).words
        assert "20800000200" not in words
        assert "5.1.1" in words


def test_an_encoded_part_is_searched_for_the_letter_as_well():
    plain = delivery_status(message_id="")
    hidden = base64.encodebytes(f"Message-ID: {OURS}".encode())
    part = b"--=_back\r\nContent-Transfer-Encoding: base64\r\n\r\n" + hidden + b"\r\n--=_back--"
    assert read(plain).names == ()
    assert read(plain.replace(b"--=_back--", part)).names == ((UUID(UID), "invitation"),)


def test_an_automatic_reply_is_left_alone():
    mail = prose("I am away until Monday.", Auto_Submitted="auto-replied", message_id=OURS)
    assert read(mail) is Ignored.AUTO_REPLY


def test_a_letter_of_ours_is_not_a_report():
    mail = prose(QMAIL, X_Invite_Message=UID)
    assert read(mail) is Ignored.OWN_LETTER
    mail = prose(QMAIL, Return_Path=f"<bounce+{'0' * 48}@bounces.example.com>")
    assert read(mail) is Ignored.OWN_LETTER


def test_the_same_report_is_known_by_its_own_message_id_whatever_way_it_came():
    first = read(delivery_status(serial="a"))
    passed_on = read(b"Received: from somewhere\r\n" + delivery_status(serial="a"))
    assert passed_on.identity == first.identity
    assert read(delivery_status(serial="b")).identity != first.identity


def nested(depth):
    head = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(depth)
    )
    return b"From: a@example.org\n" + head + b"x\n"


HOSTILE = {
    "empty": b"",
    "no mail": b"\x00\xff\xfe" * 1000,
    "deep": nested(5000),
    "parameters": b'Content-Type: multipart/report; a="' + b";" * 900_000 + b"\n\nx",
    "messages in messages": b"Content-Type: message/rfc822\n\n" * 5000,
    "addresses": b"X-Failed-Recipients: " + b"<(,\\" * 100_000 + b"\n\nx",
    "long line": b"Subject: " + b"a" * 1_000_000,
    "fields": b"a:\n" * 340_000,
    "blocks": b"Content-Type: message/delivery-status\n\n" + b"Action: failed\n\n" * 40_000,
    "charset": b"Content-Type: text/plain; charset=no-such\nContent-Transfer-Encoding: x\n\n5.1.1",
    "base64": b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n" + b"=A" * 400_000,
    "names": b"From: a\n\n" + b"<" * 1_000_000,
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_hostile_mail_is_read_or_ignored_soon(content):
    began = time.process_time()
    read(content)
    assert time.process_time() - began < 2


def test_what_is_too_large_is_not_looked_at():
    assert read(b"x" * (LARGEST + 1)) is Ignored.TOO_LARGE
