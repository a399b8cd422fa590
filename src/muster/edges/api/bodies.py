"""Bodies that routes read themselves, and how the document describes them.

The framework would read a body of any size before it asks for the key, and would take NaN for
a number.
"""

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from muster.base.errors import InvalidError
from muster.edges.http import MEGABYTE, read_json

Model = TypeVar("Model", bound=BaseModel)


def read_model(model: type[Model], document: object) -> Model:
    """Return the model of a JSON value.

    Raises:
        InvalidError: it has another shape; the first fault is told.
    """
    try:
        return model.model_validate(document)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(str(step) for step in fault["loc"])
        raise InvalidError(f"{place or 'body'}: {fault['msg']}", field=place or None) from error


async def read_optional(model: type[Model], request: Request) -> Model:
    """Return the model of a body that may be missing, which is the same as an empty object.

    Raises:
        InvalidError: it has another shape; or the errors of ``read_json``.
    """
    length = request.headers.get("content-length", "0")
    given = length != "0" or "transfer-encoding" in request.headers
    return read_model(model, await read_json(request, MEGABYTE) if given else {})


def body_of(model: type[BaseModel], *, required: bool = True) -> dict[str, Any]:
    """Return the description of a route's body, whose model ``app`` adds to the components."""
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    content = {"application/json": {"schema": schema}}
    return {"requestBody": {"required": required, "content": content}}
