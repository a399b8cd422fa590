"""Whether a file has the fields of an activity: the published JSON Schema, said in sentences.

The schema is the only description of the format's shape; editors use the same file. What it
cannot express is in ``rules``.
"""

import json
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from muster.features.catalog.problems import Path, Problem
from muster.features.catalog.tree import Tree, Value

_QUOTED = 40
_TYPES = {
    "object": "a set of fields",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}
_BOUNDS = {
    "minimum": "must be at least {}",
    "maximum": "must be at most {}",
    "exclusiveMinimum": "must be more than {}",
    "minItems": "is too short: it needs at least {}",
    "maxItems": "is too long: it may have at most {}",
    "minProperties": "is too short: it needs at least {}",
    "minLength": "is too short: it needs at least {}",
    "maxLength": "is too long: it may have at most {:,} characters",
}


def schema() -> dict[str, Any]:
    """Return the published JSON Schema of activity files."""
    text = (files("muster.features.catalog") / "activity.schema.json").read_text("utf-8")
    content: dict[str, Any] = json.loads(text)
    return content


def shape_problems(tree: Tree) -> list[tuple[Path, Problem]]:
    """Return every departure from the schema with the path that it makes unusable."""
    found: dict[tuple[Path, Problem], None] = {}
    for error in _validator().iter_errors(tree.value):
        path = tuple(error.absolute_path)
        for place, message in _sentences(error):
            found[path, tree.problem((*path, *place), message)] = None
    return list(found)


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(schema())


def _sentences(error: ValidationError) -> Iterator[tuple[Path, str]]:
    """Yield where below the error's path, and what is wrong there."""
    rule = str(error.validator)
    wanted: Value = error.validator_value
    given: Value = error.instance
    if rule == "required":
        yield from (((name,), "is missing") for name in wanted if name not in given)
    elif rule == "additionalProperties":
        yield from _unknown_fields(list(_about(error)["properties"]), given)
    elif rule == "oneOf" and isinstance(given, dict):
        names = [name for choice in wanted for name in choice["required"]]
        yield (), f"must have exactly one of: {', '.join(names)}"
    elif rule == "anyOf":
        names = [name for choice in wanted for name in choice["required"]]
        yield (), f"must have at least one of: {', '.join(names)}"
    elif rule == "dependentRequired":
        yield from _misplaced_fields(wanted, given)
    elif rule == "pattern":
        yield (), f"{_quoted(given)} must be {_about(error)['description']}"
    elif rule != "oneOf":  # of something that is no set of fields: its type says enough
        yield (), _sentence(rule, wanted, given)


def _about(error: ValidationError) -> dict[str, Any]:
    return cast("dict[str, Any]", error.schema)


def _unknown_fields(known: list[str], given: dict[str, Value]) -> Iterator[tuple[Path, str]]:
    for name in given:
        if name not in known:
            close = get_close_matches(name, known, n=1)
            hint = f"did you mean {close[0]}?" if close else f"known are: {', '.join(known)}"
            yield (name,), f"is not a field here; {hint}"


def _misplaced_fields(
    wanted: dict[str, list[str]], given: dict[str, Value]
) -> Iterator[tuple[Path, str]]:
    for name, companions in wanted.items():
        if name in given and not all(companion in given for companion in companions):
            yield (name,), f"has a meaning only beside {', '.join(companions)}"


def _quoted(text: str) -> str:
    return repr(text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…")


def _sentence(rule: str, wanted: Value, given: Value) -> str:
    if rule == "type":
        return _type_sentence(wanted, given)
    if rule == "enum":
        return f"must be one of: {', '.join(wanted)}"
    if rule == "uniqueItems":
        return "names something twice"
    return _BOUNDS[rule].format(wanted)


def _type_sentence(wanted: str, given: Value) -> str:
    if given is None:
        return f"has no value; it must be {_TYPES[wanted]}"
    hint = "; put it in quotes" if wanted == "string" and not isinstance(given, dict | list) else ""
    return f"must be {_TYPES[wanted]}{hint}"
