import os
import signal
import subprocess
import sys

import pytest

from muster.storage.embedded import FolderInUseError, FolderLock

HOLDER = """
import sys, time
from pathlib import Path
from muster.storage.embedded import FolderLock
lock = FolderLock.acquire(Path(sys.argv[1]))
print("holding", flush=True)
time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that serves the folder."""
    words = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "holding\n"
        yield process
        process.kill()


def test_a_second_server_of_a_folder_is_refused_and_told_who_has_it(tmp_path, holder):
    with pytest.raises(FolderInUseError) as caught:
        FolderLock.acquire(tmp_path)
    assert caught.value.message == f"{tmp_path} is already served by process {holder.pid}"


def test_a_killed_holder_frees_the_folder(tmp_path, holder):
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    FolderLock.acquire(tmp_path).release()


def test_a_released_folder_can_be_taken_again_and_release_twice_does_nothing(tmp_path):
    lock = FolderLock.acquire(tmp_path / "new")
    with pytest.raises(FolderInUseError, match=f"by process {os.getpid()}$"):
        FolderLock.acquire(tmp_path / "new")
    lock.release()
    lock.release()
    FolderLock.acquire(tmp_path / "new").release()


def test_purposes_do_not_exclude_each_other(tmp_path):
    served = FolderLock.acquire(tmp_path, "served")
    FolderLock.acquire(tmp_path, "backed up").release()
    served.release()
