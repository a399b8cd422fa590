import re
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muster.base.errors import InvalidError
from muster.base.links import Links
from muster.base.signing import KeyRing, LinkClaim, LinkKind
from muster.edges.letters import Letters
from muster.edges.letters.headers import tidy
from muster.features.delivery import RenderError

TOKEN = re.compile(r"/i/([0-9a-z]{48})\b")
HEADERS = [
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "MIME-Version",
    "Content-Type",
    "Content-Language",
    "Auto-Submitted",
    "X-Invite-Message",
]
ANY_TEXT = st.text(st.characters(), max_size=220) | st.text(
    '=?utf-8 \r\nBcc:,;<>&@"\\()é%\0', max_size=60
)
relaxed = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def test_a_letter_has_exactly_these_headers(letters, message, read):
    letter = letters.invitation(message())
    mail, _, _ = read(letter.content)
    assert list(mail.items()) == [
        ("From", "Acme GmbH <invitations@mail.example.com>"),
        ("To", "Amélie Nguyễn <amelie@example.org>"),
        ("Reply-To", "jobs@example.com"),
        ("Subject", "Invitation from Acme GmbH: Customer support"),
        ("Date", "Mon, 02 Mar 2026 09:30:00 +0000"),
        (
            "Message-ID",
            "<01950000-0000-7000-8000-00000000000a.invitation@mail.example.com>",
        ),
        ("MIME-Version", "1.0"),
        (
            "Content-Type",
            'multipart/alternative; boundary="=_01950000-0000-7000-8000-00000000000a"',
        ),
        ("Content-Language", "en"),
        ("Auto-Submitted", "auto-generated"),
        ("X-Invite-Message", "01950000-0000-7000-8000-00000000000a"),
    ]
    assert letter.sender == "invitations@mail.example.com"
    assert letter.recipient == "amelie@example.org"
    assert not mail.defects


def test_the_parts_are_text_and_then_html(letters, message, read):
    mail, _, _ = read(letters.invitation(message()).content)
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert {part.get_content_charset() for part in mail.iter_parts()} == {"utf-8"}
    assert not any(part.defects for part in mail.iter_parts())


def test_the_same_message_gives_the_same_bytes_in_another_process(letters, links, message):
    other = Letters(links, "invitations@mail.example.com")
    first = letters.invitation(message())
    assert other.invitation(replace(message(), attempt=4)) == first


def test_the_link_opens_the_invitation_and_stands_alone(letters, links, message, read):
    _, text, html = read(letters.invitation(message()).content)
    claim = LinkClaim(LinkKind.INVITATION, 5, 7, 3)
    assert links.url(claim) in text.splitlines()
    assert {links.read(token) for token in TOKEN.findall(text + html)} == {claim}
    assert html.count(f'href="{links.url(claim)}"') == 2
    assert html.count("<a ") == 2


def test_a_home_letter_lists_the_activities_and_has_one_link(letters, links, message, read):
    activities = [
        {"title": "Customer support", "kind": "assessment", "minutes": 45},
        {"title": "About you", "kind": "interview", "minutes": 1},
        {"title": "First day", "kind": "track", "minutes": None},
    ]
    mail, text, html = read(letters.invitation(message("home", activities=activities)).content)
    assert mail["Message-ID"].startswith("<01950000-0000-7000-8000-00000000000a.home@")
    assert mail["Subject"] == "Invitation from Acme GmbH: Customer support and 2 more"
    for words in (text, html):
        for title in ("Customer support", "About you", "First day"):
            assert title in words
        assert "about 45 minutes" in words
        assert "about 1 minute" in words
        assert "about 1 minutes" not in words
    assert {links.read(token) for token in TOKEN.findall(text + html)} == {
        LinkClaim(LinkKind.HOME, 5, 7, 3)
    }


def test_no_link_is_ever_in_the_subject_or_another_header(letters, message):
    head, _, body = letters.invitation(message()).content.partition(b"\r\n\r\n")
    assert b"/i/" not in head
    assert b"/i/" in body


def test_the_deadline_has_its_zone(letters, message, read):
    _, text, html = read(letters.invitation(message()).content)
    for words in (text, html):
        assert "Friday, March 20, 2026, 10:59\u202fPM" in words
        assert "(Central European Standard Time, UTC+01:00)" in words


def test_a_later_opening_is_announced_and_a_past_one_is_not(letters, message, read):
    later = message(opens_at="2026-03-10T08:00:00Z", time_zone="Asia/Kolkata")
    _, text, html = read(letters.invitation(later).content)
    assert "You can begin from:\n\n  Tuesday, March 10, 2026, 1:30\u202fPM\n  (India" in text
    assert "You can begin from:" in html
    past = message(opens_at="2026-03-02T09:30:00+00:00")
    _, text, html = read(letters.invitation(past).content)
    assert "begin from" not in text + html


@pytest.mark.parametrize(
    ("reply_to", "contact", "header", "words"),
    [
        ("jobs@example.com", None, "jobs@example.com", "Simply reply"),
        (None, "+49 30 5550 0100", None, "contact:\n\n  +49 30 5550 0100"),
        (
            "jobs@example.com",
            "Room <7>",
            "jobs@example.com",
            "Reply to this mail or contact:\n\n  Room <7>",
        ),
        (None, None, None, "will be happy to help"),
        ("jobs@bücher.example", None, "jobs@xn--bcher-kva.example", "Simply reply"),
        ("käthe@example.com", None, None, "contact:\n\n  käthe@example.com"),
        ("käthe@example.com", "Room 7", None, "contact:\n\n  Room 7"),
    ],
)
def test_the_letter_says_whom_to_ask(letters, message, read, reply_to, contact, header, words):
    made = message(reply_to=reply_to, contact=contact)
    mail, text, html = read(letters.invitation(made).content)
    assert mail["Reply-To"] == header
    assert words in text
    assert words.split("\n")[-1].strip() in unescape(html)


def test_someone_without_a_name_is_greeted_all_the_same(letters, message, read):
    mail, text, _ = read(letters.invitation(message(name=" ")).content)
    assert mail["To"] == "amelie@example.org"
    assert text.startswith("Hello,\n")


def test_a_name_is_escaped_in_html_and_only_there(letters, message, read):
    _, text, html = read(letters.invitation(message(name='<b>O\'Neil & "Pat"')).content)
    assert 'Hello <b>O\'Neil & "Pat",' in text
    assert "&lt;b&gt;O&#39;Neil &amp; &#34;Pat&#34;" in html
    assert "<b>" not in html


def test_an_international_address_leaves_with_an_ascii_domain(letters, message, read):
    letter = letters.invitation(message(recipient="amelie@bücher.example"))
    assert letter.recipient == "amelie@xn--bcher-kva.example"
    assert read(letter.content)[0]["To"].addresses[0].domain == "xn--bcher-kva.example"
    letter = letters.invitation(message(recipient="amélie@bücher.example"))
    assert letter.recipient == "amélie@xn--bcher-kva.example"
    assert "<amélie@xn--bcher-kva.example>\r\n".encode() in letter.content


def test_a_long_link_is_broken_before_its_token_only(message, read):
    links = Links(KeyRing({1: b"k" * 32}), "https://einladungen.personal.example.com/muster")
    letter = Letters(links, "a@example.com").invitation(message())
    url = links.url(LinkClaim(LinkKind.INVITATION, 5, 7, 3))
    assert f"/i/=\r\n{url[-48:]}\r\n".encode() in letter.content
    assert url in read(letter.content)[1].splitlines()


@given(name=ANY_TEXT, title=ANY_TEXT, organization=ANY_TEXT)
@relaxed
def test_no_text_adds_a_header_or_is_lost(letters, message, read, name, title, organization):
    made = message(
        name=name,
        organization=organization,
        activities=[{"title": title, "kind": "interview", "minutes": 3}],
    )
    mail, text, html = read(letters.invitation(made).content)
    assert mail.keys() == HEADERS
    assert [found.addr_spec for found in mail["To"].addresses] == ["amelie@example.org"]
    assert [found.addr_spec for found in mail["From"].addresses] == ["invitations@mail.example.com"]
    assert mail["Subject"] == tidy(f"Invitation from {tidy(organization)}: {tidy(title)}")
    assert tidy(title) in re.sub(r"\n *", " ", text) or len(title) > 60
    assert (f"Hello {tidy(name)}," if tidy(name) else "Hello,") in text
    assert f'<bdi dir="auto">{tidy(title)}</bdi>' in unescape(html)
    assert f'<bdi dir="auto">{tidy(name)}</bdi>' in unescape(html) or not tidy(name)
    assert html.count("<a ") == 2


@given(name=ANY_TEXT, title=ANY_TEXT)
@relaxed
def test_the_bodies_are_those_that_the_standard_library_would_write(
    letters, message, read, name, title
):
    activities = [{"title": title, "kind": "assessment", "minutes": None}]
    content = letters.invitation(message(name=name, activities=activities)).content
    _, text, html = read(content)
    oracle = EmailMessage(policy=policy.SMTP)
    oracle.set_content(text)
    oracle.add_alternative(html, subtype="html")
    assert read(oracle.as_bytes())[1:] == (text, html)
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 78
    assert content.count(b"\r\n") == content.count(b"\n") == content.count(b"\r")


@pytest.mark.parametrize(
    "fault",
    [
        {"name": None},
        {"expires_at": "soon"},
        {"expires_at": None},
        {"time_zone": "Europe/Nowhere"},
        {"activities": []},
        {"activities": [{}]},
        {"link": {"kind": "home", "subject": 7, "version": 3}},
        {"link": {"kind": "invitation", "subject": "7", "version": 3}},
        {"link": {"kind": "invitation", "subject": 7, "version": 2**200}},
        {"link": None},
        {"organization": ["Acme"]},
    ],
)
def test_a_message_that_cannot_be_used_is_refused(letters, message, fault):
    with pytest.raises(RenderError) as refusal:
        letters.invitation(message(**fault))
    assert "amelie" not in str(refusal.value).lower()


def test_a_missing_variable_an_unknown_template_and_a_bad_address_are_refused(letters, message):
    for name in message().variables:
        broken = {key: value for key, value in message().variables.items() if key != name}
        with pytest.raises(RenderError):
            letters.invitation(replace(message(), variables=broken))
    with pytest.raises(RenderError, match=r"invitation\.9"):
        letters.invitation(replace(message(), template="invitation.9"))
    with pytest.raises(RenderError):
        letters.invitation(message(recipient="a@example.org>\r\nBcc: <b@example.org"))


def test_a_header_that_grew_is_refused(letters, message):
    # The id is ours and never free text; were it, the net below must hold.
    with pytest.raises(RenderError, match="header"):
        letters.invitation(replace(message(), uid="1@x>\r\nBcc: <b@example.org"))


def test_the_sender_must_be_an_address(links):
    with pytest.raises(InvalidError):
        Letters(links, "Muster <invitations@example.com>")


def test_deadlines_and_people_share_one_skeleton(letters, message):
    for number in range(50):
        expires_at = datetime(2026, 3, 20, tzinfo=UTC) + timedelta(minutes=number)
        letters.invitation(message(name=f"Person {number}", expires_at=expires_at.isoformat()))
    assert letters._skeleton.cache_info().misses == 1


def test_a_letter_costs_a_small_part_of_what_the_standard_library_takes(letters, message, read):
    made = [
        message(name=f"Zoë {number}", recipient=f"p{number}@example.org") for number in range(300)
    ]
    mail, text, html = read(letters.invitation(made[0]).content)

    def textbook(letter):
        oracle = EmailMessage(policy=policy.SMTP)
        oracle["From"] = mail["From"]
        oracle["To"] = Address(letter.variables["name"], addr_spec=letter.recipient)
        oracle["Subject"] = mail["Subject"]
        oracle.set_content(text)
        oracle.add_alternative(html, subtype="html")
        oracle.as_bytes()

    def seconds(render, messages):
        began = time.process_time()
        for one in messages:
            render(one)
        return (time.process_time() - began) / len(messages)

    # About a hundred times on a quiet machine.
    assert seconds(textbook, made[:20]) / seconds(letters.invitation, made) > 25
