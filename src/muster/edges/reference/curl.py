"""A call as a command that can be pasted into a shell."""

import json
import re
from urllib.parse import quote

from muster.edges.reference.manual import Operation

KEY = "$MUSTER_KEY"
"""The shell variable that holds the API key in every command of the pages."""
_PLAIN = re.compile(r"[A-Za-z0-9_./:@%+,=-]+")


def curl(operation: Operation, public_url: str) -> str:
    """Return the call of an operation with the values of its examples.

    Required parameters only: what is optional is explained beside the command.
    """
    parts = [f"curl {_method(operation)}{_quoted(_address(operation, public_url))}"]
    if operation.keys:
        parts.append(f'-H "{operation.keys[0].replace("KEY", KEY)}"')
    parts += [
        f"-H {_quoted(f'{one.name}: {one.example}')}"
        for one in operation.parameters
        if one.place == "header" and one.required
    ]
    if operation.body:
        body = json.dumps(operation.body.samples[0].value, ensure_ascii=False, indent=2)
        parts.append(f"-H {_quoted(f'Content-Type: {operation.body.media_type}')}")
        parts.append(f"--data {_quoted(body)}")
    return " \\\n  ".join(parts)


def _method(operation: Operation) -> str:
    # curl sends GET by itself, and POST when there is data.
    implied = "POST" if operation.body else "GET"
    return "" if operation.method == implied else f"-X {operation.method} "


def _address(operation: Operation, public_url: str) -> str:
    path = operation.path
    query = []
    for one in operation.parameters:
        if one.place == "path":
            path = path.replace(f"{{{one.name}}}", quote(one.example, safe=""))
        elif one.place == "query" and one.required:
            query.append(f"{quote(one.name)}={quote(one.example, safe='')}")
    return public_url + path + ("?" + "&".join(query) if query else "")


def _quoted(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    return "'" + text.replace("'", "'\\''") + "'"
