import re
from dataclasses import replace
from html import unescape

import pytest

from muster.edges.letters.notices import ABOUTS
from muster.features.delivery import RenderError

FACTS = {
    "expired": {
        "count": 3,
        "people": [{"name": "Zoë <b>", "title": "Support & more"}],
        "more": 2,
    },
    "more_time_asked": {
        "name": "ليلى الحدّاد",
        "title": "Support & more",
        "deadline": "Friday, March 20, 2026, 10:59 PM (UTC)",
        "sentence": "My laptop <broke>.",
        "invitation": "77",
    },
    "endpoint_failing": {
        "host": "ats.example.com",
        "url": "https://ats.example.com/in/<b>",
        "description": "Zoë & co",
        "webhook": "whe_01j",
    },
    "endpoint_disabled": {
        "host": "ats.example.com",
        "url": "https://ats.example.com/in/<b>",
        "description": "",
        "webhook": "whe_01j",
        "gone": True,
    },
    "trial": {},
}
COMMON = {"organization": "Acme <GmbH>", "locale": "en", "accent_color": None}


def notice_of(message, about, facts, locale="en"):
    made = message("notice", recipient="jobs@example.com")
    return replace(made, variables=COMMON | {"about": about, "facts": facts, "locale": locale})


@pytest.mark.parametrize("about", sorted(ABOUTS))
@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "ar"])
def test_a_notice_says_everything_it_knows_and_escapes_it(letters, message, read, about, language):
    content = letters.notice(notice_of(message, about, FACTS[about], language)).content
    mail, text, html = read(content)
    assert mail["To"] == "jobs@example.com"
    assert mail["Reply-To"] is None
    assert mail["Content-Language"] == language
    visible = unescape(re.sub(r"<[^>]+>", " ", html))
    plain = " ".join(text.split())
    for words in _texts(FACTS[about]):
        assert words in plain
        assert words in visible
    assert "<b>" not in html
    assert "<broke>" not in html


def test_what_cannot_be_said_becomes_no_letter(letters, message):
    with pytest.raises(RenderError, match="no template"):
        letters.notice(notice_of(message, "birthday", {}))
    with pytest.raises(RenderError, match="UndefinedError"):
        letters.notice(notice_of(message, "expired", {"count": 1}))


def _texts(facts):
    if isinstance(facts, str):
        return [facts]
    inner = facts.values() if isinstance(facts, dict) else facts if isinstance(facts, list) else []
    return [text for each in inner for text in _texts(each)]
