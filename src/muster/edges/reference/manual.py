"""An OpenAPI document as its page shows it: groups of operations with everything resolved."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from muster.edges.reference.pointers import Json, Pointers
from muster.edges.reference.samples import sample
from muster.edges.reference.shapes import Shape, read_shape

_METHODS = ("get", "post", "put", "patch", "delete")
_FIRST_ERROR = 400
_MOST_ON_A_PAGE = 24


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value in the path, the query or a header."""

    name: str
    place: str
    required: bool
    description: str
    shape: Shape
    example: str


@dataclass(frozen=True, slots=True)
class Sample:
    """A JSON value to look at; the title is empty for a lone one."""

    title: str
    value: Any
    made: bool = False
    """Nobody wrote it: of an error it shows the shape, but the words of another one."""


@dataclass(frozen=True, slots=True)
class Content:
    """A body: its media type, shape and examples."""

    media_type: str
    shape: Shape
    samples: tuple[Sample, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: ``status`` is a number or a class such as ``4XX``, or ``default``."""

    status: str
    phrase: str
    description: str
    content: Content | None
    headers: tuple[Parameter, ...]

    @property
    def refuses(self) -> bool:
        """Tell whether the answer is an error."""
        first = self.status[:1]
        return first.isdecimal() and int(first) * 100 >= _FIRST_ERROR


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path."""

    anchor: str
    method: str
    path: str
    title: str
    description: str
    deprecated: bool
    keys: tuple[str, ...]
    """Headers that carry the API key, with its place marked ``KEY``; the first is preferred."""
    parameters: tuple[Parameter, ...]
    body: Content | None
    body_required: bool
    replies: tuple[Reply, ...]

    @property
    def answers(self) -> tuple[Reply, ...]:
        """Return the good answers."""
        return tuple(reply for reply in self.replies if not reply.refuses)

    @property
    def errors(self) -> tuple[Reply, ...]:
        """Return the refusals."""
        return tuple(reply for reply in self.replies if reply.refuses)


@dataclass(frozen=True, slots=True)
class Group:
    """Operations under one tag."""

    name: str
    description: str
    operations: tuple[Operation, ...]

    @property
    def anchor(self) -> str:
        """Return the last part of the address of its chapter."""
        return _anchor(self.name)


@dataclass(frozen=True, slots=True)
class Manual:
    """A whole surface."""

    title: str
    version: str
    description: str
    groups: tuple[Group, ...]
    error_shapes: tuple[Shape, ...]
    """The different shapes that errors have, usually one."""

    @property
    def in_chapters(self) -> bool:
        """Tell whether it is too long for one page: then each group has a page of its own."""
        return sum(len(group.operations) for group in self.groups) > _MOST_ON_A_PAGE


def read_manual(document: Json) -> Manual:
    """Return a document as a manual.

    Raises:
        LookupError: a reference leads nowhere.
    """
    reader = _Reader(document)
    groups = tuple(reader.groups())
    errors = (
        reply.content.shape
        for group in groups
        for operation in group.operations
        for reply in operation.errors
        if reply.content
    )
    info = document.get("info", {})
    return Manual(
        title=info.get("title", ""),
        version=str(info.get("version", "")),
        description=info.get("description", ""),
        groups=groups,
        error_shapes=tuple(dict.fromkeys(errors)),
    )


class _Reader:
    """Reads the parts of one document."""

    def __init__(self, document: Json) -> None:
        self._document = document
        self._pointers = Pointers(document)

    def groups(self) -> Iterable[Group]:
        """Yield the tags that have operations: declared ones first, then as they come."""
        by_tag: dict[str, list[Operation]] = {
            tag["name"]: [] for tag in self._document.get("tags", ())
        }
        for tag, operation in self._operations():
            by_tag.setdefault(tag, []).append(operation)
        texts = {tag["name"]: tag.get("description", "") for tag in self._document.get("tags", ())}
        for tag, operations in by_tag.items():
            if operations:
                yield Group(tag, texts.get(tag, ""), tuple(operations))

    def _operations(self) -> Iterable[tuple[str, Operation]]:
        for path, node in self._document.get("paths", {}).items():
            item = self._pointers.follow(node)[1]
            for method in _METHODS:
                if method in item:
                    tag = next(iter(item[method].get("tags", ())), "")
                    yield tag, self._operation(method, path, item)

    def _operation(self, method: str, path: str, item: Json) -> Operation:
        node = item[method]
        body = self._pointers.follow(node.get("requestBody", {}))[1]
        return Operation(
            anchor=_anchor(node.get("operationId") or f"{method} {path}"),
            method=method.upper(),
            path=path,
            title=node.get("summary") or f"{method.upper()} {path}",
            description=node.get("description", ""),
            deprecated=bool(node.get("deprecated")),
            keys=tuple(self._keys(node)),
            parameters=self._parameters([*item.get("parameters", ()), *node.get("parameters", ())]),
            body=self._content(body.get("content", {})),
            body_required=bool(body.get("required")),
            replies=tuple(
                self._reply(str(status), reply)
                for status, reply in sorted(node.get("responses", {}).items(), key=_by_status)
            ),
        )

    def _keys(self, node: Json) -> Iterable[str]:
        schemes = self._document.get("components", {}).get("securitySchemes", {})
        for requirement in node.get("security", self._document.get("security", ())):
            for name in requirement:
                scheme = self._pointers.follow(schemes.get(name, {}))[1]
                if scheme.get("type") == "apiKey" and scheme.get("in") == "header":
                    yield f"{scheme['name']}: KEY"
                elif scheme.get("scheme", "").lower() == "bearer":
                    yield "Authorization: Bearer KEY"

    def _parameters(self, nodes: Sequence[Json]) -> tuple[Parameter, ...]:
        """Return parameters; an operation's own replaces the path's of the same name."""
        found = {}
        for raw in nodes:
            node = self._pointers.follow(raw)[1]
            found[node["name"], node["in"]] = self._parameter(node["name"], node["in"], node)
        return tuple(found.values())

    def _parameter(self, name: str, place: str, node: Json) -> Parameter:
        schema = node.get("schema", True)
        shape = read_shape(self._pointers, schema)
        example = next(iter(self._samples(node, schema))).value
        return Parameter(
            name=name,
            place=place,
            required=bool(node.get("required")),
            description=node.get("description") or shape.description,
            shape=shape,
            example=_plain(example),
        )

    def _reply(self, status: str, raw: Json) -> Reply:
        node = self._pointers.follow(raw)[1]
        headers = (
            self._parameter(name, "header", self._pointers.follow(header)[1])
            for name, header in node.get("headers", {}).items()
        )
        return Reply(
            status=status,
            phrase=_phrase(status),
            description=node.get("description", ""),
            content=self._content(node.get("content", {})),
            headers=tuple(headers),
        )

    def _content(self, by_media_type: Mapping[str, Json]) -> Content | None:
        """Return the JSON body among several media types, or the first."""
        if not by_media_type:
            return None
        chosen = next((name for name in by_media_type if "json" in name), next(iter(by_media_type)))
        node = by_media_type[chosen]
        schema = node.get("schema", True)
        samples = tuple(self._samples(node, schema))
        return Content(chosen, read_shape(self._pointers, schema), samples)

    def _samples(self, node: Json, schema: Json | bool) -> Iterable[Sample]:
        """Yield the examples of a media type or parameter, or one that is made."""
        named = node.get("examples")
        if isinstance(named, Mapping) and named:
            for name, raw in named.items():
                one = self._pointers.follow(raw)[1]
                yield Sample(one.get("summary") or name, one.get("value"))
        elif "example" in node:
            yield Sample("", node["example"])
        else:
            yield Sample("", sample(self._pointers, schema), made=True)


def _anchor(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _by_status(pair: tuple[object, object]) -> tuple[bool, str]:
    status = str(pair[0])
    return not status[:1].isdecimal(), status


def _phrase(status: str) -> str:
    if status.isdecimal():
        return HTTPStatus(int(status)).phrase
    return {"default": "anything else"}.get(status, "")


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
