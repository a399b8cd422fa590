"""Small activity files, made to order, and how to read them."""

import pytest

from muster.features.catalog import ActivityFileError, SourceFile, read_file

ASSESSMENT = "key: sums\nkind: assessment\ntitle: Sums\n"
INTERVIEW = "key: talk\nkind: interview\ntitle: Talk\n"
TRACK = "key: way\nkind: track\ntitle: Way\n"
QUESTION = "questions:\n  - {type: number, prompt: 'What is 2 + 2?', answer: 4}\n"


def assessment(key: str, *, answer: object = 4, extra: str = "") -> SourceFile:
    text = (
        f"key: {key}\nkind: assessment\ntitle: About {key}\n{extra}"
        f"questions:\n  - {{type: number, prompt: Count it, answer: {answer}}}\n"
    )
    return SourceFile(f"{key}.yaml", text)


def track(key: str, *stages: str, extra: str = "") -> SourceFile:
    lines = "".join(f"  - {stage}\n" for stage in stages)
    return SourceFile(
        f"{key}.yaml", f"key: {key}\nkind: track\ntitle: The {key}\n{extra}stages:\n{lines}"
    )


def read(text: str):
    return read_file(SourceFile("sums.yaml", text))


def problems(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(ActivityFileError) as caught:
        read(text)
    assert {problem.file for problem in caught.value.problems} == {"sums.yaml"}
    return [(problem.line, problem.field, problem.message) for problem in caught.value.problems]
