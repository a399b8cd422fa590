import pytest
from reference_samples import LIBRARY

from muster.edges.reference.pointers import Pointers
from muster.edges.reference.samples import sample
from muster.edges.reference.shapes import read_shape

POINTERS = Pointers(LIBRARY)


def fields(schema):
    return {field.name: field for field in read_shape(POINTERS, schema).fields}


BOOK = {"$ref": "#/components/schemas/Book"}


def test_all_of_is_one_object_with_what_each_part_requires():
    book = fields(BOOK)
    assert list(book) == ["title", "kind", "sequel", "authors", "cover", "price", "old"]
    assert [name for name, field in book.items() if field.required] == ["title"]


def test_limits_are_said_in_words():
    book = fields(BOOK)
    assert book["title"].shape.limits == ("1 to 80 characters",)
    assert book["authors"].shape.limits == ("at least 1 item",)
    assert read_shape(POINTERS, {"maximum": 5}).limits == ("at most 5",)
    assert read_shape(POINTERS, {"minItems": 2, "maxItems": 2}).limits == ("exactly 2 items",)
    assert read_shape(POINTERS, {"pattern": "^a"}).limits == ("matches ^a",)
    assert read_shape(POINTERS, {"additionalProperties": False}).limits == ("no other members",)


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string", "format": "date-time"}, "string, date-time"),
        ({"type": "string", "nullable": True}, "string or null"),
        ({"type": ["string", "null"]}, "string or null"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "string or null"),
        ({"oneOf": [{"type": "string"}, {"type": "integer"}]}, "string or integer"),
        ({"type": "array", "items": {"type": "integer"}}, "list of integers"),
        ({"type": "array"}, "list of any value"),
        ({"const": 4}, "constant"),
        ({"properties": {}}, "object"),
        ({}, "any value"),
        (True, "any value"),
    ],
)
def test_a_type_is_named_as_people_would(schema, words):
    assert read_shape(POINTERS, schema).words == words


def test_a_schema_that_contains_itself_is_shown_once():
    sequel = fields(BOOK)["sequel"].shape
    assert sequel.words == "object or null"
    assert (sequel.name, sequel.again, sequel.fields) == ("Book", True, ())


def test_schemas_that_contain_each_other_end():
    document = {
        "a": {"properties": {"b": {"$ref": "#/b"}}},
        "b": {"properties": {"a": {"$ref": "#/a"}}},
    }
    shape = read_shape(Pointers(document), {"$ref": "#/a"})
    assert shape.fields[0].shape.fields[0].shape.again
    assert sample(Pointers(document), {"$ref": "#/a"}) == {"b": {"a": None}}


def test_alternatives_are_listed_where_one_has_members():
    cover = fields(BOOK)["cover"].shape
    assert cover.words == "exactly one of these"
    assert [option.words for option in cover.options] == ["string, uri", "object"]
    assert cover.opens


def test_what_only_names_alternatives_has_nothing_to_open():
    assert not read_shape(POINTERS, {"anyOf": [{"type": "string"}, {"type": "integer"}]}).opens


def test_choices_defaults_and_age_are_kept():
    book = fields(BOOK)
    assert book["kind"].shape.choices == ("novel", "poem")
    assert book["price"].shape.default == "0"
    assert book["old"].shape.deprecated


def test_what_stands_beside_null_keeps_its_choices():
    shape = read_shape(
        POINTERS, {"anyOf": [{"enum": ["a", "b"]}, {"type": "null"}], "description": "Either."}
    )
    assert (shape.choices, shape.description) == (("a", "b"), "Either.")


def test_what_stands_beside_a_reference_wins():
    shape = read_shape(POINTERS, {"$ref": "#/components/schemas/Error", "description": "Mine."})
    assert (shape.name, shape.description) == ("Error", "Mine.")


@pytest.mark.parametrize(
    "reference", ["#/nowhere", "other.yaml#/a", "#/components/schemas/Error/type/deeper"]
)
def test_a_reference_that_leads_nowhere_is_an_error(reference):
    with pytest.raises(LookupError):
        read_shape(POINTERS, {"$ref": reference})


def test_references_in_a_circle_are_an_error():
    with pytest.raises(LookupError, match="itself"):
        read_shape(Pointers({"a": {"$ref": "#/b"}, "b": {"$ref": "#/a"}}), {"$ref": "#/a"})


def test_a_pointer_may_have_slashes_and_tildes_in_a_key():
    document = {"paths": {"/a~b": {"type": "integer"}}}
    assert read_shape(Pointers(document), {"$ref": "#/paths/~1a~0b"}).words == "integer"


def test_an_example_is_made_where_none_is_given():
    assert sample(POINTERS, BOOK) == {
        "title": "text",
        "kind": "novel",
        "sequel": None,
        "authors": [{"name": "text"}],
        "cover": "https://example.com/welcome",
        "price": 0,
        "old": "text",
    }
