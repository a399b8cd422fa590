"""The requests that are measured: as bytes on the wire, and as a scope for recording them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# Serials stand in addresses and names. Twelve digits, so that a recording finds them again, and
# so that those of the product, of its limit and of a recording never meet.
RECORDED = 600_000_000_000
PRODUCT = 700_000_000_000
LIMIT = 800_000_000_000

PEOPLE = 500
"""In a batch: as many as Xobin's call takes."""

_NAMES = ("Amara Nwosu", "Zoë Brontë", "José Núñez", "Nguyễn Thị Mai", "Łukasz Żak", "王小明")


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def wire(self) -> bytes:
        """Return the request for a kept connection (RFC 9112)."""
        lines = [f"{self.method} {self.path} HTTP/1.1", "host: 127.0.0.1"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        if self.body:
            lines += ["content-type: application/json", f"content-length: {len(self.body)}"]
        return "\r\n".join([*lines, "", ""]).encode() + self.body

    def scope(self) -> dict[str, Any]:
        """Return the request for an ASGI application."""
        path, _, query = self.path.partition("?")
        headers = [(name.lower().encode(), value.encode()) for name, value in self.headers]
        if self.body:
            headers += [
                (b"content-type", b"application/json"),
                (b"content-length", str(len(self.body)).encode()),
            ]
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": self.method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": headers,
            "client": ("127.0.0.1", 50000),
            "server": ("127.0.0.1", 8000),
        }


@dataclass(frozen=True, slots=True)
class Desk:
    """What a client knows: its key, and the activity under its vendors' ids."""

    key: str
    slug: str
    activity: int
    object_id: str
    activity_key: str


def address(serial: int) -> str:
    """Return the address of a person."""
    return f"guest.{serial}@example.com"


def name(serial: int) -> str:
    """Return a name; every script has its turn."""
    return f"{_NAMES[serial % len(_NAMES)]} {serial}"


def hiringbranch(desk: Desk, serial: int) -> Request:
    """Return a call that invites one person and asks for mail."""
    first, _, last = name(serial).partition(" ")
    body = {
        "email": address(serial),
        "firstName": first,
        "lastName": last,
        "assessments": [desk.object_id],
    }
    headers = (("X-API-Key", desk.key), ("instance", desk.slug))
    return Request("POST", "/connect/v1/invite?sendInvite=true", headers, _json(body))


def native(desk: Desk, serial: int, people: int = 1) -> Request:
    """Return a call of the native API; it asks for mail."""
    rows = [{"email": address(one), "name": name(one)} for one in range(serial, serial + people)]
    body = {"activity": desk.activity_key, "candidates": rows, "send": True}
    headers = (("Authorization", f"Bearer {desk.key}"),)
    return Request("POST", "/v1/invitations", headers, _json(body))


def xobin(desk: Desk, serial: int, people: int) -> Request:
    """Return a bulk call that asks for mail."""
    rows = [{"name": name(one), "email": address(one)} for one in range(serial, serial + people)]
    body = {"assessment_id": desk.activity, "invite_format": "sendlink", "candidates": rows}
    headers = (("apiKey", desk.key),)
    return Request("POST", "/api/v2/assessment/invite", headers, _json(body))


def link(token: str) -> Request:
    """Return what a browser asks for when a candidate follows a link."""
    headers = (("accept", "text/html"), ("accept-language", "en"))
    return Request("GET", f"/i/{token}", headers)


def wires(requests: Sequence[Request]) -> list[bytes]:
    """Return requests as bytes."""
    return [request.wire() for request in requests]


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
