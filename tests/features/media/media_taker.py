"""A candidate in the middle of an attempt with recordings and files, and what they may do."""

from dataclasses import dataclass
from uuid import UUID

from media_samples import body, cut, digest

from muster.base.signing import LinkClaim, LinkKind
from muster.features import attempts, invitations, media
from muster.features.attempts import Hold, Sitting
from muster.features.invitations import Guest
from muster.features.media import Incoming, Manifest
from muster.storage.blobs import LocalBlobs
from takers import publish, start

ACTIVITY = """
key: portfolio
kind: assessment
title: Show us
time_limit_minutes: 30
questions:
  - {id: speak, type: video, prompt: Introduce yourself., answer_seconds: 60, takes: 2}
  - {id: sound, type: audio, prompt: Read this aloud., answer_seconds: 30}
  - {id: plan, type: file, prompt: Your plan., types: [pdf, txt], max_megabytes: 1, max_files: 2}
  - id: pick
    type: single_choice
    prompt: Which of these is a vegetable?
    points: 1
    options: {a: Carrot, b: Granite}
    correct: a
"""


@dataclass
class Taker:
    """A candidate in the middle of an attempt, and the verbs bound to both."""

    database: object
    blobs: LocalBlobs
    clock: object
    organization: int
    session: str
    attempt: attempts.Attempt
    link: object
    epoch: int = 1

    @property
    def sitting(self) -> Sitting:
        return Sitting(self.session, self.attempt.uid, self.epoch)

    def hold(self, item: str) -> Hold:
        return Hold(self.session, self.attempt.uid, item, self.epoch)

    async def begin(self, item: str = "speak", **more) -> media.Begun:
        return await media.begin_take(
            self.database, self.hold(item), "video/webm;codecs=vp8", self.clock, **more
        )

    async def put(
        self, take: UUID, number: int, content: bytes, *, said: bytes | None = None, **more
    ):
        incoming = Incoming(self.sitting, take, number, said or digest(content))
        blobs = more.pop("blobs", self.blobs)
        await media.put_chunk(self.database, blobs, incoming, body(content), self.clock, **more)

    async def arrived(self, take: UUID) -> media.Arrived:
        return await media.list_chunks(self.database, self.sitting, take, self.clock)

    async def complete(self, take: UUID, pieces, duration_ms: int = 2000) -> media.TakeState:
        manifest = Manifest(tuple(map(digest, pieces)), duration_ms)
        return await media.complete_take(self.database, self.sitting, take, manifest, self.clock)

    async def record(self, content: bytes, item: str = "speak", pieces: int = 4) -> UUID:
        """Begin, send and complete a take."""
        take, parts = (await self.begin(item)).uid, cut(content, pieces)
        for number, part in enumerate(parts):
            await self.put(take, number, part)
        await self.complete(take, parts)
        return take

    async def finish(self, tools="find") -> int:
        tools = media.FfmpegTools.find() if tools == "find" else tools
        return await media.finish_takes(self.database, self.blobs, tools, self.clock)

    async def take(self, uid: UUID) -> media.Take:
        return await media.find_own_take(self.database, self.sitting, uid, self.clock)

    async def hand_in(self, name: str, content: bytes, item: str = "plan") -> media.HandedIn:
        return await media.hand_in(
            self.database, self.blobs, self.hold(item), name, body(content), self.clock
        )

    async def answer(self, item: str):
        run = await attempts.read_run(self.database, self.session, self.attempt.uid, self.clock)
        answer = run.place_of(item).answer
        return answer and answer.value

    async def submit(self):
        await attempts.submit(self.database, self.session, self.attempt.uid, "sent", self.clock)

    async def second_device(self) -> "Taker":
        """The same candidate elsewhere, who takes over."""
        session = await invitations.open_link(self.database, self.link, None, self.clock)
        attempt = await attempts.claim(self.database, session, self.attempt.uid, self.clock)
        return Taker(
            self.database,
            self.blobs,
            self.clock,
            self.organization,
            session,
            attempt,
            self.link,
            attempt.epoch,
        )

    async def fetch(self, statement: str, *values):
        async with self.database.transaction(self.organization) as connection:
            return await connection.fetch(statement, *values)

    async def events(self) -> list[str]:
        rows = await self.fetch(
            "select type from event where organization_id = $1 and type ~ '^(recording|file)' "
            "order by id",
            self.organization,
        )
        return [row["type"] for row in rows]


async def start_taker(blobs, employer, address: str = "amara@example.org") -> Taker:
    """Invite somebody to the portfolio, follow the link, press Start."""
    await publish(employer, ACTIVITY)
    begun = await start(employer, "portfolio", Guest(address, "Amara Okafor"))
    organization = employer.organization.id
    link = LinkClaim(LinkKind.INVITATION, organization, begun.attempt.invitation_id, 0)
    return Taker(
        employer.database, blobs, employer.clock, organization, begun.session, begun.attempt, link
    )
