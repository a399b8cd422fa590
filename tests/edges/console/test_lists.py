"""The lists over HTTP: what they show of real rows, to whom, whatever people are called."""

import csv
import html
import io
import re
from datetime import timedelta

import pytest

from listed import boxes, invite, names, shown
from muster.base.language import LANGUAGES
from muster.edges.console.lists import columns
from muster.features import candidates, invitations
from muster.features.invitations import Guest, Window
from muster.features.members import MemberRole

HOSTILE = (
    "<script>alert(1)</script>",
    '=HYPERLINK("http://example.com","x")',
    "محمد الأحمد",
    "山田 太郎",
    "W" * 200,
)


@pytest.fixture
async def owner(browser):
    return await browser()


async def test_empty_lists_say_what_to_do(owner):
    for path in ("invitations", "candidates"):
        page = await owner.get(f"/console/{path}")
        assert page.status_code == 200
        assert "Invite somebody" in page.text


async def test_names_are_text_everywhere(owner, employer):
    await invite(employer, *HOSTILE)
    for path in ("invitations", "candidates"):
        assert await names(owner, page=path) == list(reversed(HOSTILE))
        assert "<script>alert" not in (await owner.get(f"/console/{path}")).text
        table = await owner.get(f"/console/{path}/export")
        assert "attachment" in table.headers["content-disposition"]
        rows = list(csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff"))))
        assert {row["Name"] for row in rows} == {
            f"'{name}" if name.startswith("=") else name for name in HOSTILE
        }


async def table_of(client, path, language):
    answer = await client.get(path, headers={"Accept-Language": language})
    assert answer.text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_tables_have_heads_in_the_language_of_the_reader(owner, employer, language):
    await invite(employer, "Ana")
    for path, many in (("invitations", 18), ("candidates", 13)):
        head, row = await table_of(owner, f"/console/{path}/export", language)
        assert len(set(head)) == len(head) == len(row) == many
        assert (head[-1] in {"Time of the letter", "Added"}) == (language == "en")


async def test_tables_have_words_in_the_language_of_the_reader(owner, employer):
    await invite(employer, "Ana")
    head, row = await table_of(owner, "/console/invitations/export", "de")
    found = dict(zip(head, row, strict=True))
    assert (found["Status"], found["Brief"]) == ("Unterwegs", "Wartet auf Versand")
    assert found["Schlüssel der Aktivität"] == "quiz"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ", found["Eingeladen"])
    head, row = await table_of(owner, "/console/candidates/export", "de")
    assert dict(zip(head, row, strict=True))["Gesperrt"] == "Nein"


@pytest.mark.parametrize("words", [columns._STATES, columns._LETTERS])
def test_tables_have_a_word_for_everything(words):
    assert set(words) == set(type(next(iter(words))))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("jose", {"José García"}),
        ("arcí jos", {"José García"}),
        ("ØRENS", {"Søren Sørensen"}),
        ("太", {"山田 太郎"}),
        ("محمد", {"مُحَمَّد"}),
        ("strasse", {"Anna Straße"}),
        ("petroff", set()),
        ("петров", {"Ольга ПЕТРОВА"}),
        ("ref-7", {"José García"}),
        ("100%", set()),
        ("_", set()),
    ],
)
async def test_search_finds_any_part_whatever_its_accents(owner, employer, words, found):
    people = ["José García", "Søren Sørensen", "山田 太郎", "مُحَمَّد", "Anna Straße", "Ольга ПЕТРОВА"]
    guests = [
        Guest(f"p{n}@example.com", name, external_id="REF-77" if n == 0 else None)
        for n, name in enumerate(people)
    ]
    await employer.invite(*guests)
    await employer.change("update invitation set external_id = lower(external_id)")
    assert set(await names(owner, f"q={words.replace('%', '%25')}")) == found
    if not words.startswith("ref"):
        assert set(await names(owner, f"q={words.replace('%', '%25')}", "candidates")) == found


async def test_every_filter_on_real_rows(owner, employer, clock):
    rows = await invite(employer, "Pending", "Started", "Done", "Taken", "Bounced", "Opened")
    ids = {row.candidate.name: row.invitation.id for row in rows}
    soon = Window(expires_at=clock.now() + timedelta(days=2))
    quiz, puzzle = employer.activities["quiz"], employer.activities["puzzle"]
    await employer.invite(
        Guest("soon@example.com", "Soon"), activities=(puzzle,), window=soon, send=False
    )
    over = Window(expires_at=clock.now() + timedelta(minutes=5))
    await employer.invite(Guest("over@example.com", "Over"), activities=(puzzle,), window=over)
    clock.advance(hours=1)
    for name, change in {
        "Started": "state = 'started', started_at = $2",
        "Done": "state = 'completed', completed_at = $2",
        "Taken": "state = 'revoked', revoked_at = $2",
        "Opened": "opened_at = $2",
    }.items():
        await employer.change(
            f"update invitation set {change}, updated_at = $2 where id = $1", ids[name], clock.now()
        )
    await employer.change("update message set state = 'accepted', due_at = null, ended_at = now()")
    await employer.change(
        "update message set state = 'bounced' where reference = $1", ids["Bounced"]
    )
    everybody = {"Pending", "Started", "Done", "Taken", "Bounced", "Opened", "Soon", "Over"}
    for query, found in {
        "": everybody,
        "state=open": everybody - {"Done", "Taken", "Over"},
        "state=pending": {"Pending", "Bounced", "Opened", "Soon"},
        "state=opened": {"Opened"},
        "state=started": {"Started"},
        "state=completed": {"Done"},
        "state=passed": set(),
        "state=expired": {"Over"},
        "state=revoked": {"Taken"},
        "state=bounced": {"Bounced"},
        "letter=trouble": {"Bounced"},
        "letter=bounced": {"Bounced"},
        "letter=suppressed": set(),
        "letter=waiting": set(),
        "letter=delivered": everybody - {"Bounced", "Soon"},
        f"activity={puzzle.key}": {"Soon", "Over"},
        f"activity={quiz.key}&state=started": {"Started"},
        "activity=nothing": set(),
        "expires=3": {"Soon"},
        "from=2026-03-03": set(),
        "from=2026-03-02&to=2026-03-02": everybody,
        "to=2026-03-01": set(),
        "from=nonsense": everybody,
        "state=nonsense": everybody,
        "after=nonsense": everybody,
        "q=bounced&letter=bounced": {"Bounced"},
        "q=soon&letter=bounced": set(),
    }.items():
        assert set(await names(owner, query)) == found, query
    assert (await names(owner, "sort=name"))[:3] == ["Bounced", "Done", "Opened"]
    assert (await names(owner, "sort=ends"))[0] == "Soon"
    assert set((await names(owner, "sort=last"))[:4]) == {"Started", "Done", "Taken", "Opened"}


async def test_pages_are_complete_while_rows_come_and_go(owner, employer):
    for group in range(3):
        await employer.invite(*[Guest(f"g{group}p{n}@example.com", f"N{n:02}") for n in range(40)])
    for order in ("", "sort=name&", "sort=last&", "sort=ends&"):
        seen, path = [], f"/console/invitations?{order}"
        for number in range(3):
            page = await owner.get(path)
            seen += boxes(page)
            if number == 0:
                await employer.invite(Guest(f"late{order[5:8]}@example.com", "AAA late"))
                assert 'rel="prev"' not in page.text
            following = re.search(r'rel="next" href="([^"]+)"', page.text)
            path = html.unescape(following.group(1)) if following else ""
        assert not path
        assert len(seen) == len(set(seen)) >= 120
        back = re.search(r'rel="prev" href="([^"]+)"', page.text).group(1)
        assert boxes(await owner.get(html.unescape(back))) == seen[50:100]


async def test_another_organization_is_not_seen(browser, owner, employer, other_employer):
    rows = await invite(employer, "Ours")
    stranger = await browser(of=other_employer)
    for path in ("invitations", "candidates"):
        assert await names(stranger, "", path) == []
        assert "Ours" not in (await stranger.get(f"/console/{path}/export")).text
    chosen = {"id": boxes(await owner.get("/console/invitations"))}
    answer = await stranger.post("/console/invitations/revoke", data=chosen)
    assert answer.status_code == 303
    found = await invitations.find_invitation(
        employer.database, employer.organization.id, str(rows[0].invitation.id)
    )
    assert found.invitation.stored_state.value == "pending"


async def test_who_has_to_show_who_they_are_comes_back_to_the_list(owner, clock):
    clock.advance(minutes=11)
    came = {"Referer": "https://muster.example.com/console/invitations?q=zoe"}
    for path in ("invitations", "candidates"):
        asked = await owner.get(f"/console/{path}/export", headers=came)
        place = "/console/confirm?next=%2Fconsole%2Finvitations%3Fq%3Dzoe"
        assert asked.headers["location"] == place


async def test_who_may_only_read_cannot_choose(browser, employer):
    await invite(employer, "Somebody")
    reviewer = await browser(MemberRole.REVIEWER)
    page = await reviewer.get("/console/invitations")
    assert shown(page) == ["Somebody"]
    assert boxes(page) == []
    assert (await reviewer.get("/console/invitations/export")).status_code == 403
    assert (await reviewer.post("/console/invitations/revoke")).status_code == 403


async def test_candidates_have_numbers_and_badges(owner, employer):
    await invite(employer, "Ana", "Ben")
    await employer.invite(
        Guest("p0.2@example.com", "Ana"), activities=(employer.activities["talk"],)
    )
    await employer.change(
        "insert into suppression (organization_id, recipient_key, reason, created_at)"
        " values ($1, 'p1.2@example.com', 'manual', now())",
        employer.organization.id,
    )
    page = await owner.get("/console/candidates?sort=name")
    assert shown(page) == ["Ana", "Ben"]
    row = page.text.partition("<tbody>")[2].partition("</tr>")[0]
    assert "2 open" in row
    assert "A short talk" in row
    assert await names(owner, "with=suppressed", "candidates") == ["Ben"]
    assert await names(owner, "with=held", "candidates") == []
    ana = (await candidates.list_candidates(employer.database, employer.organization.id))[-1]
    await employer.change(
        "insert into candidate_hold (organization_id, candidate_id, reason, held_at, held_by)"
        " values ($1, $2, 'A claim', now(), 'test')",
        employer.organization.id,
        ana.id,
    )
    assert await names(owner, "with=held", "candidates") == ["Ana"]
    assert await names(owner, "with=uninvited", "candidates") == []
