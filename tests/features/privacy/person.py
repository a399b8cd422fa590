"""Somebody with a name like no other, who leaves traces wherever a person can."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial
from hashlib import sha256

from muster.edges.letters import Letters
from muster.features import (
    attempts,
    delivery,
    intake,
    invitations,
    jobs,
    media,
    privacy,
    reports,
    tracks,
)
from muster.features.attempts import Consent, Hold, Save, Signal, SignalKind, Sitting
from muster.features.delivery.senders.folder import FolderSender, remove_letter
from muster.features.invitations import Guest, Repeat
from muster.features.jobs import Details, Opening
from muster.features.media import Incoming, Manifest
from muster.features.privacy import Basis, Order, Place
from muster.features.reports import Rate, Rating
from muster.features.tracks import Decision, Verdict
from muster.storage.postgres import Role
from takers import publish, start

NAME = "Žofkàvræn O’Qwellon-ბაქო"
EMAIL = "Zofka.Qwellon+x7@vantablack-mail.example"
TRACES = (
    "Žofkàvræn",
    "ბაქო",
    "zofka.qwellon",
    "vantablack-mail",
    "QuuxAnswer",
    "QuuxDraft",
    "QuuxFile",
    "QuuxPlan",
    "QuuxVideo",
    "QuuxComment",
    "QuuxAsked",
    "QuuxExternal",
    "QuuxMetadata",
    "QuuxReturn",
    "QuuxReason",
    "QuuxPhone",
    "QuuxResume",
    "QuuxSentence",
    "QuuxBounce",
)
"""What must be found nowhere once the person is erased."""

ALL = """
key: everything
kind: assessment
title: All ten types
questions:
  - {id: single, type: single_choice, prompt: '?', points: 1, options: {a: A, b: B}, correct: a}
  - {id: multiple, type: multiple_choice, prompt: '?', points: 1, options: {a: A, b: B},
     correct: [a]}
  - {id: short, type: short_text, prompt: '?', points: 1, accept: [now]}
  - {id: essay, type: long_text, prompt: '?', points: 4}
  - {id: number, type: number, prompt: '?', points: 1, answer: 4}
  - {id: order, type: ordering, prompt: '?', points: 1, options: {a: A, b: B}, correct: [a, b]}
  - {id: match, type: matching, prompt: '?', points: 1, items: {x: X, y: Y},
     options: {a: A, b: B}, correct: {x: a, y: b}}
  - {id: speak, type: video, prompt: '?', answer_seconds: 60}
  - {id: sound, type: audio, prompt: '?', answer_seconds: 60}
  - {id: plan, type: file, prompt: '?', types: [txt], max_megabytes: 1}
"""
ANSWERS = {
    "single": "a",
    "multiple": ["a", "b"],
    "short": "QuuxAnswer 🦩",
    "number": "4",
    "order": ["b", "a"],
    "match": {"x": "a"},
}
FREE = """
key: free
kind: assessment
title: At leisure
questions:
  - {id: essay, type: long_text, prompt: Say why, points: 3}
"""
TRACK = """
key: way
kind: track
title: The way in
stages:
  - {activity: quiz, advance: decided}
  - review: A talk with the team
"""
VIDEO = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81 QuuxVideo " * 20


@dataclass
class Life:
    """What a person does, and what others do about them."""

    employer: object
    blobs: object
    folder: object
    links: object
    session: str = ""
    attempt: attempts.Attempt | None = None
    candidate: int = 0

    @property
    def ground(self):
        return self.employer.database

    @property
    def tenant(self) -> int:
        return self.employer.organization.id

    @property
    def clock(self):
        return self.employer.clock

    async def lead(self) -> None:
        """Do everything."""
        await publish(self.employer, ALL)
        await publish(self.employer, TRACK)
        await self.apply_for_a_job()
        await self.stand_on_a_list()
        await self.take(await self.be_invited())
        await self.be_rated()
        await self.walk_a_track()
        await self.begin_something_else()
        await self.be_written_to()
        self.candidate = (await self.employer.fetch("select id from candidate"))[0][0]

    async def stand_on_a_list(self) -> None:
        file, quiz = f"Name,Mail\n{NAME},{EMAIL}\n", self.employer.activities["quiz"]
        came = intake.Arrival(intake.Source.FILE, (quiz,), "x")
        await intake.take_file(self.ground, self.tenant, file.encode(), came, self.clock)

    async def be_invited(self):
        guest = Guest(
            EMAIL,
            NAME,
            external_id="QuuxExternal",
            metadata={"note": "QuuxMetadata"},
            redirect_url="https://example.com/QuuxReturn",
        )
        repeat = Repeat("order-1", "POST /v1/invitations", sha256(EMAIL.encode()).digest())
        activity = self.employer.activities["everything"]
        invited = await self.employer.invite(guest, activities=(activity,), repeat=repeat)
        return invited.rows[0].invitation

    async def take(self, invitation) -> None:
        claim = invitation.claim(self.tenant)
        self.session = await invitations.open_link(self.ground, claim, None, self.clock)
        await attempts.ask_for_accommodation(
            self.ground, self.session, invitation.uid, "QuuxAsked: I see badly.", self.clock
        )
        self.attempt = await attempts.start(
            self.ground, self.session, invitation.uid, Consent("1", "en", "I agree."), self.clock
        )
        for item, value in ANSWERS.items():
            await self.save(item, value)
        await self.save("essay", f"QuuxAnswer by {NAME}")
        await self.record()
        await media.hand_in(
            self.ground,
            self.blobs,
            Hold(self.session, self.attempt.uid, "plan", 1),
            "QuuxFile of mine.txt",
            _body(b"QuuxPlan: my plan\n"),
            self.clock,
        )
        signal = Signal(SignalKind.PASTED, self.clock.now(), item="essay", length=40)
        uid = self.attempt.uid
        await attempts.note_signals(self.ground, self.session, uid, [signal], self.clock)
        await attempts.submit(self.ground, self.session, uid, "once", self.clock)

    async def save(self, item: str, value: object, revision: int = 0) -> None:
        wish = Save(self.session, self.attempt.uid, item, 1, revision=revision, value=value)
        await attempts.save(self.ground, wish, self.clock)

    async def record(self) -> None:
        hold = Hold(self.session, self.attempt.uid, "speak", 1)
        sitting = Sitting(self.session, self.attempt.uid, 1)
        begun = await media.begin_take(self.ground, hold, "video/webm", self.clock)
        digest = sha256(VIDEO).digest()
        incoming = Incoming(sitting, begun.uid, 0, digest)
        await media.put_chunk(self.ground, self.blobs, incoming, _body(VIDEO), self.clock)
        manifest = Manifest((digest,), 2000)
        await media.complete_take(self.ground, sitting, begun.uid, manifest, self.clock)

    async def be_rated(self) -> None:
        reference = self.attempt.typeid
        await reports.settle(self.ground, self.tenant, self.attempt.id, self.clock)
        rating = Rating(points=Decimal(3), criteria={}, comment="QuuxComment: well said")
        wish = Rate(reference, "essay", "rae@example.com", 0, rating)
        await reports.rate(self.ground, self.tenant, wish, actor="key:test", clock=self.clock)
        await reports.share(
            self.ground,
            self.tenant,
            reference,
            timedelta(hours=1),
            actor="key:test",
            clock=self.clock,
        )

    async def walk_a_track(self) -> None:
        activity = self.employer.activities["way"]
        (row,) = (await self.employer.invite(Guest(EMAIL, NAME), activities=(activity,))).rows
        claim = row.invitation.claim(self.tenant)
        session = await invitations.open_link(self.ground, claim, None, self.clock)
        await tracks.start(self.ground, session, row.invitation.uid, self.clock)
        verdict = Verdict(str(row.invitation.id), Decision.REJECT, reason="QuuxReason: no time")
        await tracks.decide(self.ground, self.tenant, verdict, actor="key:test", clock=self.clock)

    async def begin_something_else(self) -> None:
        """Take something that still runs, with a text that became another one."""
        await publish(self.employer, FREE)
        taker = await start(self.employer, "free", Guest(EMAIL, NAME))
        await taker.save("essay", "QuuxDraft")
        await taker.save("essay", "QuuxAnswer", 1)

    async def apply_for_a_job(self) -> None:
        by = {"actor": "key:test", "clock": self.clock}
        job = await jobs.create_job(self.ground, self.tenant, Opening(title="Baker"), **by)
        said = Details(
            first_name="Žofkàvræn",
            last_name="ბაქო",
            email=EMAIL,
            phone="+41 QuuxPhone",
            resume_url="https://example.com/QuuxResume",
        )
        await jobs.apply(self.ground, self.tenant, str(job.id), said, **by)

    async def be_written_to(self) -> None:
        """Let every letter leave, into a folder."""
        letters = Letters(self.links, "jobs@example.com")
        worker = self.ground.acting_as(Role.WORKER)
        sender = FolderSender(self.folder, self.clock)
        dispatcher = delivery.Dispatcher(worker, letters.renderers, sender, self.clock)
        stop = asyncio.Event()
        running = asyncio.create_task(dispatcher.run(stop))
        waiting = "select from message where due_at is not null"
        while await self.employer.fetch(waiting):  # noqa: ASYNC110 -- it has no event for that
            await asyncio.sleep(0.05)
        stop.set()
        await running

    async def be_erased(self) -> None:
        """Be erased, with what is left in folders."""
        order = Order(Basis.REQUEST, "key:test")
        await privacy.erase(self.ground, self.tenant, str(self.candidate), order, self.clock)
        removers = {
            Place.BLOB: self.blobs.delete,
            Place.LETTER: partial(remove_letter, self.folder),
        }
        await privacy.remove_doomed(self.ground, removers)


async def _body(content: bytes):
    yield content


PLANTED = """
-- What comes from outside the house, or long after.
insert into webhook_endpoint (organization_id, uid, url, style, created_at, changed_at, sequence)
values (current_setting('plant.tenant')::bigint, gen_random_uuid(), 'https://example.com/in', 'micro1', now(), now(), 0);
insert into webhook_call (organization_id, uid, endpoint_id, type, body, candidate_id, created_at,
                          state, ended_at)
select current_setting('plant.tenant')::bigint, gen_random_uuid(), id, 'interview.completed', convert_to(current_setting('plant.said'), 'UTF8'), current_setting('plant.candidate')::bigint, now(),
       'delivered', now()
from webhook_endpoint where organization_id = current_setting('plant.tenant')::bigint;
insert into webhook_try (organization_id, call_id, number, started_at, ended_at, outcome, words)
select current_setting('plant.tenant')::bigint, id, 1, now(), now(), 'delivered', current_setting('plant.said') from webhook_call where organization_id = current_setting('plant.tenant')::bigint;
insert into bounce (organization_id, message_id, digest, kind, reason, words, received_at)
select current_setting('plant.tenant')::bigint, min(id), 'x', 'hard', 'address', 'QuuxBounce: ' || current_setting('plant.address') || ' is nobody', now()
from message where organization_id = current_setting('plant.tenant')::bigint;
insert into suppression (organization_id, recipient_key, reason, words, created_at)
values (current_setting('plant.tenant')::bigint, lower(current_setting('plant.address')), 'address', current_setting('plant.address') || ' is nobody', now());
insert into reminder select current_setting('plant.tenant')::bigint, min(id), 1, now() from invitation where organization_id = current_setting('plant.tenant')::bigint;
insert into reminder_refusal values (current_setting('plant.tenant')::bigint, current_setting('plant.candidate')::bigint, now());
insert into expiry_notice
select current_setting('plant.tenant')::bigint, max(id), now(), null, max(id) from invitation where organization_id = current_setting('plant.tenant')::bigint;
insert into more_time_request (organization_id, uid, invitation_id, sentence, state, asked_at)
select current_setting('plant.tenant')::bigint, gen_random_uuid(), min(id), 'QuuxSentence: a funeral', 'waiting', now()
from invitation where organization_id = current_setting('plant.tenant')::bigint;
insert into message (organization_id, uid, kind, reference, recipient, recipient_key, template,
                     variables, bulk, created_at, state, ended_at)
select current_setting('plant.tenant')::bigint, gen_random_uuid(), 'notice', max(id), 'jobs@example.com', 'jobs@example.com', 'notice.1',
       jsonb_build_object('about', 'expired', 'facts', jsonb_build_object('people',
           jsonb_build_array(jsonb_build_object('name', current_setting('plant.said'))))),
       false, now(), 'accepted', now()
from invitation where organization_id = current_setting('plant.tenant')::bigint;
update lane set words = '550 5.7.1 <' || current_setting('plant.address') || '> may not' where name = 'mail'
"""
