"""Activities to take in tests, and a candidate with browsers."""

from dataclasses import dataclass, field
from uuid import UUID

from muster.base.signing import LinkClaim, LinkKind
from muster.features import attempts, catalog, invitations
from muster.features.attempts import Consent, Save
from muster.features.invitations import Guest

CONSENT = Consent("2026-01", "en", "I agree to this.")

EXAM = """
key: exam
kind: assessment
title: The exam
time_limit_minutes: 30
sections:
  - title: Warm-up
    questions:
      - {id: colour, type: single_choice, prompt: Which one, points: 1,
         options: {a: Red, b: Blue, c: Green}, correct: b, shuffle: true, required: true}
      - {id: essay, type: long_text, prompt: Say why, points: 3}
      - {id: fast, type: short_text, prompt: Be quick, points: 1, accept: [now],
         time_limit_seconds: 60}
  - title: Pool
    draw: 2
    time_limit_minutes: 5
    shuffle: true
    questions:
      - {id: n1, type: number, prompt: One, points: 1, answer: 1}
      - {id: n2, type: number, prompt: Two, points: 1, answer: 2}
      - {id: n3, type: number, prompt: Three, points: 1, answer: 3}
"""

FREE = """
key: free
kind: assessment
title: At leisure
questions:
  - {id: essay, type: long_text, prompt: Say why, points: 3}
"""


@dataclass
class Browser:
    """A browser with its cookie, and the verbs bound to it."""

    candidate: "Candidate"
    session: str
    attempt: attempts.Attempt | None = None

    @property
    def ground(self):
        return self.candidate.employer.database

    @property
    def clock(self):
        return self.candidate.employer.clock

    @property
    def uid(self) -> UUID:
        return self.candidate.attempt_uid

    async def brief(self):
        return await attempts.brief(
            self.ground, self.session, self.candidate.invitation.uid, self.clock
        )

    async def start(self, consent: Consent = CONSENT):
        self.attempt = await attempts.start(
            self.ground, self.session, self.candidate.invitation.uid, consent, self.clock
        )
        self.candidate.attempt_uid = self.attempt.uid
        return self.attempt

    async def claim(self):
        self.attempt = await attempts.claim(self.ground, self.session, self.uid, self.clock)
        return self.attempt

    async def run(self):
        return await attempts.read_run(self.ground, self.session, self.uid, self.clock)

    async def save(self, item: str, value, revision: int = 0, epoch: int | None = None):
        epoch = self.attempt.epoch if epoch is None else epoch
        wish = Save(self.session, self.uid, item, epoch, revision, value)
        return await attempts.save(self.ground, wish, self.clock)

    async def open_section(self, number: int):
        await self._act(attempts.open_section, number, self.attempt.epoch)

    async def open_place(self, number: int):
        await self._act(attempts.open_place, number, self.attempt.epoch)

    async def pause(self):
        await self._act(attempts.pause, self.attempt.epoch)

    async def resume(self):
        await self._act(attempts.resume, self.attempt.epoch)

    async def submit(self, name: str = "s-1"):
        return await self._act(attempts.submit, name)

    async def note(self, *signals):
        await self._act(attempts.note_signals, signals)

    async def ask(self, text: str):
        await attempts.ask_for_accommodation(
            self.ground, self.session, self.candidate.invitation.uid, text, self.clock
        )

    async def _act(self, verb, *words):
        return await verb(self.ground, self.session, self.uid, *words, self.clock)


@dataclass
class Candidate:
    """Somebody invited to an activity; ``browser`` opens the link in another browser."""

    employer: object
    invitation: invitations.Invitation
    attempt_uid: UUID | None = None
    browsers: list = field(default_factory=list)

    async def browser(self, *, former: Browser | None = None, home: bool = False) -> Browser:
        """Follow the link, as a new browser or as one that has been here."""
        employer = self.employer
        claim = self.invitation.claim(employer.organization.id)
        if home:
            subject = self.invitation.candidate_id
            claim = LinkClaim(LinkKind.HOME, employer.organization.id, subject, 0)
        session = await invitations.open_link(
            employer.database, claim, former and former.session, employer.clock
        )
        return Browser(self, session, former and former.attempt)

    @property
    def reference(self) -> str:
        return str(self.invitation.candidate_id)

    async def give(self, **parts):
        return await attempts.set_accommodation(
            self.employer.database,
            self.employer.organization.id,
            self.reference,
            attempts.Accommodation(**parts),
            actor="key:test",
            clock=self.employer.clock,
        )

    async def answers(self, *, history: bool = False):
        attempt = await self.found()
        return {
            place.item.id: place
            for place in await attempts.answers_of(
                self.employer.database, self.employer.organization.id, attempt.id, history=history
            )
        }

    async def found(self):
        return await attempts.find_attempt(
            self.employer.database, self.employer.organization.id, str(self.attempt_uid)
        )


async def add_activities(employer, *texts: str) -> None:
    files = [catalog.SourceFile(f"{number}.yaml", text) for number, text in enumerate(texts)]
    imported = await catalog.import_files(
        employer.database, employer.organization.id, files, employer.clock
    )
    employer.activities |= {one.activity.key: one.activity for one in imported}


async def invite(employer, key: str, address: str = "ines@example.com", **changes) -> Candidate:
    guest = Guest(address, "Inés Duarte")
    invited = await employer.invite(guest, activities=(employer.activities[key],), **changes)
    (row,) = invited.rows
    return Candidate(employer, row.invitation)
