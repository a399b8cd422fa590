"""Run the tests; install the browser first where it is missing.

Everything else that the tests need comes from the lock file: PostgreSQL is the embedded one,
SMTP servers and relays are started by the tests themselves.
"""

import os
import shutil
import subprocess
import sys

BROWSER = "chromium"


def main() -> None:
    if shutil.which(BROWSER) is None:
        install_browser()
    workers = str(min(4, os.cpu_count() or 2))
    command = [sys.executable, "-m", "pytest", "-n", workers, "--dist", "loadscope", *sys.argv[1:]]
    sys.exit(subprocess.run(command, check=False).returncode)


def install_browser() -> None:
    print("Installing Chromium for the tests of pages …", flush=True)
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    apt = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    try:
        subprocess.run([*apt, "update"], check=True)
        subprocess.run([*apt, "install", "-y", "--no-install-recommends", BROWSER], check=True)
    except (OSError, subprocess.CalledProcessError):
        sys.exit("Chromium is missing and could not be installed: install it, then run this again")


if __name__ == "__main__":
    main()
