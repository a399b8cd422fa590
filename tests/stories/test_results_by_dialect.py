"""Invited by a vendor's call, taken, told by a signed webhook, read in the vendor's shape, as PDF."""

import re
import shutil
import subprocess
from dataclasses import dataclass

import pytest
from story_candidate import Candidate
from story_hooks import Hooks, receiving
from story_program import Server, serving

pytestmark = pytest.mark.slow
AMARA = ("Amara Nwosu", "amara.results@example.com")
RIGHT = {"sum": "42", "word": "Nairobi"}
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
"""
_SUBMISSION = re.compile(r'name="submission_id" value="([^"]+)"')


@dataclass
class Story:
    """A server, a receiver of webhooks, and an employer with one assessment."""

    server: Server
    hooks: Hooks
    employer: object
    assessment: dict

    def ask(self, method: str, path: str, **options):
        """Make a call with the employer's key, which every dialect takes as X-API-Key."""
        with self.server.client(self.employer.key) as client:
            answer = client.request(method, path, **options)
        assert answer.status_code < 300, (path, answer.text)
        return answer

    def take(self, link: str) -> None:
        """Follow a link, answer everything right, and submit."""
        candidate = Candidate(self.server, link)
        for item, value in RIGHT.items():
            assert candidate.save(item, 0, value).status_code == 200
        review = candidate.browser.get(f"{candidate.attempt}/review").text
        form = {"submission_id": _SUBMISSION.search(review)[1]}
        assert candidate.browser.post(f"{candidate.attempt}/submit", data=form).is_redirect
        candidate.browser.close()


@pytest.fixture(scope="module")
def story(data, template, tmp_path_factory):
    with (
        receiving(tmp_path_factory.mktemp("hooks") / "calls") as hooks,
        serving(data, MUSTER_WEBHOOK_ALLOW="127.0.0.1") as server,
    ):
        story = Story(server, hooks, template.northwind, {})
        yaml = {"content-type": "application/yaml"}
        story.assessment = story.ask(
            "POST", "/v1/activities", content=ASSESSMENT, headers=yaml
        ).json()
        yield story


def test_hiringbranch(story):
    wish = {"url": story.hooks.url("/hiringbranch"), "events": ["report.scored"]}
    secret = story.ask("POST", "/v1/webhooks", json=wish).json()["secret"]
    instance = {"instance": story.employer.slug}
    (assessment,) = [
        one
        for one in story.ask("POST", "/connect/v1/assessment", headers=instance).json()
        if one["assessmentName"] == "Capitals and sums"
    ]
    first, last = AMARA[0].split()
    person = {"firstName": first, "lastName": last, "email": AMARA[1]}
    body = {**person, "assessments": [assessment["assessmentId"]]}
    (item,) = story.ask("POST", "/connect/v1/invite", json=body, headers=instance).json()

    def score() -> dict:
        query = {"candidateIds": item["candidateId"]}
        (row,) = story.ask("GET", "/connect/v1/score", params=query).json()
        return row

    assert (score()["assessmentStatus"], score()["scoreStatus"]) == ("INVITED", "PENDING")
    story.take(item["link"])
    told = story.hooks.wait_for("/hiringbranch").verified(secret)
    assert told["type"] == "report.scored"
    row = score()
    assert (row["assessmentStatus"], row["scoreStatus"]) == ("COMPLETED", "PASS")
    assert (row["totalScore"], row["completion"]) == ("100", "100")
    assert row["categoryScores"] == [{"name": "Adding", "score": "100"}]
    # The vendor's API has no PDF; the native one has, by the number that the webhook names.
    number = told["data"]["subject"]["number"]
    check_pdf(story.ask("GET", f"/v1/reports/{number}/pdf"), AMARA[0])


def test_xobin(story):
    slots = {
        name: {"status": True, "url": story.hooks.url(f"/xobin/{name}")}
        for name in ("start", "submission")
    }
    made = story.ask("POST", "/api/v2/webhooks", json={"webhooks": slots}).json()["webhook"]
    name, address = "Đặng Thị Mai", "mai.results@example.com"
    body = {
        "candidate_name": name,
        "candidate_email": address,
        "assessment_id": story.assessment["number"],
        "invite_format": "getlink",
    }
    row = story.ask("POST", "/api/v2/assessments/invite", json=body).json()
    report = f"/api/v2/assessments/report/{row['report_id']}"
    assert story.ask("GET", report).json()["invite_status"] == "Pending"
    story.take(row["invite_link"])
    started = story.hooks.wait_for("/xobin/start").verified(made["start"]["secret"])
    assert (started["id"], started["email"]) == (row["report_id"], address)
    told = story.hooks.wait_for("/xobin/submission").verified(made["submission"]["secret"])
    read = story.ask("GET", report).json()
    assert told == read
    assert (read["invite_status"], read["overall_percentage"]) == ("Completed", 100.0)
    assert [one["section"] for one in read["sections"]] == ["Numbers", "Places"]
    with story.server.client() as anybody:
        page = anybody.get(read["report_link"])
        assert name in page.text
    shares = f"/api/v2/assessments/reports/{row['report_id']}"
    check_pdf(story.ask("POST", f"{shares}/download"), name)
    shared = story.ask("POST", f"{shares}/share", json={"expiration_hours": 0.25}).json()
    with story.server.client() as anybody:
        check_pdf(anybody.get(shared["signed_url"] + "/report.pdf"), name)


def check_pdf(answer, name: str) -> None:
    """It is a PDF with pages; where poppler is installed, the candidate's name is on them."""
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert answer.content.rstrip().endswith(b"%%EOF")
    if reader := shutil.which("pdftotext"):
        done = subprocess.run(
            [reader, "-", "-"], input=answer.content, capture_output=True, check=True
        )
        text = " ".join(done.stdout.decode().split())
        assert name in text
        assert "Capitals and sums" in text
