"""The conversation with a relay, line by line, for people who want to see why no letter leaves."""

from dataclasses import dataclass
from enum import StrEnum

_MOST_LINES = 200
_LONGEST_LINE = 500
_COMMANDS = (b"EHLO", b"STARTTLS", b"MAIL", b"RCPT", b"DATA", b"RSET", b"QUIT")


class Voice(StrEnum):
    """Who speaks."""

    US = "us"
    RELAY = "relay"
    NOTE = "note"
    """Nobody: something that was done, or that is not shown."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a conversation."""

    voice: Voice
    words: str


class Transcript:
    """Collects lines; passwords are never told to it, and of a letter only its length is kept."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.lines: list[Line] = []

    def note(self, words: str) -> None:
        """Keep what was done beside the conversation."""
        self._add(Voice.NOTE, words)

    def said(self, octets: bytes) -> None:
        """Keep what we said: commands as they are, anything else by its length."""
        if octets.startswith(_COMMANDS):
            for command in octets.splitlines():
                self._add(Voice.US, command.decode("utf-8", "replace"))
        else:
            self._add(Voice.NOTE, f"the letter, {len(octets)} bytes, and the final dot")

    def heard(self, code: int, words: str) -> None:
        """Keep a reply of the relay."""
        self._add(Voice.RELAY, f"{code} {words}")

    def _add(self, voice: Voice, words: str) -> None:
        if len(self.lines) < _MOST_LINES:
            plain = "".join(one if one.isprintable() else " " for one in words)
            self.lines.append(Line(voice, plain[:_LONGEST_LINE]))
