"""Where an invitation stands is one word, in the list and on the page of its person."""

import re

from muster.base.ids import to_typeid
from muster.features.invitations import Guest
from takers import settled

# What happens one after another, and the word for it from then on.
WAYS = {
    "On its way": "update invitation set state = 'pending'",
    "Delivered": "update message set state = 'accepted', due_at = null, ended_at = now()",
    "Letter bounced": "update message set state = 'bounced'",
    "Opened": "update invitation set opened_at = now()",
    "Started": "update invitation set state = 'started', started_at = now()",
    "Expired": "update invitation set state = 'pending', expires_at = '2026-03-01'",
    "Revoked": "update invitation set state = 'revoked', revoked_at = now()",
}


def badges(html: str) -> list[str]:
    found = re.findall(r'<span class="badge[^"]*">(?:<svg.*?</svg>)?(.*?)</span>', html, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", one).strip() for one in found]


async def test_the_list_and_the_persons_page_have_one_word_for_a_state(browser, employer):
    row = (await employer.invite(Guest("amara@example.com", "Amara Okafor"))).rows[0]
    path = f"/console/candidates/{to_typeid('cand', row.candidate.uid)}"
    client = await browser()
    for word, change in WAYS.items():
        await employer.change(change)
        rows = (await client.get("/console/invitations")).text.partition("<tbody")[2]
        card = (await client.get(path)).text.partition('<article class="card invitation"')[2]
        assert word in badges(rows)[:1]
        assert word in badges(card)[:1]
        beside = ["Bounced"] if word in {"Opened", "Started", "Expired", "Revoked"} else []
        assert badges(card.partition("</article>")[0])[1:] == beside


async def test_what_it_came_to_is_the_same_word_too(browser, employer):
    await settled(employer, "quiz", {"q1": "a"}, Guest("amara@example.com", "Amara Okafor"))
    (row,) = await employer.fetch("select uid from candidate")
    client = await browser()
    rows = (await client.get("/console/invitations")).text.partition("<tbody")[2]
    card = (await client.get(f"/console/candidates/{to_typeid('cand', row['uid'])}")).text
    card = card.partition('<article class="card invitation"')[2]
    assert badges(rows)[0] == badges(card)[0]
    assert "100%" in badges(card)[0]
