"""An employer to test with: an organization, a few activities, and the verbs bound to both."""

from dataclasses import dataclass

from muster.features import catalog, invitations, organizations
from muster.features.invitations import Call, Guest

_QUIZ = """
key: {key}
kind: assessment
title: {title}
time_limit_minutes: 20
questions:
  - id: q1
    type: single_choice
    prompt: Which of these is a vegetable?
    points: 1
    options: {{a: Carrot, b: Granite}}
    correct: a
"""

_TALK = """
key: talk
kind: interview
title: A short talk
prompts:
  - {id: p1, prompt: Tell us about a day at work., preparation_seconds: 30, answer_seconds: 90}
"""
_PATH = """
key: path
kind: track
title: The whole way
stages:
  - activity: quiz
  - activity: talk
  - review: Conversation
"""


@dataclass
class Employer:
    """An organization, its activities and the verbs bound to both."""

    database: object
    clock: object
    organization: organizations.Organization
    activities: dict[str, catalog.Activity]

    def call(self, *guests: Guest, **changes) -> Call:
        given = {"activities": (self.activities.get("quiz"),), "send": True, "actor": "key:test"}
        return Call(guests=guests, **given | changes)

    async def invite(self, *guests: Guest, **changes) -> invitations.Invited:
        return await invitations.invite(
            self.database, self.organization, self.call(*guests, **changes), self.clock
        )

    async def key(self, *scopes: str) -> str:
        """Return the text of a new API key."""
        new, _ = await organizations.create_key(
            self.database,
            self.organization.id,
            organizations.WantedKey(organizations.parse_scopes(list(scopes))),
            clock=self.clock,
        )
        return new.text

    async def fetch(self, statement: str, *values) -> list:
        async with self.database.transaction(self.organization.id) as connection:
            return await connection.fetch(statement, *values)

    async def change(self, statement: str, *values) -> None:
        await self.fetch(statement, *values)

    async def count(self, table: str) -> int:
        return (await self.fetch(f"select count(*) from {table}"))[0][0]


async def make_northwind(database, clock) -> Employer:
    """Return an employer with a time zone, a colour and an address to answer to."""
    return await make_employer(
        database,
        clock,
        "northwind",
        name="Northwind Traders",
        time_zone="Europe/Berlin",
        accent_color="#0f5c4d",
        reply_to="jobs@northwind.example.com",
    )


async def make_employer(database, clock, slug: str, **profile) -> Employer:
    organization = await organizations.create_organization(
        database, slug, organizations.Profile(**profile), clock
    )
    files = [
        catalog.SourceFile(f"{key}.yaml", _QUIZ.format(key=key, title=f"The {key}"))
        for key in ("quiz", "puzzle")
    ]
    files += [catalog.SourceFile("talk.yaml", _TALK), catalog.SourceFile("path.yaml", _PATH)]
    imported = await catalog.import_files(database, organization.id, files, clock)
    activities = {one.activity.key: one.activity for one in imported}
    return Employer(database, clock, organization, activities)
