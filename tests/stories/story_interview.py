"""Answering an interview without a screen: in writing, and by a recording in one piece."""

import base64
import hashlib
import subprocess

from story_candidate import Candidate

_SOUND = "ffmpeg -v error -f lavfi -i sine=frequency=440:duration=2 -c:a libopus"
_STREAM = "-live 1 -f webm pipe:1"


def recorded(title: str) -> bytes:
    """Two seconds of sound, as a browser records them, with words in it."""
    line = [*_SOUND.split(), "-metadata", f"title={title}", *_STREAM.split()]
    return subprocess.run(line, check=True, capture_output=True).stdout


def speak(candidate: Candidate, words: str, sound: bytes) -> None:
    """Answer the first question in writing and the second one by voice."""
    assert candidate.save(candidate.open_question(1), 0, words).status_code == 200
    path = f"{candidate.attempt}/answers/{candidate.open_question(2)}/takes"
    begun = candidate.browser.post(path, json={"epoch": 1, "mime": "audio/webm"}).json()
    take = f"{candidate.attempt}/takes/{begun['take']}"
    digest = hashlib.sha256(sound)
    name = base64.b64encode(digest.digest()).decode()
    headers = {"Content-Digest": f"sha-256=:{name}:", "X-Epoch": "1"}
    sent = candidate.browser.put(f"{take}/chunks/0", content=sound, headers=headers)
    assert sent.status_code == 204
    body = {"epoch": 1, "chunks": [digest.hexdigest()], "duration_ms": 2000}
    assert candidate.browser.post(f"{take}/complete", json=body).json()["state"] == "assembling"
