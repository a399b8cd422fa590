"""A client of Xobin's track calls, and the candidates that it invites."""

from dataclasses import dataclass
from uuid import UUID

from vendor_calls import World

from muster.edges.services import Services
from muster.features import attempts, invitations, tracks
from muster.features.attempts import Consent, Save
from muster.features.catalog import SourceFile

VENDOR_TRACK, VENDOR_TALK = 660031, 660032
FILES = (
    SourceFile(
        "sums.yaml",
        "key: sums\nkind: assessment\ntitle: Sums\npass_percent: 50\n"
        "questions:\n  - {id: q, type: number, prompt: 'Two and two?', answer: 4}\n",
    ),
    SourceFile(
        "talk.yaml",
        f"key: talk\nkind: interview\ntitle: A talk\nvendor_ids: {{xobin: {VENDOR_TALK}}}\n"
        "prompts: [{id: p, prompt: 'What did you build last?', answer_seconds: 90}]\n",
    ),
    SourceFile(
        "joining.yaml",
        f"key: joining\nkind: track\ntitle: Joining us\nvendor_ids: {{xobin: {VENDOR_TRACK}}}\n"
        "stages:\n  - {activity: sums, advance: decided}\n  - activity: talk\n"
        "  - review: The team decides\n",
    ),
    SourceFile(
        "other.yaml",
        "key: other\nkind: track\ntitle: Another way\n"
        "stages:\n  - {activity: sums, advance: decided}\n  - review: The last word\n",
    ),
)


@dataclass
class Office:
    """An employer's program that calls as Xobin's clients do; ``take`` is the candidate's part."""

    client: object
    world: World
    services: Services

    async def call(self, path, body=None, *, method="PUT", **parameters):
        headers = {"apiKey": self.world.key}
        return await self.client.request(
            method, path, headers=headers, json=body, params=parameters or None
        )

    async def read(self, leaf, *, track=VENDOR_TRACK, **parameters):
        return await self.call(f"/api/v2/tracks/{track}/{leaf}", method="GET", **parameters)

    async def apply(self, name="Amara Okafor", track=VENDOR_TRACK):
        body = {
            "candidate_name": name,
            "candidate_email": f"{name.split()[0].lower()}@example.com",
            "track_id": track,
            "invite_format": "sendlink",
        }
        return (await self.call("/api/v2/tracks/invite", body, method="POST")).json()

    async def take(self, application, *, submit=True):
        """Follow the link, press Start, and take the present stage."""
        database, clock = self.services.database, self.services.clock
        claim = self.services.links.read(application["invite_link"].rpartition("/")[2])
        session = await invitations.open_link(database, claim, None, clock)
        ground = (database, claim.organization)
        view = await tracks.read_progress(*ground, str(application["application_id"]))
        await tracks.start(database, session, view.invitation.invitation.uid, clock)
        if not submit:
            return
        view = await tracks.read_progress(*ground, str(application["application_id"]))
        uid: UUID = view.present.child.uid
        attempt = await attempts.start(database, session, uid, Consent("1", "en", "Yes"), clock)
        if view.present.stage.key == "sums":
            save = Save(session, attempt.uid, "q", attempt.epoch, 0, "4")
            await attempts.save(database, save, clock)
        await attempts.submit(database, session, attempt.uid, "once", clock)
        await tracks.conclude(*ground, attempt.id, clock)
