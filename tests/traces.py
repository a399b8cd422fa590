"""Looking for traces of a person, in whatever way bytes may say them."""

import base64
import html
import json
import quopri
import subprocess
from pathlib import Path
from urllib.parse import quote

from muster.storage.embedded.programs import find_programs

_EDGE = 4
_SHORTEST = 6


def dump(url: str, target: Path) -> Path:
    """Write all of a database into a file, as a backup does."""
    program = find_programs().path("pg_dump")
    subprocess.run([program, "--file", str(target), url], check=True)
    return target


def found(traces, *places: Path) -> set[str]:
    """Return which traces are in files, or in those of folders."""
    files = [each for place in places for each in (place, *place.rglob("*")) if each.is_file()]
    contents = [file.read_bytes().lower() for file in files]
    # An address in the name of a file would be a trace, too.
    contents.append("\n".join(map(str, files)).encode().lower())
    return {
        trace
        for trace in traces
        for form in forms(trace)
        for content in contents
        if form.lower() in content
    }


def forms(text: str) -> set[bytes]:
    """Return a text as it is, escaped for JSON, HTML and URLs, in hex, quoted and base 64."""
    plain = text.encode()
    wrapped = {quopri.encodestring(plain), quopri.encodestring(plain, quotetabs=True, header=True)}
    # Where base 64 groups by three, the edges depend on the neighbours.
    grouped = {base64.b64encode(b" " * before + plain)[_EDGE:-_EDGE] for before in range(3)}
    return {
        plain,
        text.lower().encode(),
        json.dumps(text)[1:-1].encode(),
        html.escape(text).encode(),
        quote(text).encode(),
        plain.hex().encode(),
        text.encode("utf-16-le"),
        *(one.strip() for one in wrapped),
        *(one for one in grouped if len(one) >= _SHORTEST),
    }
