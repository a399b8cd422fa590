"""A small document that has one of everything that a surface's document may have."""

LIBRARY = {
    "openapi": "3.1.0",
    "info": {"title": "Library", "version": "3", "description": "Lends `books`.\n\n- one\n- two"},
    "tags": [{"name": "Books", "description": "What is lent."}],
    "security": [{"key": []}],
    "paths": {
        "/x/books/{book}": {
            "parameters": [{"$ref": "#/components/parameters/Book"}],
            "get": {
                "operationId": "readBook",
                "tags": ["Books"],
                "summary": "Read a book",
                "parameters": [
                    {
                        "name": "page",
                        "in": "query",
                        "required": True,
                        "schema": {"type": "integer", "minimum": 1},
                        "example": 7,
                    },
                    {"name": "zoom", "in": "query", "schema": {"type": "number"}},
                ],
                "responses": {
                    "404": {"$ref": "#/components/responses/Refused"},
                    "200": {
                        "description": "The book",
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/Book"},
                                "examples": {
                                    "thin": {
                                        "summary": "A thin one",
                                        "value": {"title": "O’Neill"},
                                    },
                                    "thick": {"value": {"title": "Ulysses"}},
                                },
                            }
                        },
                    },
                },
            },
            "put": {
                "summary": "Replace a book",
                "deprecated": True,
                "security": [],
                "parameters": [
                    {
                        "name": "If-Match",
                        "in": "header",
                        "required": True,
                        "schema": {"type": "string", "examples": ['"v1"']},
                    }
                ],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {"$ref": "#/components/schemas/Book"},
                            "example": {"title": "It's $HOME and `pwd`"},
                        }
                    },
                },
                "responses": {
                    "204": {"description": "Replaced"},
                    "default": {"description": "<script>alert(1)</script>"},
                },
            },
        },
        "/x/books": {
            "post": {
                "tags": ["Books"],
                "summary": "Add a book",
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Book"}}
                    }
                },
                "responses": {"409": {"$ref": "#/components/responses/Refused"}},
            }
        },
    },
    "components": {
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-API-Key"}},
        "parameters": {
            "Book": {
                "name": "book",
                "in": "path",
                "required": True,
                "schema": {"type": "string"},
                "example": "a b",
            }
        },
        "responses": {
            "Refused": {
                "description": "No",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
            }
        },
        "schemas": {
            "Error": {
                "type": "object",
                "required": ["error"],
                "properties": {"error": {"type": "string", "description": "Why not."}},
            },
            "Titled": {
                "type": "object",
                "required": ["title"],
                "properties": {"title": {"type": "string", "minLength": 1, "maxLength": 80}},
            },
            "Book": {
                "allOf": [
                    {"$ref": "#/components/schemas/Titled"},
                    {
                        "type": "object",
                        "properties": {
                            "kind": {"type": "string", "enum": ["novel", "poem"]},
                            "sequel": {
                                "anyOf": [{"$ref": "#/components/schemas/Book"}, {"type": "null"}]
                            },
                            "authors": {
                                "type": "array",
                                "minItems": 1,
                                "items": {
                                    "type": "object",
                                    "properties": {"name": {"type": "string"}},
                                },
                            },
                            "cover": {
                                "oneOf": [
                                    {"type": "string", "format": "uri"},
                                    {"type": "object", "properties": {"color": {"type": "string"}}},
                                ]
                            },
                            "price": {"type": ["integer", "null"], "default": 0},
                            "old": {"type": "string", "nullable": True, "deprecated": True},
                        },
                    },
                ]
            },
        },
    },
}
