"""Run the tests; install the browser, FFmpeg and an IMAP server first where they are missing.

Everything else that the tests need comes from the lock file: PostgreSQL is the embedded one,
SMTP servers and relays are started by the tests themselves.
"""

import os
import shutil
import subprocess
import sys

PROGRAMS = {
    "chromium": "chromium",
    "chromium-headless-shell": "chromium-headless-shell",
    "ffprobe": "ffmpeg",
    "ffmpeg": "ffmpeg",
    "dovecot": "dovecot-imapd",
    "pdftotext": "poppler-utils",
}
"""What the tests run, and the package of Debian that has it."""


def main() -> None:
    missing = sorted({package for name, package in PROGRAMS.items() if not is_there(name)})
    if missing:
        install(missing)
    # More than there are processors: stories wait for leases, relays and browsers half the time.
    workers = str(min(6, (os.cpu_count() or 2) + 2))
    # A module stays together, and modules begin in the order of tests/conftest.py.
    distribution = ["-n", workers, "--dist", "loadscope", "--no-loadscope-reorder"]
    command = [sys.executable, "-m", "pytest", *distribution, *sys.argv[1:]]
    sys.exit(subprocess.run(command, env=environment(), check=False).returncode)


def environment() -> dict[str, str]:
    """This process's, but bytecode is kept: the tests start hundreds of Pythons."""
    inherited = dict(os.environ)  # noqa: TID251 -- handed on to the tests
    inherited.pop("PYTHONDONTWRITEBYTECODE", None)
    return inherited


def is_there(program: str) -> bool:
    # Servers lie where not everybody's path leads.
    return bool(shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin"))


def install(packages: list[str]) -> None:
    print(f"Installing {' and '.join(packages)} for the tests …", flush=True)
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    apt = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    try:
        subprocess.run([*apt, "update"], check=True)
        subprocess.run([*apt, "install", "-y", "--no-install-recommends", *packages], check=True)
    except (OSError, subprocess.CalledProcessError):
        sys.exit(f"Install {' and '.join(packages)}, which could not be done here; then try again")


if __name__ == "__main__":
    main()
