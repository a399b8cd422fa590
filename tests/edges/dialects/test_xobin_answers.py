"""Our document of Xobin's answers has the names and types of the vendor's pages."""

import pytest

from contracts import ROOT, published, read

XOBIN = published("xobin")
ANSWERS = read(ROOT / "tests" / "contracts" / "xobin.answers.yaml")
# The vendor's cut-offs are whole, ours may have decimals.
TYPES = {"double": "number", "float": "number"}
WIDER = {("integer", "number")}


def resolved(schema: dict) -> dict:
    if "$ref" in schema:
        return XOBIN["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    # The first of two is the answer once it is completed.
    return resolved(schema["anyOf"][0]) if "anyOf" in schema else schema


def check(told: object, schema: dict, place: str) -> None:
    schema = resolved(schema)
    if isinstance(told, dict):
        assert set(schema.get("required", schema["properties"])) == set(told), place
        for name, one in told.items():
            check(one, schema["properties"][name], f"{place}.{name}")
    elif isinstance(told, list):
        assert schema["type"] == "array", place
        for one in told:
            check(one, schema["items"], f"{place}[]")
    else:
        wanted = TYPES.get(told, told)
        assert wanted == schema["type"] or (wanted, schema["type"]) in WIDER, place


@pytest.mark.parametrize("operation", ANSWERS)
def test_an_answer_has_the_vendors_names_and_types(operation):
    method, path = operation.split()
    answer = XOBIN["paths"][path][method.lower()]["responses"]["200"]
    check(ANSWERS[operation], answer["content"]["application/json"]["schema"], path)
