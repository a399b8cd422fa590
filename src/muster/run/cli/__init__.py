"""The command ``muster``. A module a group of commands; this one puts them together."""

import io
import json
import sys
from collections.abc import Sequence
from typing import NoReturn

import typer
from typer.exceptions import TyperException

from muster.base.errors import MusterError
from muster.run.cli import (
    accommodations,
    activities,
    bounces,
    corrections,
    inviting,
    jobs,
    keys,
    letters,
    mail,
    member,
    more_time,
    organizations,
    people,
    privacy,
    report_links,
    serving,
    suppressions,
    webhook_calls,
)

app = typer.Typer(
    help="Invite candidates to assessments, interviews and hiring tracks.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (serving.serve, serving.demo, serving.migrate, serving.doctor, serving.secret):
    app.command()(command)
app.command()(inviting.invite)
app.command()(bounces.bounce)
app.add_typer(organizations.app, name="organization")
app.add_typer(member.app, name="member")
app.add_typer(keys.app, name="key")
app.add_typer(activities.app, name="activity")
app.add_typer(jobs.app, name="job")
people.app.command()(corrections.change)
app.add_typer(people.app, name="candidate")
app.add_typer(privacy.app, name="privacy")
app.add_typer(accommodations.app, name="accommodation")
app.add_typer(report_links.app, name="report")
app.add_typer(letters.app, name="letter")
app.add_typer(mail.app, name="mail")
app.add_typer(more_time.app, name="more-time")
app.add_typer(suppressions.app, name="suppression")
app.add_typer(webhook_calls.app, name="webhook")


def main(words: Sequence[str] | None = None) -> NoReturn:
    """Run a command and exit; say what failed in one line.

    The status is 1 when Muster refuses, 75 when a mail should be offered again, 2 when the command
    line has no meaning, 130 after Ctrl-C.
    """
    words = sys.argv[1:] if words is None else words
    _print_whole()
    try:
        sys.exit(app(words, prog_name="muster", standalone_mode=False))
    except MusterError as error:
        _fail(words, error.code, error.message, getattr(error, "exit_status", 1))
    except TyperException as error:
        _fail(words, "usage", error.format_message(), error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)


def _print_whole() -> None:
    """See to it that long answers arrive whole where Python was told not to buffer its output.

    With ``PYTHONUNBUFFERED``, as containers have it, what a write to a pipe left over when a signal
    cut it short would never be written; a buffer writes on until nothing is left.
    """
    stream = sys.stdout
    if isinstance(stream, io.TextIOWrapper) and isinstance(raw := stream.buffer, io.RawIOBase):
        buffer = io.BufferedWriter(raw)
        sys.stdout = io.TextIOWrapper(
            buffer, stream.encoding, stream.errors, line_buffering=True, write_through=True
        )


def _fail(words: Sequence[str], code: str, message: str, status: int) -> NoReturn:
    if not message:  # a group of commands without one has shown its help
        pass
    elif "--json" in words:
        answer = {"error": {"code": code, "message": message}}
        print(json.dumps(answer, ensure_ascii=False))  # noqa: T201 -- the answer of a command
    else:
        print(f"muster: {message}", file=sys.stderr)  # noqa: T201 -- the same
    sys.exit(status)
