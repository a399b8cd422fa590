"""Errors of the native API: problem details (RFC 9457) with a stable code."""

from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.responses import Response

from muster.edges.http import Refusal, json_response
from muster.features.catalog import ActivityFileError

MEDIA_TYPE = "application/problem+json"


class Fault(BaseModel):
    """One thing that is wrong with a request or a row."""

    code: str = Field(examples=["bad_address"])
    field: str | None = Field(None, examples=["email"])
    detail: str = Field(examples=["email is not a valid e-mail address"])
    line: int | None = Field(None, description="Line of an activity, from 1.")


class ProblemDetails(BaseModel):
    """Why a request was not served."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(description="The status in words.", examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["There is no such invitation in this organization."])
    code: str = Field(examples=["unknown_invitation"])
    errors: list[Fault] = Field(default_factory=list)


def problem(refusal: Refusal) -> Response:
    """Return a refusal in the shape of this surface."""
    faults = []
    if refusal.field is not None:
        faults.append({"code": refusal.code, "field": refusal.field, "detail": refusal.message})
    return _response(refusal.status, refusal.code, refusal.message, faults, refusal.headers)


def invalid_request(error: RequestValidationError) -> Response:
    """Return what the framework found wrong with parameters; no value is repeated."""
    faults = [
        {
            "code": str(fault["type"]),
            "field": ".".join(str(step) for step in fault["loc"][1:]),
            "detail": str(fault["msg"]),
        }
        for fault in error.errors()
    ]
    return _response(422, "invalid", "The request has values that cannot be accepted", faults)


def invalid_activity(error: ActivityFileError) -> Response:
    """Return everything that is wrong with an activity, each with its line and field."""
    faults = [
        {"code": error.code, "field": one.field or None, "detail": one.message, "line": one.line}
        for one in error.problems
    ]
    return _response(422, error.code, "The activity cannot be used; see errors", faults)


def _response(
    status: int,
    code: str,
    detail: str,
    faults: list[dict[str, Any]],
    headers: Any = None,
) -> Response:
    body = {
        # RFC 9457, 4.2.1: of about:blank the title is the status's own phrase.
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "errors": faults,
    }
    return json_response(body, status, headers, MEDIA_TYPE)


ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": ProblemDetails, "description": text}
    for status, text in {
        400: "The body is not JSON, or Idempotency-Key cannot be used",
        401: "The API key is missing, malformed, unknown, revoked or expired",
        403: "The API key lacks the scope",
        404: "There is no such thing in this organization",
        409: "The present state does not allow this",
        413: "The body is too large",
        422: "A value cannot be accepted; `errors` says which",
        429: "Too many requests; `Retry-After` says when to come back",
    }.items()
}


def described(answer: type[BaseModel], status: int = 200) -> dict[int | str, dict[str, Any]]:
    """Return the responses of a route whose good answer has this shape; it is not validated."""
    return {status: {"model": answer, "description": (answer.__doc__ or "").strip()}, **ERRORS}
