"""Employers' programs that speak a vendor's dialect: they invite, listen, and read what came of it.

Each does everything by the vendor's own calls, and what the vendor has no call for by ours.
"""

from dataclasses import dataclass, field

from story_hooks import Hooks
from story_program import Server, eventually


@dataclass(frozen=True)
class Person:
    """Somebody whose name, address and words are like nobody else's."""

    given: str
    family: str
    address: str
    words: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def traces(self) -> set[str]:
        """What must be found nowhere once they are erased."""
        return {self.given, self.family, self.address, self.address.partition("@")[0], self.words}


@dataclass
class Vendor:
    """A program with the employer's key, which every dialect takes as X-API-Key."""

    server: Server
    hooks: Hooks
    key: str
    person: Person
    activity: dict | str
    secrets: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, **options):
        with self.server.client(self.key) as client:
            answer = client.request(method, path, **options)
        assert answer.status_code < 300, (path, answer.text)
        return answer

    def get(self, path: str, **query):
        return self.ask("GET", path, params=query).json()

    def post(self, path: str, body: dict | None = None, **headers):
        return self.ask("POST", path, json=body, headers=headers).json()

    def watch(self, path: str, body: dict) -> str:
        """Make one of Muster's own webhooks; return its secret."""
        made = self.post("/v1/webhooks", {"url": self.hooks.url(path), **body})
        return made["secret"]

    def told(self, path: str) -> dict:
        """Wait for what a webhook is told of the person; every signature is checked."""
        found = []

        def is_there() -> bool:
            calls = [call.verified(self.secrets[path]) for call in self.hooks.heard(path)]
            found.extend(said for said in calls if self.is_about(said))
            return bool(found)

        eventually(is_there)
        return found[0]

    def is_about(self, said: dict) -> bool:
        """Tell whether a call is about the person, and not about somebody else's."""
        return self.person.address in said.values()

    def anybody(self, link: str):
        """Open a link without a key."""
        with self.server.client() as client:
            return client.get(link)


class HiringBranch(Vendor):
    """The vendor has a score, and neither webhooks nor PDF."""

    def listen(self) -> None:
        path = "/hiringbranch"
        self.secrets[path] = self.watch(path, {"events": ["report.scored"]})

    def is_about(self, said: dict) -> bool:
        # A body of ours is thin; the vendor's id of a candidate ends with our number in hexadecimal.
        return said["data"]["facts"]["candidate_id"] == int(self.candidate[-16:], 16)

    def invite(self) -> str:
        (assessment,) = [
            one
            for one in self.post("/connect/v1/assessment")
            if one["assessmentName"] == self.activity["title"]
        ]
        body = {
            "firstName": self.person.given,
            "lastName": self.person.family,
            "email": self.person.address,
            "assessments": [assessment["assessmentId"]],
        }
        path = "/connect/v1/invite?sendInvite=true"
        (item,) = self.post(path, body, instance=self.activity["instance"])
        assert item["invitationStatus"] == "SENT"
        self.candidate = item["candidateId"]
        return item["link"]

    def report(self) -> dict | None:
        rows = self.get("/connect/v1/score", candidateIds=self.candidate)
        return rows[0] if rows else None

    def pdf(self) -> bytes:
        number = self.told("/hiringbranch")["data"]["subject"]["number"]
        self.pdf_link = f"/v1/reports/{number}/pdf"
        return self.ask("GET", self.pdf_link).content

    def links(self) -> list[str]:
        return []


class Xobin(Vendor):
    """The vendor tells the report, shares it, and answers its PDF."""

    def listen(self) -> None:
        slots = {
            name: {"status": True, "url": self.hooks.url(f"/xobin/{name}")}
            for name in ("start", "submission")
        }
        made = self.post("/api/v2/webhooks", {"webhooks": slots})["webhook"]
        self.secrets |= {f"/xobin/{name}": made[name]["secret"] for name in slots}

    def invite(self) -> str:
        body = {
            "candidate_name": self.person.name,
            "candidate_email": self.person.address,
            "assessment_id": self.activity["number"],
            "invite_format": "sendlink",
        }
        row = self.post("/api/v2/assessments/invite", body)
        self.report_id = row["report_id"]
        return row["invite_link"]

    def report(self) -> dict:
        return self.get(f"/api/v2/assessments/report/{self.report_id}")

    def pdf(self) -> bytes:
        return self.ask("POST", f"{self._reports}/download").content

    def links(self) -> list[str]:
        shared = self.post(f"{self._reports}/share", {"expiration_hours": 0.25})
        return [self.report()["report_link"], shared["signed_url"]]

    @property
    def _reports(self) -> str:
        return f"/api/v2/assessments/reports/{self.report_id}"


class Micro1(Vendor):
    """The vendor makes the interview, and names links to the PDF and to recordings."""

    _EVENTS = ("interview.completed", "interview_recording.completed", "interview_report.created")

    def listen(self) -> None:
        for event in self._EVENTS:
            path = f"/micro1/{event}"
            body = {"url": self.hooks.url(path), "event": event}
            self.secrets[path] = self.post("/webhook", body)["secret"]

    def is_about(self, said: dict) -> bool:
        return super().is_about(said["data"])

    def invite(self) -> str:
        body = {
            "interview_id": self.activity,
            "candidates": [{"name": self.person.name, "email": self.person.address}],
        }
        (row,) = self.post("/interview/invite", body)["data"]["invitations"]
        self.candidate = row["candidate_id"]
        return row["invite_url"]

    def report(self) -> dict | None:
        rows = self.get("/interview/reports", candidate_id=self.candidate)["data"]
        return rows[0] if rows else None

    def pdf(self) -> bytes:
        return self.anybody(self.report()["report_url"]).content

    def links(self) -> list[str]:
        report = self.report()
        names = ("report_url", "interview_recording_url", "interview_recording_player_url")
        return [report[name] for name in names]
