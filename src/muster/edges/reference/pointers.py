"""References inside an OpenAPI document (RFC 6901 pointers after a ``#``)."""

from collections.abc import Mapping
from typing import Any, TypeAlias

Json: TypeAlias = Mapping[str, Any]


class Pointers:
    """Follows the references of one document."""

    def __init__(self, document: Json) -> None:
        self._document = document

    def follow(self, node: Json) -> tuple[str, Json]:
        """Return what a node stands for, and the name of the last reference, empty for none.

        What stands beside a ``$ref`` wins over what it refers to, as OpenAPI 3.1 has it.

        Raises:
            LookupError: the document has no such place, or refers in a circle.
        """
        name = ""
        passed: set[str] = set()
        while (reference := node.get("$ref")) is not None:
            if reference in passed:
                raise LookupError(f"{reference} refers to itself")
            passed.add(reference)
            beside = {key: value for key, value in node.items() if key != "$ref"}
            name = reference.rpartition("/")[2]
            node = {**self._find(reference), **beside}
        return name, node

    def _find(self, reference: str) -> Json:
        if not reference.startswith("#/"):
            raise LookupError(f"{reference} is outside of the document")
        found: Any = self._document
        for step in reference[2:].split("/"):
            key = step.replace("~1", "/").replace("~0", "~")
            if not isinstance(found, Mapping) or key not in found:
                raise LookupError(f"{reference} is not in the document")
            found = found[key]
        return found
