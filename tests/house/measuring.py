"""How long, how wide and how deep the code is; ruff counts statements, these count lines."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_BLOCKS = (
    ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.TryStar,
    ast.Match,
)  # fmt: skip
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Function:
    """One function or method; ``lines`` counts its signature and docstring, not its decorators."""

    place: str
    lines: int
    parameters: int
    nesting: int
    imports: int


def python_files(*folders: str) -> list[Path]:
    """Return the Python files of folders of the repository, in order."""
    return sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py"))


def file_lengths(files: list[Path], root: Path = ROOT) -> dict[str, int]:
    """Return lines by path."""
    return {
        file.relative_to(root).as_posix(): len(file.read_text(encoding="utf-8").splitlines())
        for file in files
    }


def functions(files: list[Path], root: Path = ROOT) -> list[Function]:
    """Return every function of the files."""
    return [
        _measure(f"{file.relative_to(root).as_posix()}:{node.lineno} {node.name}", node)
        for file in files
        for node in ast.walk(_tree(file))
        if isinstance(node, _FUNCTIONS)
    ]


def count_tests(files: list[Path]) -> int:
    """Return the number of test functions; one that is parametrized counts once."""
    return sum(
        isinstance(node, _FUNCTIONS) and node.name.startswith("test_")
        for file in files
        for node in ast.walk(_tree(file))
    )


def count_patches(files: list[Path]) -> int:
    """Return how often something is replaced behind its owner's back."""
    return sum(_is_patch(node) for file in files for node in ast.walk(_tree(file)))


def percentile_90(numbers: list[int]) -> int:
    """Return the value that a tenth of the numbers exceed at most."""
    return sorted(numbers)[-(len(numbers) // 10) - 1]


def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def _measure(place: str, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Function:
    given = node.args
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    return Function(
        place=place,
        lines=(node.end_lineno or node.lineno) - node.lineno + 1,
        parameters=len([name for name in named if name.arg not in {"self", "cls"}]),
        nesting=_nesting(node.body),
        imports=sum(isinstance(inner, ast.Import | ast.ImportFrom) for inner in ast.walk(node)),
    )


def _nesting(body: list[ast.stmt]) -> int:
    return max((_depth(statement) for statement in body), default=0)


def _depth(statement: ast.stmt) -> int:
    """An elif is no deeper than its if; a nested function is measured for itself."""
    if not isinstance(statement, _BLOCKS):
        return 0
    inside = 0
    for body in _bodies(statement):
        is_elif = isinstance(statement, ast.If) and body == statement.orelse and _is_elif(body)
        inside = max(inside, _nesting(body) - is_elif)
    return inside + 1


def _bodies(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        yield getattr(statement, name, [])
    for part in (*getattr(statement, "handlers", []), *getattr(statement, "cases", [])):
        yield part.body


def _is_elif(body: list[ast.stmt]) -> bool:
    return len(body) == 1 and isinstance(body[0], ast.If)


def _is_patch(node: ast.AST) -> bool:
    """``monkeypatch.setattr``, ``patch(...)``, ``mock.patch.object(...)``, ``mocker.spy(...)``."""
    if not isinstance(node, ast.Call):
        return False
    words = ast.unparse(node.func).split(".")
    return words[0] in {"monkeypatch", "mocker"} or "patch" in words
