"""How a list is to be carried out, as JSON that is kept with it."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from muster.features.intake.model import Options
from muster.features.invitations import OnCompleted

_MOMENTS = ("expires_at", "opens_at", "begin_at")


def options_json(options: Options) -> str:
    """Return options as JSON; moments as ISO 8601."""
    said = asdict(options)
    moments = {name: said[name] and said[name].isoformat() for name in _MOMENTS}
    return json.dumps(said | moments)


def read_options(text: str) -> Options:
    """Return the options of such JSON; what it leaves out is as usual."""
    said: dict[str, Any] = json.loads(text)
    for name in _MOMENTS:
        if said.get(name) is not None:
            said[name] = datetime.fromisoformat(said[name])
    if "on_completed" in said:
        said["on_completed"] = OnCompleted(said["on_completed"])
    return Options(**said)
