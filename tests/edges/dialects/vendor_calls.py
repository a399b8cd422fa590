"""The invite calls of three vendors, as their clients make them, against one small world."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from muster.base.links import Links
from muster.base.signing import KeyRing
from muster.edges.dialects import hiringbranch, micro1, xobin
from muster.edges.services import Services
from muster.features import catalog, organizations
from muster.features.catalog import Activity, SourceFile
from muster.features.delivery import MessageState
from muster.features.organizations import ALL_BUT_ERASE, Organization, Profile

PUBLIC_URL = "https://muster.example"
VENDOR_OBJECT_ID = "59bc377497c7ac0cbc1b69c7"
VENDOR_INTERVIEW = "123e4567-e89b-12d3-a456-426614174000"
VENDOR_NUMBER = 770041

FILES = (
    SourceFile(
        "sums.yaml",
        "key: sums\nkind: assessment\ntitle: Sums in the head\n"
        f"vendor_ids: {{hiringbranch: {VENDOR_OBJECT_ID}, xobin: {VENDOR_NUMBER}}}\n"
        "questions:\n  - {type: number, prompt: 'What is 17 + 25?', answer: 42}\n",
    ),
    SourceFile(
        "words.yaml",
        "key: words\nkind: assessment\ntitle: Plain words\n"
        "questions:\n  - {type: long_text, prompt: Explain a refund to a customer.}\n",
    ),
    SourceFile(
        "talk.yaml",
        "key: talk\nkind: interview\ntitle: A first talk\n"
        f"vendor_ids: {{micro1: {VENDOR_INTERVIEW}}}\n"
        "prompts: [{prompt: 'What did you build last?', answer_seconds: 90}]\n",
    ),
    SourceFile(
        "joining.yaml",
        "key: joining\nkind: track\ntitle: Joining us\n"
        "stages:\n  - activity: sums\n  - activity: talk\n",
    ),
)


class ScriptedWatch:
    """Answers at once with the states that a test wants letters to have reached."""

    def __init__(self) -> None:
        self.state = MessageState.ACCEPTED
        self.asked: list[frozenset[int]] = []

    async def wait(self, organization, message_ids, timeout=5.0):  # noqa: ASYNC109 -- as OutcomeWatch has it
        assert organization > 0
        assert timeout == 5.0
        self.asked.append(frozenset(message_ids))
        return dict.fromkeys(message_ids, self.state)


@dataclass(frozen=True)
class World:
    """An organization with one activity of each kind, and a key that may invite."""

    organization: Organization
    key: str
    activities: dict[str, Activity]

    def __getitem__(self, key: str) -> Activity:
        return self.activities[key]


async def make_world(database, clock, slug: str, files=FILES, zone="Europe/Berlin") -> World:
    profile = Profile(name="Northwind Traders", time_zone=zone)
    organization = await organizations.create_organization(database, slug, profile, clock)
    key, _ = await organizations.create_key(
        database, organization.id, organizations.WantedKey(ALL_BUT_ERASE), clock=clock
    )
    imported = await catalog.import_files(database, organization.id, files, clock)
    return World(organization, key.text, {one.activity.key: one.activity for one in imported})


def make_services(database, clock, watch, *, mail_configured=True) -> Services:
    return Services(
        database=database,
        clock=clock,
        links=Links(KeyRing({1: b"k" * 32}), PUBLIC_URL),
        watch=watch,
        blobs=None,
        mail_configured=mail_configured,
    )


def host(services: Services):
    """Return one ASGI app for the three surfaces, told apart by their prefixes."""
    recruiter = micro1.build(services)
    surfaces = {
        "/connect": hiringbranch.build(services),
        "/api/v2": xobin.build(services),
        **dict.fromkeys(("/interview", "/custom", "/mock", "/job", "/webhook"), recruiter),
    }

    async def app(scope, receive, send):
        surface = next(one for prefix, one in surfaces.items() if scope["path"].startswith(prefix))
        await surface(scope, receive, send)

    return app


def is_problem(answer) -> bool:
    body = answer.json()
    return (
        answer.headers["content-type"] == "application/problem+json"
        and body["status"] == answer.status_code
        and {type(body[key]) for key in ("title", "detail", "code")} == {str}
    )


def is_error(answer) -> bool:
    body = answer.json()
    return list(body) == ["error"] and isinstance(body["error"], str) and body["error"] != ""


def is_envelope(answer) -> bool:
    body = answer.json()
    return (
        body["status"] is False
        and isinstance(body["message"], str)
        and set(body) <= {"status", "message", "data"}
        and answer.headers["access-control-allow-origin"] == "*"
        and "access-control-allow-credentials" not in answer.headers
    )


@dataclass(frozen=True)
class Operation:
    """One call: how it is addressed, what a good body is, and what its refusals look like."""

    name: str
    path: str
    key_header: str
    field: str
    kind: str
    refused: Callable[[Any], bool]
    reference: Callable[[Activity], Any]
    unknown: Any
    unknown_status: int
    fixed: dict[str, Any] = field(default_factory=dict)
    """What a body has beside the activity and the candidate."""
    bulk: bool = False
    megabytes: int = 4

    def headers(self, world: World) -> dict[str, str]:
        extra = {"instance": world.organization.slug} if self.field == "assessments" else {}
        return {self.key_header: world.key, **extra}

    def body(self, reference: Any, email="amara.okafor@example.com", name="Amara Okafor"):
        if self.field == "assessments":
            first, _, last = name.partition(" ")
            person = {"email": email, "firstName": first, "lastName": last}
            return {"assessments": [reference], **person}
        if self.bulk:
            return {
                self.field: reference,
                "candidates": [{"name": name, "email": email}],
                **self.fixed,
            }
        person = {"candidate_name": name, "candidate_email": email}
        return {self.field: reference, **person, **self.fixed}

    def good_body(self, world: World, **person):
        return self.body(self.reference(world[self.kind]), **person)


OPERATIONS = (
    Operation(
        "hiringbranch", "/connect/v1/invite?sendInvite=true", "X-API-Key", "assessments", "sums",
        is_problem, lambda activity: activity.object_id, "59bc377497c7ac0cbc1b69ff", 400,
        megabytes=1,
    ),
    Operation(
        "xobin-bulk", "/api/v2/assessment/invite", "apiKey", "assessment_id", "sums",
        is_error, lambda activity: activity.id, 999_999_999, 404,
        {"invite_format": "sendlink"}, bulk=True,
    ),
    Operation(
        "xobin-assessment", "/api/v2/assessments/invite", "apiKey", "assessment_id", "sums",
        is_error, lambda activity: activity.id, 999_999_999, 404, {"invite_format": "sendlink"},
    ),
    Operation(
        "xobin-interview", "/api/v2/automated-interviews/invite", "apiKey", "interview_id", "talk",
        is_error, lambda activity: activity.id, 999_999_999, 404, {"invite_type": "sendlink"},
    ),
    Operation(
        "xobin-ai", "/api/v2/ai-interviews/invite", "apiKey", "ai_interview_id", "talk",
        is_error, lambda activity: activity.id, 999_999_999, 404, {"invite_format": "sendlink"},
    ),
    Operation(
        "xobin-track", "/api/v2/tracks/invite", "apiKey", "track_id", "joining",
        is_error, lambda activity: activity.id, 999_999_999, 404, {"invite_format": "sendlink"},
    ),
    Operation(
        "micro1", "/interview/invite", "x-api-key", "interview_id", "talk",
        is_envelope, lambda activity: str(activity.uid),
        "00000000-0000-7000-8000-000000000000", 400, bulk=True,
    ),
)  # fmt: skip
BULK = tuple(one for one in OPERATIONS if one.bulk)
