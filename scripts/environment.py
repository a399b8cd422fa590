"""Make a virtual environment and install a lock file and the project into it."""

import subprocess
import sys
import venv
from pathlib import Path


def main() -> None:
    folder, lock = Path(sys.argv[1]), sys.argv[2]
    if sys.version_info < (3, 11):
        sys.exit("Muster needs Python 3.11 or newer; say PYTHON=python3.12 or the like")
    print(f"Preparing {folder} with the dependencies of {lock} (about a minute) …", flush=True)
    if not (folder / "bin" / "python").exists():
        venv.create(folder, with_pip=True)
    pip = [
        folder / "bin" / "python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]
    subprocess.run([*pip, "--require-hashes", "--requirement", lock], check=True)
    # The build backend comes from the lock as well, hence no build isolation.
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--editable", "."], check=True)


if __name__ == "__main__":
    main()
