"""A relay in a process of its own: every letter is in a file before the relay says 250.

Arguments: the file for the letters, seconds to hold each acceptance back, and optionally a file
with the one password that AUTH PLAIN takes. Prints its port. Nobody is at ``moved.away@`` any more.
"""

import asyncio
import base64
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "features" / "delivery"))

from delivery_relay import Relay, Script


class Ledger(list):
    """Takes letters like a list and writes each down at once."""

    def __init__(self, file) -> None:
        super().__init__()
        self.file = file

    def append(self, mail) -> None:
        content = base64.b64encode(mail.content).decode()
        row = [mail.connection, mail.sender, mail.recipient, content]
        self.file.write(json.dumps(row).encode() + b"\n")


def script(hold: float, password_file: str | None) -> Script:
    def answer(verb: str, argument: str) -> str | None:
        if verb == "RCPT" and "<moved.away@" in argument:
            return "550 5.1.1 Nobody of this name lives here any more"
        if verb != "AUTH" or password_file is None:
            return None
        given = base64.b64decode(argument.partition(" ")[2]).decode().split("\0")[-1]
        good = given == Path(password_file).read_text()
        return None if good else "535 5.7.8 wrong name or password"

    extensions = ("PIPELINING", "SMTPUTF8", "8BITMIME", "AUTH PLAIN")
    return Script(
        answer=answer, hold=lambda verb, _: hold if verb == "." else 0, extensions=extensions
    )


async def serve(ledger: Ledger, script: Script) -> None:
    async with Relay(script, mails=ledger) as relay:
        sys.stdout.write(f"{relay.port}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    file, hold, password_file = [*sys.argv[1:], None][:3]
    with Path(file).open("ab", buffering=0) as opened:
        asyncio.run(serve(Ledger(opened), script(float(hold), password_file)))


if __name__ == "__main__":
    main()
