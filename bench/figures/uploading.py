"""Recordings on their way in: candidates send chunks at once, beside plain writes with fsync."""

import base64
import hashlib
import os
import secrets
import shutil
import time
from asyncio import to_thread
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

from bench.crowd import Candidate, gather_crowd
from bench.programs import Program
from bench.results import Figure, Pair, paired
from bench.scene import Scene
from bench.stage import Yard
from muster.features import attempts, media
from muster.run.house import house_of

_ACTIVITY = Path(__file__).parents[1] / "speaking.yaml"
_ITEM = "work"
_MIB = 1024 * 1024
_ROUNDS = 3
_CHUNK = secrets.token_bytes(_MIB)
_DIGEST = base64.b64encode(hashlib.sha256(_CHUNK).digest()).decode()


async def measure(scene: Scene) -> list[Figure]:
    """Return the figures: megabytes a second beside the disk's own, waits, and the memory after."""
    yard = await scene.stage.yard(_ACTIVITY)
    effort = scene.effort
    rounds = min(_ROUNDS, effort.rounds)
    pairs, waits = [], []
    async with yard.serving() as muster:
        for turn in range(rounds):
            crowd = await gather_crowd(scene, yard, muster, effort.recorders)
            scene.tell(f"{len(crowd)} recordings of {effort.chunks} MiB: round {turn + 1}")
            heads = await _heads(yard, crowd, effort.chunks)
            run = await scene.driver.send(muster.port, heads, tail=_CHUNK, connections=len(crowd))
            plain = await to_thread(
                _write_plainly, yard.settings.data / "plain", len(crowd), effort.chunks
            )
            pairs.append(Pair(run.rate, len(heads) / plain))
            waits.append(run.wait(0.99))
        memory = _memory(muster, effort.recorders)
    name = f"{effort.recorders} recordings of {effort.chunks} MiB at once"
    note = "limit: as many files with fsync of file and folder, by as many threads"
    return [
        paired(name, "MiB/s", pairs, note=note),
        Figure(f"{name}: a chunk is on the disk, p99", 1000 * median(waits), "ms"),
        memory,
    ]


async def _heads(yard: Yard, crowd: list[Candidate], chunks: int) -> list[bytes]:
    """Begin a take each; return the requests without their body, all first chunks first."""
    async with house_of(yard.settings) as house:
        takes = []
        for candidate in crowd:
            hold = attempts.Hold(candidate.session, candidate.attempt, _ITEM, 1)
            begun = await media.begin_take(house.database, hold, "video/webm", house.clock)
            takes.append((candidate, begun.uid))
    headers = (
        ("content-digest", f"sha-256=:{_DIGEST}:"),
        ("x-epoch", "1"),
        ("content-type", "application/octet-stream"),
        ("content-length", str(len(_CHUNK))),
    )
    return [
        candidate.request("PUT", f"takes/{take}/chunks/{number}", b"", *headers).wire()
        for number in range(chunks)
        for candidate, take in takes
    ]


def _write_plainly(folder: Path, threads: int, chunks: int) -> float:
    """Write the same bytes as files and return the seconds that it took."""
    folder.mkdir(parents=True)
    began = time.monotonic()
    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(_write_files, folder, place, chunks) for place in range(threads)]:
            done.result()
    seconds = time.monotonic() - began
    shutil.rmtree(folder)
    return seconds


def _write_files(folder: Path, place: int, chunks: int) -> None:
    directory = os.open(folder, os.O_RDONLY)
    for number in range(chunks):
        file = os.open(folder / f"{place}-{number}", os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        os.write(file, _CHUNK)
        os.fsync(file)
        os.close(file)
        os.fsync(directory)
    os.close(directory)


def _memory(muster: Program, recorders: int) -> Figure:
    now, peak = muster.memory()
    name = f"memory of a web process that {recorders} candidates send recordings to"
    return Figure(name, now, "MiB", target=150, most=True, note=f"at most {peak:.0f}")
