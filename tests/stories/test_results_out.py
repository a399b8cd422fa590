"""Three vendors' clients: invited, reminded, taken, told, read, printed – and nothing of it is left."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from story_candidate import Candidate
from story_hooks import receiving
from story_interview import recorded, speak
from story_pages import Pages, pages_of
from story_program import eventually, muster_json, relaying, serving
from story_results import Story
from story_vendors import HiringBranch, Micro1, Person, Vendor, Xobin

from muster import client
from muster.client import Muster

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="FFmpeg is not installed"),
]
NUSTA = Person("Ñusta", "Quispehuamán", "nusta.quispehuaman@example.com", "vicuñas at dawn")
QUYNH = Person("Đặng Thị", "Quỳnh Mai", "quynh.mai.dang@example.com", "thuyền thúng")
YULIA = Person("Юлия", "Щорсова", "yulia.shchorsova@example.com", "Тихий снегопад")
BO = Person("Bo", "Stayswell", "bo.stayswell@example.com", "I stay")
ALL = (NUSTA, QUYNH, YULIA, BO)
ASSESSMENT = """
key: capitals-and-sums
kind: assessment
title: Capitals and sums
pass_percent: 50
sections:
  - title: Numbers
    questions:
      - {id: sum, type: number, prompt: '17 + 25?', answer: 42, skill: Adding}
  - title: Places
    questions:
      - {id: word, type: short_text, prompt: 'The capital of Kenya?', accept: [Nairobi], points: 3}
      - {id: motto, type: short_text, prompt: 'Our motto?', accept: [Onwards]}
"""
INTERVIEW = {
    "interview_name": "A talk about work",
    "custom_question_list": [
        {"question": "What do you like?", "time": 5, "type": "text"},
        {"question": "Say hello.", "time": 1, "type": "audio"},
    ],
}
ERASED = "/erased"
DAYS = 14


@pytest.fixture
def story(data, template, tmp_path):
    with (
        receiving(tmp_path / "calls") as hooks,
        relaying(tmp_path / "letters") as relay,
        serving(data, "--smtp-url", relay.url, MUSTER_WEBHOOK_ALLOW="127.0.0.1") as server,
    ):
        employer = template.northwind
        muster_json("organization", "reminders", employer.slug, "--quiet", "none", "--data", data)

        def program(kind, person, activity=None) -> Vendor:
            return kind(server, hooks, employer.key, person, activity)

        own = program(Vendor, BO)
        yaml = {"content-type": "application/yaml"}
        made = own.ask("POST", "/v1/activities", content=ASSESSMENT, headers=yaml).json()
        interview = own.post("/interview", INTERVIEW)["data"]["interview_id"]
        vendors = [
            program(HiringBranch, NUSTA, made | {"instance": employer.slug}),
            program(Xobin, QUYNH, made),
            program(Micro1, YULIA, interview),
        ]
        yield Story(server, hooks, relay, data, own, vendors)


async def test_results_come_out_and_in_the_end_nothing_is_left(story, tmp_path):
    links = invite(story)
    await remind_and_stop(story)
    attempts = take(story, links)
    hiringbranch, xobin, micro1 = story.vendors
    hiringbranch_reads(hiringbranch)
    xobin_reads(xobin)
    micro1_reads(micro1, attempts[YULIA.name])
    shared = [link for vendor in story.vendors for link in vendor.links()]
    for vendor in story.vendors:
        look_at_pages(vendor, pages_of(vendor.pdf(), tmp_path / type(vendor).__name__))
    everything = set().union(*(vendor.person.traces for vendor in story.vendors))
    assert story.traces(tmp_path / "before") == everything
    erase(story)
    tell_everything_again(story)
    nothing_opens(story, [*links.values(), *shared, hiringbranch.pdf_link])
    assert story.traces(tmp_path / "after") == set()


def invite(story: Story) -> dict[str, str]:
    """Have everybody invited by letter, by whoever invites them; return the links by name."""
    for vendor in story.vendors:
        vendor.listen()
    story.own.secrets[ERASED] = story.own.watch(ERASED, {"events": ["candidate.erased"]})
    links = {vendor.person.name: vendor.invite() for vendor in story.vendors}
    with Muster(story.server.address, story.own.key) as muster:
        muster.invite("capitals-and-sums", client.Person(BO.address, BO.name))
    story.relay.wait_for(len(ALL))
    letters = {one.recipient: one for one in story.relay.delivered()}
    for vendor in story.vendors:
        assert letters[vendor.person.address].link == links[vendor.person.name]
        assert "List-Unsubscribe-Post" not in letters[vendor.person.address].letter
    assert story.vendors[0].report()["assessmentStatus"] == "INVITED"
    assert story.vendors[1].report()["invite_status"] == "Pending"
    assert story.vendors[2].report() is None
    return links


async def remind_and_stop(story: Story) -> None:
    """All are reminded; three of them stop that by one click, and only the fourth is again."""
    await story.wait(timedelta(days=DAYS - 3))
    eventually(lambda: all(len(story.reminders(person)) == 1 for person in ALL))
    for vendor in story.vendors:
        (letter,) = story.reminders(vendor.person)
        assert letter.letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        address = letter.letter["List-Unsubscribe"].strip("<>")
        with story.server.client() as mail_program:
            clicked = mail_program.post(address, data={"List-Unsubscribe": "One-Click"})
        assert (clicked.status_code, "set-cookie" in clicked.headers) == (200, False)
    stopped = story.candidates()
    assert all(stopped[one.person.address]["reminders"]["stopped_at"] for one in story.vendors)
    await story.wait(timedelta(days=2))
    eventually(lambda: len(story.reminders(BO)) == 2)
    assert all(len(story.reminders(vendor.person)) == 1 for vendor in story.vendors)


def take(story: Story, links: dict[str, str]) -> dict[str, str]:
    """Have the three take what they are invited to, at once; return the attempts by name."""

    def one(vendor: Vendor) -> str:
        candidate = Candidate(story.server, links[vendor.person.name])
        if isinstance(vendor, Micro1):
            speak(candidate, vendor.person.words, recorded(title=vendor.person.words))
        else:
            for item, value in {
                "sum": "42",
                "word": "Nairobi",
                "motto": vendor.person.words,
            }.items():
                assert candidate.save(item, 0, value).status_code == 200
        candidate.submit()
        return candidate.uid

    with ThreadPoolExecutor() as pool:
        uids = pool.map(one, story.vendors)
        return {vendor.person.name: uid for vendor, uid in zip(story.vendors, uids, strict=True)}


def hiringbranch_reads(vendor: HiringBranch) -> None:
    told = vendor.told("/hiringbranch")
    assert told["type"] == "report.scored"
    row = vendor.report()
    assert (row["assessmentStatus"], row["scoreStatus"]) == ("COMPLETED", "PASS")
    assert (row["totalScore"], row["completion"]) == ("80", "100")
    assert row["categoryScores"] == [{"name": "Adding", "score": "100"}]


def xobin_reads(vendor: Xobin) -> None:
    started = vendor.told("/xobin/start")
    assert (started["id"], started["email"]) == (vendor.report_id, vendor.person.address)
    told, read = vendor.told("/xobin/submission"), vendor.report()
    assert told == read
    assert (read["invite_status"], read["overall_percentage"]) == ("Completed", 80.0)
    assert [one["section"] for one in read["sections"]] == ["Numbers", "Places"]


def micro1_reads(vendor: Micro1, attempt: str) -> None:
    done = vendor.told("/micro1/interview.completed")
    assert done["data"]["candidate_email_id"] == vendor.person.address
    told = vendor.told("/micro1/interview_recording.completed")
    assert vendor.anybody(told["data"]["video_url"]).content[:4] == b"\x1a\x45\xdf\xa3"
    assert vendor.report()["muster"]["complete"] is False
    for row in vendor.get(f"/v1/attempts/{attempt}/answers")["data"]:
        path = f"/v1/attempts/{attempt}/ratings/{row['question']}"
        body = {"reviewer": "ines", "points": 1, "comment": f"Thank you, {vendor.person.given}"}
        vendor.ask("PUT", path, json=body)
    told, read = vendor.told("/micro1/interview_report.created"), vendor.report()
    assert told["data"] == read
    assert read["muster"]["complete"] is True
    answers = [one.get("answer_text") for one in read["custom_question_evaluation"]]
    assert answers == [vendor.person.words, None]


def look_at_pages(vendor: Vendor, pages: Pages) -> None:
    """A PDF has pages with something on them, and says whose result it is, and which."""
    person, score = vendor.person, "100%" if isinstance(vendor, Micro1) else "80%"
    for word in (person.name, person.words, score):
        assert word in pages.text
    assert 1 <= len(pages.inked) <= 4
    assert all(0.002 < share < 0.5 for share in pages.inked)


def erase(story: Story) -> None:
    """Erase the three, as whoever may; a receiver hears of it, and bytes go, too."""
    blobs = story.data / "blobs"
    assert any(one.is_file() for one in blobs.rglob("*"))
    words = ("--organization", "northwind", "--scope", "candidates:erase", "--data", story.data)
    key = muster_json("key", "create", *words)["key"]
    people = story.candidates()
    numbers = set()
    with story.server.client(key) as client:
        for vendor in story.vendors:
            candidate = people[vendor.person.address]["candidate"]
            assert client.delete(f"/v1/candidates/{candidate['id']}").status_code == 202
            numbers.add(candidate["number"])
    calls = [
        call.verified(story.own.secrets[ERASED])
        for call in story.hooks.wait_for(ERASED, len(story.vendors))
    ]
    assert {call["type"] for call in calls} == {"candidate.erased"}
    assert {call["data"]["subject"]["number"] for call in calls} == numbers
    hiringbranch, _, micro1 = story.vendors
    assert int(hiringbranch.candidate[-16:], 16) in numbers
    assert micro1.candidate in {call["data"]["facts"]["uuid"] for call in calls}
    eventually(lambda: not any(one.is_file() for one in blobs.rglob("*")))


def tell_everything_again(story: Story) -> None:
    """Whatever is told once more says nothing of who is no longer there."""
    paths = [path for vendor in (story.own, *story.vendors) for path in vendor.secrets]
    heard = {path: len(story.hooks.heard(path)) for path in paths}
    webhooks = [f"/v1/webhooks/{one['id']}" for one in story.own.get("/v1/webhooks")["data"]]
    since = story.own.get("/v1/events", after=0)["data"][0]["occurred_at"]
    for webhook in webhooks:
        story.own.post(f"{webhook}/replay", {"since": since})

    def is_told() -> bool:
        waiting = [story.own.get(f"{webhook}/calls", state="waiting") for webhook in webhooks]
        return not any(page["data"] for page in waiting)

    story.hooks.wait_for(ERASED, 2 * len(story.vendors))
    eventually(is_told)
    again = b"".join(call.body for path in paths for call in story.hooks.heard(path)[heard[path] :])
    for vendor in story.vendors:
        assert not any(trace.encode() in again for trace in vendor.person.traces)


def nothing_opens(story: Story, links: list[str]) -> None:
    """Neither letters' links nor reports' open anything, and no vendor knows of anybody."""
    hiringbranch, xobin, micro1 = story.vendors
    assert set(story.candidates()) == {BO.address}
    assert (hiringbranch.report(), micro1.report()) == (None, None)
    with story.server.client(story.own.key) as client:
        assert client.get(f"/api/v2/assessments/report/{xobin.report_id}").status_code == 404
        for link in links:
            answer = client.get(link)
            assert answer.status_code in {404, 410}, (link, answer.text)
            assert not any(vendor.person.family in answer.text for vendor in story.vendors)
