"""A track of four stages, and an applicant who goes through it."""

from dataclasses import dataclass
from decimal import Decimal

from muster.features import attempts, catalog, delivery, invitations, reports, tracks
from muster.features.attempts import Consent, Save
from muster.features.invitations import Guest, State
from muster.features.tracks import Decision, Verdict

CONSENT = Consent("2026-01", "en", "I agree to this.")
RIGHT, WRONG = "4", "5"

FILES = """
key: sums
kind: assessment
title: Sums
minutes: 10
pass_percent: 50
questions:
  - {id: q, type: number, prompt: 'Two and two?', answer: 4, points: 1}
---
key: essay
kind: assessment
title: An essay
pass_percent: 50
questions:
  - {id: q, type: long_text, prompt: Say why, points: 4}
---
key: chat
kind: assessment
title: A chat
questions:
  - {id: q, type: number, prompt: 'One and one?', answer: 2, points: 1}
---
key: joining
kind: track
title: Joining us
stages:
  - {activity: sums, advance: passed}
  - {activity: essay, advance: passed}
  - {activity: chat, advance: decided}
  - review: A talk with the team
---
key: quick
kind: track
title: Quickly in
stages:
  - {activity: sums}
  - {activity: chat}
"""


async def add_activities(employer, text: str = FILES) -> None:
    files = [
        catalog.SourceFile(f"{number}.yaml", part) for number, part in enumerate(text.split("---"))
    ]
    imported = await catalog.import_files(
        employer.database, employer.organization.id, files, employer.clock
    )
    employer.activities |= {one.activity.key: one.activity for one in imported}


@dataclass
class Applicant:
    """Somebody invited to a track, in one browser, and the verbs bound to both."""

    employer: object
    invitation: invitations.Invitation
    session: str

    @property
    def ground(self):
        return self.employer.database

    @property
    def organization(self) -> int:
        return self.employer.organization.id

    @property
    def clock(self):
        return self.employer.clock

    @property
    def reference(self) -> str:
        return str(self.invitation.id)

    async def start(self):
        return await tracks.start(self.ground, self.session, self.invitation.uid, self.clock)

    async def progress(self):
        return await tracks.read_progress(self.ground, self.organization, self.reference)

    async def states(self) -> list[str]:
        return [one.stage.state.value for one in (await self.progress()).stages]

    async def outcome(self):
        return (await self.progress()).application.outcome

    async def state(self) -> State:
        view = await invitations.find_invitation(self.ground, self.organization, self.reference)
        return view.invitation.stored_state

    async def child(self):
        """Return the invitation to the present stage."""
        present = (await self.progress()).present
        view = await invitations.find_invitation(
            self.ground, self.organization, str(present.child.id)
        )
        return view.invitation

    async def begin(self) -> attempts.Attempt:
        child = await self.child()
        return await attempts.start(self.ground, self.session, child.uid, CONSENT, self.clock)

    async def answer(self, value: str | None) -> int:
        """Take the present stage up to Submit, and nothing after it."""
        attempt = await self.begin()
        if value is not None:
            save = Save(self.session, attempt.uid, "q", attempt.epoch, 0, value)
            await attempts.save(self.ground, save, self.clock)
        await attempts.submit(self.ground, self.session, attempt.uid, "once", self.clock)
        return attempt.id

    async def take(self, value: str | None = RIGHT) -> int:
        """Take the present stage, and let follow what follows."""
        attempt = await self.answer(value)
        await tracks.conclude(self.ground, self.organization, attempt, self.clock)
        return attempt

    async def rate(self, attempt: int, points: int, revision: int = 0) -> None:
        rating = reports.Rating(points=Decimal(points))
        wish = reports.Rate(str(attempt), "q", "ines", revision, rating)
        await reports.rate(self.ground, self.organization, wish, actor="key:test", clock=self.clock)
        await tracks.follow_up(self.ground, self.organization, attempt, self.clock)

    async def decide(self, decision: str = "advance", **more):
        verdict = Verdict(self.reference, Decision(decision), **more)
        return await tracks.decide(
            self.ground, self.organization, verdict, actor="key:test", clock=self.clock
        )

    async def letters(self, kind: str = "stage") -> list[tuple[str, str]]:
        """Return title and state of the letters of a kind."""
        rows = await self.employer.fetch(
            "select variables -> 'activities' -> 0 ->> 'title', state from message"
            " where kind = $1 order by id",
            kind,
        )
        return [tuple(row) for row in rows]

    async def events(self) -> list[str]:
        rows = await self.employer.fetch(
            "select type from event where subject_kind = 'application' order by id"
        )
        return [row[0].removeprefix("application.") for row in rows]


async def apply(employer, key: str = "joining", *, name="Inés Duarte", **changes) -> Applicant:
    """Invite somebody to a track and open the link."""
    address = f"{name.split()[0].lower()}@example.com"
    invited = await employer.invite(
        Guest(address, name), activities=(employer.activities[key],), **changes
    )
    invitation = invited.rows[0].invitation
    return await open_link(employer, invitation)


async def open_link(employer, invitation) -> Applicant:
    claim = invitation.claim(employer.organization.id)
    session = await invitations.open_link(employer.database, claim, None, employer.clock)
    return Applicant(employer, invitation, session)


def waiting(letters) -> list[str]:
    return [title for title, state in letters if state == delivery.MessageState.QUEUED.value]
