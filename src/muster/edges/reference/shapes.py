"""A JSON Schema as people read it: a type in words, its limits, its fields, its alternatives.

Covers what OpenAPI 3.0 (``nullable``, single ``type``) and 3.1 (JSON Schema 2020-12) allow in
the documents of our surfaces. A schema that contains itself is named where it comes again.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from muster.edges.reference.pointers import Json, Pointers

_DEEPEST = 12
_MARKS = {
    "uniqueItems": "no two alike",
    "readOnly": "only in answers",
    "writeOnly": "only in requests",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value must look like."""

    words: str
    """Its type: ``string, date-time``, ``list of objects`` …"""
    name: str = ""
    description: str = ""
    limits: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    default: str | None = None
    deprecated: bool = False
    fields: tuple["Field", ...] = ()
    items: "Shape | None" = None
    """The shape of a list's elements, when there is more to say than a word."""
    options: tuple["Shape", ...] = ()
    """Alternatives, of which ``words`` says how many hold."""
    again: bool = False
    """It contains itself; its fields were shown further up."""

    @property
    def opens(self) -> bool:
        """Tell whether there is something inside to show."""
        inner = (*self.options, *((self.items,) if self.items else ()))
        return bool(self.fields) or any(shape.opens for shape in inner)


@dataclass(frozen=True, slots=True)
class Field:
    """One member of an object."""

    name: str
    shape: Shape
    required: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a document a schema is read: through which names, how deep."""

    pointers: Pointers
    trail: tuple[str, ...] = field(default=())

    def into(self, name: str) -> "_Place":
        return replace(self, trail=(*self.trail, name))


def read_shape(pointers: Pointers, schema: Json | bool) -> Shape:
    """Return a schema as a shape.

    Raises:
        LookupError: a reference leads nowhere.
    """
    return _read(_Place(pointers), schema)


def _read(place: _Place, schema: Json | bool) -> Shape:
    if isinstance(schema, bool):
        return Shape("any value" if schema else "nothing")
    name, node = place.pointers.follow(schema)
    if (name and name in place.trail) or len(place.trail) > _DEEPEST:
        return Shape("object", name=name, again=True)
    inner = place.into(name)
    node, nullable = _without_null(_merged(place.pointers, node))
    options = _options(inner, node)
    if len(options) == 1:
        return _as_only(options[0], node, nullable=nullable)
    words = _words(inner, node, options)
    return Shape(
        words=f"{words} or null" if nullable else words,
        name=name or node.get("title", ""),
        description=node.get("description", ""),
        limits=tuple(_limits(node)),
        choices=tuple(_text(one) for one in _choices(node)),
        default=_default(node),
        deprecated=bool(node.get("deprecated")),
        fields=tuple(_fields(inner, node)),
        items=_read(inner, node["items"]) if "items" in node else None,
        options=options,
    )


def _as_only(option: Shape, node: Json, *, nullable: bool) -> Shape:
    """Return the one alternative, mostly what is left beside null, with the words around it."""
    return replace(
        option,
        words=f"{option.words} or null" if nullable else option.words,
        description=node.get("description") or option.description,
        default=_default(node) or option.default,
        deprecated=bool(node.get("deprecated")) or option.deprecated,
    )


def _merged(pointers: Pointers, node: Json) -> Json:
    """Return a schema with its ``allOf`` poured into one; the later and the outer wins."""
    if "allOf" not in node:
        return node
    parts = [_merged(pointers, pointers.follow(part)[1]) for part in node["allOf"]]
    parts.append({key: value for key, value in node.items() if key != "allOf"})
    whole: dict[str, Any] = {}
    for part in parts:
        whole |= part
    whole["properties"] = {
        key: value for part in parts for key, value in part.get("properties", {}).items()
    }
    whole["required"] = [key for part in parts for key in part.get("required", ())]
    return whole


def _without_null(node: Json) -> tuple[Json, bool]:
    """Return a schema without the alternative null, and whether it had one."""
    kinds = _as_list(node.get("type"))
    nullable = bool(node.get("nullable")) or ("null" in kinds and len(kinds) > 1)
    rest = {**node}
    if nullable and kinds:
        rest["type"] = [kind for kind in kinds if kind != "null"]
    for word in ("anyOf", "oneOf"):
        if word in node:
            others = [one for one in node[word] if one != {"type": "null"}]
            nullable = nullable or len(others) < len(node[word])
            rest[word] = others
    return rest, nullable


def _options(place: _Place, node: Json) -> tuple[Shape, ...]:
    found = [*node.get("oneOf", ()), *node.get("anyOf", ())]
    return tuple(_read(place, one) for one in found)


def _words(place: _Place, node: Json, options: Sequence[Shape]) -> str:
    if options:
        if not any(option.opens for option in options):
            return " or ".join(dict.fromkeys(option.words for option in options))
        return "exactly one of these" if "oneOf" in node else "any of these"
    if "const" in node:
        return "constant"
    kinds = _as_list(node.get("type")) or ["object" if "properties" in node else "any value"]
    if kinds == ["array"]:
        return f"list of {_plural(_read(place, node.get('items', True)))}"
    words = " or ".join(kinds)
    return f"{words}, {node['format']}" if "format" in node else words


def _plural(shape: Shape) -> str:
    first, comma, rest = shape.words.partition(",")
    if shape.options or " " in first:
        return f"({shape.words})" if shape.options else shape.words
    return f"{first}s{comma}{rest}"


def _fields(place: _Place, node: Json) -> Iterable[Field]:
    required = frozenset(node.get("required", ()))
    for name, schema in node.get("properties", {}).items():
        yield Field(name, _read(place, schema), name in required)
    others = node.get("additionalProperties")
    if isinstance(others, dict) and others:
        yield Field("any other name", _read(place, others))


def _choices(node: Json) -> Sequence[Any]:
    return [node["const"]] if "const" in node else node.get("enum", ())


def _default(node: Json) -> str | None:
    return _text(node["default"]) if node.get("default") is not None else None


def _limits(node: Json) -> Iterable[str]:
    for low, high, unit in (
        ("minLength", "maxLength", "character"),
        ("minItems", "maxItems", "item"),
        ("minProperties", "maxProperties", "member"),
        ("minimum", "maximum", ""),
    ):
        if words := _between(node.get(low), node.get(high)):
            yield f"{words} {unit}{_ending(words)}" if unit else words
    for key, words in (("exclusiveMinimum", "more than"), ("exclusiveMaximum", "less than")):
        if key in node:
            yield f"{words} {node[key]}"
    for key, words in _MARKS.items():
        if node.get(key):
            yield words
    if "pattern" in node:
        yield f"matches {node['pattern']}"
    if node.get("additionalProperties") is False:
        yield "no other members"


def _between(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"exactly {low}" if low == high else f"{low} to {high}"
    if high is not None:
        return f"at most {high}"
    return "" if low is None else f"at least {low}"


def _ending(words: str) -> str:
    return "" if words.endswith(" 1") else "s"


def _as_list(kinds: str | list[str] | None) -> list[str]:
    return [kinds] if isinstance(kinds, str) else list(kinds or ())


def _text(value: object) -> str:
    return value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)
