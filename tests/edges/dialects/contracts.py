"""The vendors' contracts, the overlays that Muster publishes for them, and both together."""

import json
import re
from copy import deepcopy
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[3]
SEEDS = ROOT.parent / "shared" / "seeds"
_STEP = re.compile(r"\.([\w-]+)|\['([^']+)'\]")


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


@cache
def contract(vendor: str) -> dict[str, Any]:
    return read(ROOT / "tests" / "contracts" / f"{vendor}.openapi.yaml")


@cache
def overlay(vendor: str) -> dict[str, Any]:
    return read(ROOT / "docs" / "dialects" / f"{vendor}.overlay.yaml")


@cache
def published(vendor: str) -> dict[str, Any]:
    return yaml.safe_load(
        (files(f"muster.edges.dialects.{vendor}") / "openapi.yaml").read_text("utf-8")
    )


def complete(vendor: str) -> dict[str, Any]:
    """Return the contract with the overlay applied to it."""
    document = deepcopy(contract(vendor))
    for action in overlay(vendor)["actions"]:
        place = document
        for step in _STEP.finditer(action["target"]):
            place = place[step[1] or step[2]]
        _merge(place, action["update"])
    return document


def _merge(into: dict[str, Any], update: dict[str, Any]) -> None:
    # Overlay Specification 1.0.0, 4.4.3: objects are merged, anything else is replaced.
    for key, value in update.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            into[key] = deepcopy(value)


def embedded(name: str) -> dict[str, Any]:
    """Return the OpenAPI document inside one of the vendors' pages."""
    (page,) = SEEDS.glob(f"{name}_*.txt")
    return yaml.safe_load(
        re.search(r"````yaml[^\n]*\n(.*?)````", page.read_text("utf-8"), re.DOTALL)[1]
    )


def samples(name: str) -> list[dict[str, Any]]:
    """Return the JSON samples, of types instead of values, of one of the vendors' pages."""
    (page,) = SEEDS.glob(f"{name}_*.txt")
    starts = [one.end() for one in re.finditer(r"code-block:: JSON ", page.read_text("utf-8"))]
    decoder = json.JSONDecoder()
    return [decoder.raw_decode(page.read_text("utf-8"), start)[0] for start in starts]


def facts(document: dict[str, Any]) -> dict[str, Any]:
    """Return what an operation's document says on the wire, without its words and its names."""
    return {
        "security": document["security"],
        "schemes": {
            key: {part: scheme[part] for part in ("type", "name", "in")}
            for key, scheme in document["components"]["securitySchemes"].items()
        },
        "paths": {
            path: {method: _facts(operation, document) for method, operation in item.items()}
            for path, item in document["paths"].items()
        },
    }


_WORDS = {"description", "example", "summary", "tags", "operationId", "title", "security"}


def _facts(part: Any, document: dict[str, Any], *, names: bool = False) -> Any:
    if isinstance(part, list):
        return [_facts(one, document) for one in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        name = part["$ref"].rpartition("/")[2]
        return _facts(document["components"]["schemas"][name], document)
    return {
        key: sorted(value) if key == "required" and isinstance(value, list)
        else _facts(value, document, names=key in {"properties", "headers"})
        for key, value in part.items()
        if names or (key not in _WORDS and value not in ("", []))
    }  # fmt: skip
