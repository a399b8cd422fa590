"""A candidate who takes an activity of an employer, by the verbs that the portal uses."""

from dataclasses import dataclass

from muster.features import attempts, catalog, invitations, reports
from muster.features.attempts import Attempt, Consent, Save
from muster.features.invitations import Guest

AMARA = Guest("amara@example.com", "Amara Nwosu")
CONSENT = Consent("1", "en", "I agree.")


@dataclass
class Taker:
    """A candidate's browser, and the attempt that it is at."""

    employer: object
    session: str
    attempt: Attempt

    @property
    def database(self):
        return self.employer.database

    @property
    def clock(self):
        return self.employer.clock

    async def save(self, item: str, value: object, revision: int = 0) -> None:
        wish = Save(
            self.session, self.attempt.uid, item, self.attempt.epoch, revision=revision, value=value
        )
        await attempts.save(self.database, wish, self.clock)

    async def submit(self) -> Attempt:
        self.attempt = await attempts.submit(
            self.database, self.session, self.attempt.uid, "once", self.clock
        )
        return self.attempt


async def publish(employer, text: str) -> catalog.Activity:
    """Import an activity file for an employer."""
    files = [catalog.SourceFile("given.yaml", text)]
    (imported,) = await catalog.import_files(
        employer.database, employer.organization.id, files, employer.clock
    )
    employer.activities[imported.activity.key] = imported.activity
    return imported.activity


async def start(employer, activity: str, guest: Guest = AMARA) -> Taker:
    """Invite, follow the link and press Start."""
    (row,) = (await employer.invite(guest, activities=(employer.activities[activity],))).rows
    return await follow(employer, row.invitation)


async def follow(employer, invitation: invitations.Invitation) -> Taker:
    """Follow the link of an invitation and press Start."""
    claim = invitation.claim(employer.organization.id)
    session = await invitations.open_link(employer.database, claim, None, employer.clock)
    attempt = await attempts.start(
        employer.database, session, invitation.uid, CONSENT, employer.clock
    )
    return Taker(employer, session, attempt)


async def take(employer, activity: str, answers: dict, guest: Guest = AMARA) -> Attempt:
    """Start, answer by item, submit."""
    taker = await start(employer, activity, guest)
    for item, value in answers.items():
        await taker.save(item, value)
    return await taker.submit()


async def settle(employer, attempt: Attempt) -> reports.Score:
    """Let a submitted attempt be scored, as a worker does."""
    return await reports.settle(
        employer.database, employer.organization.id, attempt.id, employer.clock
    )


async def settled(employer, activity: str, answers: dict, guest: Guest = AMARA) -> Attempt:
    """Start, answer by item, submit, and have it scored."""
    attempt = await take(employer, activity, answers, guest)
    await settle(employer, attempt)
    return attempt
