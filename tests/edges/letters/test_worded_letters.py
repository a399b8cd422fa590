"""Letters in an organization's own words: what is around them, what they may show, their bytes."""

from dataclasses import replace

import pytest

from muster.base.language import LANGUAGES
from muster.edges.letters.worded import starter
from muster.features.delivery import LETTER_KINDS, LINKED_KINDS, Words, check_words

LINK = {"kind": "invitation", "subject": 7, "version": 3}
HOSTILE = "<script>alert(1)</script> *b* [x](https://evil.example.org) =?utf-8?q?x?= %s \u202e"


@pytest.fixture
def worded(letters, message, read):
    """Render words and return the letter: mail, text, HTML."""

    def worded(body, subject="Hi {{ name }}", *, kind="invitation", language="en", **variables):
        words = Words(kind, language, subject, body)
        return read(
            letters.renderers[kind](replace(message(kind, **variables), words=words)).content
        )

    return worded


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", LETTER_KINDS)
async def test_what_an_editor_begins_with_can_be_kept_and_sent(kind, language):
    words = starter(kind, language)
    await check_words(words)
    assert ("{{ link }}" in words.body) == (kind in LINKED_KINDS)


def test_a_letter_in_own_words_has_what_is_ours_around_them(worded):
    mail, text, html = worded("Dear {{ name }},\n\n[Let us go]({{ link }})\n\nSee *you*.")
    assert mail["Subject"] == "Hi Amélie Nguyễn"
    assert text.startswith("Dear Amélie Nguyễn,\n\nLet us go\n\nhttps://muster.example.com/i/")
    assert "See you." in text
    assert "The link is meant for you alone" in text
    assert "Sent with Muster on behalf of Acme GmbH" in text
    assert "Let us go</a>" in html
    assert "<em>you</em>" in html
    assert html.count("https://muster.example.com/i/") == 3
    assert not mail.defects


def test_a_name_is_a_name_wherever_it_stands(worded):
    body = "# {{ name }}\n\n- {{ name }}\n\n> `{{ name }}`\n\n[{{ name }}]({{ link }})"
    mail, text, html = worded(body, name=HOSTILE)
    assert "<script" not in html
    assert 'href="https://evil' not in html
    assert text.count("<script>alert(1)</script> *b* [x](https://evil.example.org)") == 4
    assert mail["Subject"].startswith("Hi <script>alert(1)</script> *b* [x](https://evil")
    assert len(mail.keys()) == len(set(mail.keys()))


def test_links_lead_to_us_and_to_the_employer_only(worded):
    body = (
        "[ours](https://muster.example.com/x) [theirs](https://jobs.example.com/y) "
        "[evil](https://evil.example.org/) [near](https://example.com.evil.example.org/) "
        "[script](javascript:alert(1)) [data](data:text/html,x) [plain](http://example.com/) "
        "![picture](https://example.com/p.png) <https://evil.example.org/auto> <img src=x>\n\n"
        "{{ link }}"
    )
    _, text, html = worded(body)
    assert 'href="https://jobs.example.com/y"' in html
    assert 'href="https://muster.example.com/x"' in html
    for scheme in ("https://evil", "https://example.com.evil", "javascript", "data", "http://"):
        assert f'href="{scheme}' not in html
    assert "<img" not in html
    assert "evil (https://evil.example.org/)" in text.replace("\n", " ")


def test_the_same_words_give_the_same_bytes(letters, message):
    words = Words("invitation", "en", "{{ activity }}", "{{ name | upcase }} 100% {{ link }}")
    one = replace(message(), words=words)
    assert letters.invitation(one) == letters.invitation(replace(one, attempt=3))
    other = replace(one, variables=one.variables | {"name": "Zoé"})
    assert b"ZO" in letters.invitation(other).content
    assert letters.invitation(one) != letters.invitation(other)


def test_words_that_cannot_be_used_give_way_to_ours(worded):
    _, text, _ = worded("{% for i in (1..100000) %}x{% endfor %}{{ link }}")
    assert "Acme GmbH invites you to an online assessment" in text
    _, text, _ = worded("Guten Tag {{ link }}", language="de")
    assert "Acme GmbH invites you to an online assessment" in text


def test_a_refusal_has_no_link(worded):
    _, text, html = worded("Sorry, {{ name }}.", kind="refusal")
    assert "/i/" not in text + html
    assert "meant for you alone" not in text


def test_a_reminder_can_be_stopped_whatever_it_says(worded):
    stop = {"kind": "reminders", "subject": 7, "version": 0}
    mail, text, html = worded("Soon!\n\n{{ link }}", kind="reminder", stop=stop, link=LINK)
    assert "https://muster.example.com/u/" in text
    assert "No more reminders of this" in html
    assert mail["List-Unsubscribe"]


def test_a_logo_is_shown_as_large_as_there_is_room_for(worded):
    logo = {"path": "/logo/org_x/aa", "width": 1000, "height": 100}
    _, _, html = worded("{{ link }}", logo=logo)
    assert '<img src="https://muster.example.com/logo/org_x/aa" alt="Acme GmbH"' in html
    assert 'width="220" height="22"' in html
