"""Bodies in the form of https://www.standardwebhooks.com.

They are thin, because everybody who listens would get a copy of what is in them: they name the
event and where to read what it is about.
"""

from pydantic_core import to_json

from muster.base.ids import to_typeid
from muster.features.journal import Event
from muster.features.organizations import Organization
from muster.features.webhooks import Body, Endpoint

# Where each kind of subject is read; those that are missing have no page of their own.
_PATHS = {
    "invitation": "/v1/invitations/{}",
    "application": "/v1/applications/{}",
    "attempt": "/v1/attempts/{}",
    "candidate": "/v1/candidates/{}",
    "activity": "/v1/activities/{}",
    "job": "/v1/jobs/{}",
    "webhook": "/v1/webhooks/{}",
}


class Bodies:
    """Forms the bodies of the style ``muster``."""

    def __init__(self, public_url: str) -> None:
        """Take the address that our own addresses begin with."""
        self._public_url = public_url

    async def __call__(self, endpoint: Endpoint, event: Event, organization: Organization) -> Body:  # noqa: ARG002 -- a BodyMaker's
        """Return what to say about an event: ids, its place in the feed, and an address."""
        content = {
            "type": event.type,
            "timestamp": event.occurred_at.isoformat().replace("+00:00", "Z"),
            "data": {
                "event": to_typeid("evt", event.uid),
                "sequence": event.sequence,
                "actor": event.actor,
                "subject": {"kind": event.subject_kind, "number": event.subject_id},
                "url": self._url(event),
                "facts": dict(event.data),
            },
        }
        return Body(event.type, to_json(content), _candidate(event))

    def _url(self, event: Event) -> str | None:
        path = _PATHS.get(event.subject_kind)
        if event.type.startswith("report."):
            path = "/v1/attempts/{}/score"
        # An API key and what was deleted have no number to look up.
        if path is None or not event.subject_id or event.type.endswith((".removed", ".erased")):
            return None
        return self._public_url + path.format(event.subject_id)


def _candidate(event: Event) -> int | None:
    # That somebody was erased is told of nobody: there is no row left to ask about.
    if event.type == "candidate.erased":
        return None
    if event.subject_kind == "candidate":
        return event.subject_id
    number = event.data.get("candidate_id")
    return number if isinstance(number, int) else None
