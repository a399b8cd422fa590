"""A process with a share in a folder's server: says so, and leaves when its input ends.

Arguments: the folder; for the tests of an ordinary user, also a uid and PostgreSQL's folder.
"""

import asyncio
import os
import sys
from pathlib import Path

from muster.storage.embedded import EmbeddedServer, EmbeddedServerError, Means
from muster.storage.embedded.programs import Programs, find_programs


async def use(folder: Path, programs: Programs) -> None:
    try:
        server = await EmbeddedServer.start(folder, means=Means(programs=programs))
    except EmbeddedServerError as error:
        sys.exit(error.message)
    sys.stdout.write(f"{server.url}\n")
    sys.stdout.flush()
    # Read by the loop, so that the process can be interrupted while it waits.
    ended = asyncio.Event()
    asyncio.get_running_loop().add_reader(sys.stdin.fileno(), ended.set)
    await ended.wait()
    await server.stop()


def main() -> None:
    programs = find_programs()
    if len(sys.argv) > 2:
        programs = Programs(Path(sys.argv[3]), programs.major)
        # Only now, with every module loaded: the user may not reach the interpreter.
        os.setgroups([])
        os.setresgid(*[int(sys.argv[2])] * 3)
        os.setresuid(*[int(sys.argv[2])] * 3)
    asyncio.run(use(Path(sys.argv[1]), programs))


if __name__ == "__main__":
    main()
