"""What a story about results has at hand: a server, those who call it and whom it calls, and time."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import asyncpg
from story_hooks import Hooks
from story_program import Delivered, Relay, Server
from story_vendors import Person, Vendor

from traces import dump, found

_OLDER = (
    """
update invitation set created_at = created_at - $1::interval, wake_at = now(),
    updated_at = updated_at - $1::interval, expires_at = expires_at - $1::interval""",
    """
update message set created_at = created_at - $1::interval, ended_at = ended_at - $1::interval""",
    "update reminder set sent_at = sent_at - $1::interval",
)


@dataclass
class Story:
    """What runs, the three vendors' programs, and the files in which traces are looked for."""

    server: Server
    hooks: Hooks
    relay: Relay
    data: Path
    own: Vendor
    vendors: list[Vendor]

    def reminders(self, person: Person) -> list[Delivered]:
        return [
            one
            for one in self.relay.delivered()
            if one.recipient == person.address and "List-Unsubscribe-Post" in one.letter
        ]

    def candidates(self) -> dict[str, dict]:
        """Return the newest invitation of everybody, by address."""
        rows = self.server.invitations(self.own.key)
        return {row["candidate"]["email"]: row for row in rows}

    async def wait(self, length: timedelta) -> None:
        """Let invitations and letters be that much older than they are.

        The server has one clock, the machine's; so the times that it wrote down are moved.
        """
        owner = await asyncpg.connect(self.server.database_url)
        for change in _OLDER:
            await owner.execute(change, length)
        await owner.close()

    def traces(self, folder: Path) -> set[str]:
        """Return what is found of the three in the database, the folder and the logs."""
        folder.mkdir()
        places = [one for one in self.data.iterdir() if one.name != "postgres"]
        logs = [self.server.log, *self.data.glob("postgres/*.log")]
        wanted = set().union(*(vendor.person.traces for vendor in self.vendors))
        backup = dump(self.server.database_url, folder / "backup.sql")
        assert found({self.own.person.address}, backup)
        return found(wanted, backup, *places, *logs)
