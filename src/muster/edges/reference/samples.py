"""Example values: those that a document gives, else made from the schema."""

from muster.edges.reference.pointers import Json, Pointers

_FORMATS = {
    "date": "2026-03-16",
    "date-time": "2026-03-16T17:00:00Z",
    "email": "amara.okafor@example.com",
    "uri": "https://example.com/welcome",
    "uuid": "0195a6b2-7c1e-7d00-8a4e-3f5b6c7d8e9f",
}
_KINDS: dict[str, object] = {"integer": 1, "number": 1.5, "boolean": True}


def sample(pointers: Pointers, schema: Json | bool, trail: tuple[str, ...] = ()) -> object:
    """Return a value that the schema allows; where it contains itself, null."""
    if isinstance(schema, bool):
        return None
    name, node = pointers.follow(schema)
    if name and name in trail:
        return None
    given, value = _given(node)
    if given:
        return value
    trail = (*trail, name)
    if "allOf" in node:
        parts = [sample(pointers, part, trail) for part in node["allOf"]]
        return {key: one for part in parts if isinstance(part, dict) for key, one in part.items()}
    for word in ("oneOf", "anyOf"):
        if node.get(word):
            return sample(pointers, node[word][0], trail)
    return _made(pointers, node, trail)


def _given(node: Json) -> tuple[bool, object]:
    if "example" in node:
        return True, node["example"]
    for word in ("examples", "enum"):
        if isinstance(node.get(word), list) and node[word]:
            return True, node[word][0]
    for word in ("const", "default"):
        if node.get(word) is not None:
            return True, node[word]
    return False, None


def _made(pointers: Pointers, node: Json, trail: tuple[str, ...]) -> object:
    kind = node.get("type", "object" if "properties" in node else None)
    if isinstance(kind, list):
        kind = kind[0]
    if kind == "object":
        return {
            name: sample(pointers, inner, trail)
            for name, inner in node.get("properties", {}).items()
        }
    if kind == "array":
        return [sample(pointers, node.get("items", True), trail)]
    if kind == "string":
        return _FORMATS.get(node.get("format", ""), "text")
    return _KINDS.get(kind or "")
