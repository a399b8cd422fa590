"""Letters into a folder, one file each: for development, and for looking at what would leave."""

import asyncio
import hashlib
import os
from pathlib import Path

from muster.base.clock import Clock
from muster.base.errors import UnavailableError
from muster.features.delivery.model import Letter
from muster.features.delivery.outcomes import Answer, Phase
from muster.features.delivery.senders.transcript import Transcript


class LetterFolderError(UnavailableError):
    """The folder of letters cannot be written."""

    code = "letter_folder"


class FolderSender:
    """A folder that takes every letter."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        """Take the folder, which is made when the first letter comes."""
        self._folder = folder
        self._clock = clock

    async def connect(self, transcript: Transcript | None = None) -> "FolderChannel | Answer":
        """Make the folder, or return why it cannot be made."""
        if transcript:
            transcript.note(f"letters are written into the folder {self._folder.name}")
        try:
            await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)
        except OSError as error:
            return Answer(Phase.CONNECT, None, f"{self._folder}: {error.strerror}")
        return FolderChannel(self._folder, self._clock)


class FolderChannel:
    """One writer into the folder."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        """Take a folder that exists."""
        self._folder = folder
        self._clock = clock
        self._offered: Letter | None = None
        self._open = True
        self.fresh = True

    @property
    def usable(self) -> bool:
        """Tell whether it was not closed."""
        return self._open

    async def offer(self, letter: Letter) -> Answer | None:
        """Take note of a letter; a folder refuses none."""
        self.fresh = False
        self._offered = letter
        return None

    async def deliver(self, following: Letter | None = None) -> Answer:  # noqa: ARG002 -- nothing travels ahead into a folder
        """Write the letter; it has its name only when all of it is on the disk."""
        if self._offered is None:
            raise RuntimeError("a letter is offered before it is delivered")
        letter, self._offered = self._offered, None
        name = self._name(letter)
        try:
            await asyncio.to_thread(_write, self._folder, name, letter.content)
        except OSError as error:
            self.close()
            return Answer(Phase.CONTENT, 452, f"4.3.1 {self._folder}: {error.strerror}")
        return Answer(Phase.CONTENT, 250, f"2.0.0 {name}")

    async def leave(self) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """Forget what was offered."""
        self._open = False
        self._offered = None

    def _name(self, letter: Letter) -> str:
        """Return a name that sorts by time; a letter written again gets a file of its own."""
        instant = self._clock.now().strftime("%Y%m%dT%H%M%S.%fZ")
        digest = hashlib.sha256(letter.recipient.encode() + b"\0" + letter.content).hexdigest()
        return f"{instant}-{digest[:16]}.eml"


async def remove_letter(folder: Path, name: str) -> None:
    """Remove a letter from a folder by the name of its file; it may be gone already.

    Raises:
        LetterFolderError: the folder does not let us.
    """
    try:
        await asyncio.to_thread((folder / Path(name).name).unlink, missing_ok=True)
    except OSError as error:
        raise LetterFolderError(f"{folder}: {error.strerror}") from error


def _write(folder: Path, name: str, content: bytes) -> None:
    draft = folder / f".{name}.part"
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / name)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
