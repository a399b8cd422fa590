"""One of several processes of ``muster serve``; started by the parent, not by people."""

import asyncio
import sys

import structlog
import uvloop

from muster.base.errors import MusterError
from muster.base.settings import Settings
from muster.run import logs
from muster.run.serve import live_as_child


def main() -> None:
    """Read settings from the environment and the listening socket's number from the command."""
    settings = Settings.read()
    logs.configure(settings.log_level)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            runner.run(live_as_child(settings, int(sys.argv[1])))
        except MusterError as error:
            structlog.get_logger("muster.child").error("child_failed", code=error.code)
            sys.exit(1)


if __name__ == "__main__":
    main()
