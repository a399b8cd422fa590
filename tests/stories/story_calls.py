"""The vendors' calls as their documents show them, with the ids of an employer put in."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class VendorCall:
    name: str
    path: str
    body: dict
    headers: dict = field(default_factory=dict)

    def make(self, client, **headers):
        return client.post(self.path, json=self.body, headers={**self.headers, **headers})


def calls_of(employer, suffix: str = "") -> list[VendorCall]:
    """The five calls of the source documents; ``suffix`` makes the candidates others."""

    def address(local: str) -> str:
        return f"{local}{suffix}@example.com"

    assessments = employer.ids("assessment", "object_id")[:3]
    person = {"candidate_name": "Amara Nwosu", "candidate_email": address("amara")}
    return [
        VendorCall(
            "hiringbranch",
            "/connect/v1/invite?sendInvite=true",
            {
                "email": address("candidate"),
                "firstName": "John",
                "lastName": "Doe",
                "assessments": assessments,
            },
            {"instance": employer.slug},
        ),
        VendorCall(
            "xobin candidates",
            "/api/v2/assessment/invite",
            {
                "assessment_id": employer.ids("assessment", "id")[0],
                "invite_format": "sendlink",
                "expiry_date": "2099-12-31 18:30",
                "candidates": [
                    {"name": "Zoë Brontë", "email": address("zoe")},
                    {"candidate_name": "王秀英", "candidate_email": address("xiuying")},
                ],
            },
        ),
        VendorCall(
            "xobin interview",
            "/api/v2/automated-interviews/invite",
            {
                **person,
                "interview_id": employer.ids("interview", "id")[0],
                "invite_format": "sendlink",
            },
        ),
        VendorCall(
            "xobin track",
            "/api/v2/tracks/invite",
            {**person, "track_id": employer.ids("track", "id")[0], "invite_format": "sendlink"},
        ),
        VendorCall(
            "micro1",
            "/interview/invite",
            {
                "interview_id": employer.ids("interview", "uid")[0],
                "candidates": [{"name": "John Doe", "email": address("john")}],
                "disable_email_notification": False,
            },
        ),
    ]


def links_of(body) -> list[str]:
    """The links that an answer names, wherever its dialect puts them."""
    if isinstance(body, list):
        return [body[0]["link"]]
    if "data" in body:
        return [one["invite_url"] for one in body["data"]["invitations"]]
    return [one["invite_link"] for one in body.get("invites", [body])]
