"""What can go wrong with the bundled server, and the advice that belongs to it."""

from pathlib import Path

from muster.base.errors import ConflictError, UnavailableError

_LINES = 8

# What PostgreSQL or the kernel says, and what a person can do about it.
_ADVICE = (
    ("No space left on device", "Make room on that disk."),
    ("Check free disk space", "Make room on that disk."),
    ("Disk quota exceeded", "Make room on that disk."),
    ("Read-only file system", "Choose a folder that can be written, with --data."),
    ("Permission denied", "Choose a folder that this user may write, with --data."),
    ("Operation not permitted", "Choose a folder that this user may write, with --data."),
    ("Not a directory", "Choose another folder with --data."),
    ("File exists", "Choose another folder with --data."),
    ("could not create shared memory", "Give the machine more shared memory (/dev/shm)."),
)
_OTHERWISE = "Choose another folder with --data, or another server with MUSTER_DATABASE_URL."


class EmbeddedServerError(UnavailableError):
    """The bundled PostgreSQL does not run."""

    code = "embedded_server"


class FolderInUseError(ConflictError):
    """Another process has this folder."""

    code = "folder_in_use"


def failure(what: str, output: str) -> EmbeddedServerError:
    """Return one message of what failed, the last lines that were said, and what to do."""
    lines = [line for line in output.splitlines() if line.strip()][-_LINES:]
    said = "".join(f"\n  {line}" for line in lines)
    return EmbeddedServerError(f"{what}. {_advice(output)}{said}")


def unusable(folder: Path, error: OSError) -> EmbeddedServerError:
    """Return the message for a folder that the operating system refuses."""
    reason = error.strerror or str(error)
    return EmbeddedServerError(f"{folder} cannot be used: {reason}. {_advice(reason)}")


def _advice(output: str) -> str:
    return next((advice for phrase, advice in _ADVICE if phrase in output), _OTHERWISE)
