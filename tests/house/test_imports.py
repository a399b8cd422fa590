"""The import contracts of pyproject.toml hold, and each of them can fail."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "muster"

# Where a line is planted, the line, and the contract that must catch it.
BREACHES = {
    "base imports storage": (
        "base/text.py",
        "from muster.storage import postgres",
        "rooms",
    ),
    "storage imports a feature": (
        "storage/postgres.py",
        "from muster.features import journal",
        "rooms",
    ),
    "an edge imports the wiring": (
        "edges/http.py",
        "import muster.run",
        "rooms",
    ),
    "the client imports what it is a client of": (
        "client/shapes.py",
        "from muster.edges import http",
        "client",
    ),
    "a feature imports a higher one": (
        "features/journal/actions.py",
        "from muster.features import organizations",
        "ranks",
    ),
    "a feature imports a higher one from inside a function": (
        "features/candidates/actions.py",
        "def later():\n    from muster.features import invitations",
        "ranks",
    ),
    "a feature imports its sibling": (
        "features/candidates/actions.py",
        "from muster.features import catalog",
        "ranks",
    ),
    "a new folder has no rank": (
        "features/referrals/__init__.py",
        "",
        "ranks",
    ),
    "a feature imports another's store": (
        "features/candidates/actions.py",
        "from muster.features.organizations import store as other",
        "organizations-face",
    ),
    "a store imports its actions": (
        "features/candidates/store.py",
        "from muster.features.candidates import actions",
        "feature",
    ),
    "a model imports its store through a helper": (
        "features/catalog/content.py",
        "from muster.features.catalog import store",
        "feature",
    ),
    "two modules side by side import each other": (
        "base/ids.py",
        "from muster.base import signing",
        "knots",
    ),
    "a model imports storage": (
        "features/candidates/model.py",
        "from muster.storage.postgres import Connection",
        "storage",
    ),
    "an edge imports storage": (
        "edges/portal/pages.py",
        "from muster.storage.postgres import Database",
        "storage",
    ),
    "an edge imports a feature's store": (
        "edges/portal/pages.py",
        "from muster.features.invitations.store import reading",
        "invitations-face",
    ),
    "the wiring imports a feature's store": (
        "run/__init__.py",
        "from muster.features.delivery import store",
        "delivery-store",
    ),
    "an edge imports an edge": (
        "edges/portal/pages.py",
        "from muster.edges import letters",
        "edges",
    ),
    "a vendor's dialect imports another's": (
        "edges/dialects/xobin/app.py",
        "from muster.edges.dialects.micro1 import app",
        "dialects",
    ),
}


@pytest.fixture
def copied_source(tmp_path) -> Path:
    """A copy of the modules, to be spoilt."""
    shutil.copytree(
        PACKAGE,
        tmp_path / "muster",
        ignore=lambda _, names: [
            name for name in names if "." in name and not name.endswith(".py")
        ],
    )
    return tmp_path


def lint(source: Path, contract: str | None = None) -> subprocess.CompletedProcess:
    command = Path(sys.executable).with_name("lint-imports")
    only = ["--contract", contract] if contract else []
    return subprocess.run(
        [command, "--config", ROOT / "pyproject.toml", "--no-cache", "--no-logo", *only],
        check=False,
        capture_output=True,
        cwd=source,
        env={**os.environ, "PYTHONPATH": str(source), "COLUMNS": "400"},  # noqa: TID251 -- a child's
        text=True,
    )


def faces_imported_from_inside(graph: grimp.ImportGraph) -> list[tuple[str, str]]:
    """A package's face is for those outside; the root, which holds the version, is for all."""
    return [
        (importer, imported)
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if importer.startswith(f"{imported}.") and imported != "muster"
    ]


def module_name(file: Path) -> str:
    return ".".join(("muster", *file.with_suffix("").parts)).removesuffix(".__init__")


def contracts() -> list[dict]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return settings["tool"]["importlinter"]["contracts"]


def test_all_contracts_hold():
    result = lint(ROOT / "src")

    assert result.returncode == 0, result.stdout
    assert f"{len(contracts())} kept, 0 broken" in result.stdout


@pytest.mark.parametrize("breach", BREACHES)
def test_a_contract_catches_the_breach(breach, copied_source):
    place, line, contract = BREACHES[breach]
    file = copied_source / "muster" / place
    file.parent.mkdir(exist_ok=True)
    before = file.read_text(encoding="utf-8") if file.exists() else ""

    file.write_text(f"{before}\n{line}\n", encoding="utf-8")

    result = lint(copied_source, contract)
    guilty = module_name(Path(place)).rpartition(".")[2]
    assert result.returncode == 1
    assert "1 broken" in result.stdout, result.stdout + result.stderr
    assert f".{guilty}" in result.stdout


def test_every_contract_has_a_breach_or_is_the_twin_of_one_that_has():
    caught = {contract for _, _, contract in BREACHES.values()}
    faces = {contract["id"] for contract in contracts() if contract["id"].endswith("-face")}

    assert caught & faces
    assert {contract["id"] for contract in contracts()} - faces <= caught


def test_every_feature_is_reached_by_its_face_only():
    features = {
        folder.name
        for folder in (PACKAGE / "features").iterdir()
        if (folder / "store").exists() or (folder / "store.py").exists()
    }
    guarded = {
        module for contract in contracts() for module in contract.get("protected_modules", [])
    }

    assert features
    assert {f"muster.features.{name}.*" for name in features} <= guarded


def test_the_contracts_see_every_module():
    modules = {module_name(file.relative_to(PACKAGE)) for file in PACKAGE.rglob("*.py")}

    assert modules == grimp.build_graph("muster", cache_dir=None).modules


def test_nothing_imports_the_face_of_a_package_that_it_is_inside():
    graph = grimp.build_graph("muster", cache_dir=None)

    assert faces_imported_from_inside(graph) == []


def test_an_import_of_ones_own_face_would_be_found():
    graph = grimp.build_graph("muster", cache_dir=None)
    planted = ("muster.features.catalog.model", "muster.features.catalog")
    graph.add_import(importer=planted[0], imported=planted[1])

    assert faces_imported_from_inside(graph) == [planted]
