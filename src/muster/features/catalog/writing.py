"""Documents to activity files: YAML that reads as people write it, and back as the same document."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import yaml

from muster.features.catalog.tree import resolve

_WIDTH = 100
# Fields in the order in which the documentation names them; others follow as they stand.
_ORDER = (
    *("key", "kind", "title", "summary", "language", "minutes", "time_limit_minutes"),
    *("pass_percent", "retake_after_days", "vendor_ids", "instructions", "have_ready"),
    *("type", "id", "skill", "draw", "shuffle", "activity", "review", "advance", "prompt"),
)
_LAST = ("rubric", "explanation", "questions", "prompts", "sections", "stages")


def to_yaml(document: Mapping[str, Any]) -> str:
    """Return the activity file of a tidy document; its images stand beside the file."""
    return yaml.dump(
        _ordered({name: part for name, part in document.items() if name != "images"}),
        Dumper=_Dumper,
        allow_unicode=True,
        default_flow_style=False,
        sort_keys=False,
        width=_WIDTH,
    )


class _Dumper(yaml.SafeDumper):
    """Quotes what our reader would take for something else than text, and indents lists."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 -- PyYAML's own signature
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 -- the reader knows no aliases
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = None
    if "\n" in text:
        style = "|"
    elif resolve(text) != text:
        style = "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


def _represent_decimal(dumper: yaml.SafeDumper, number: Decimal) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:float", f"{number:f}")


_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(Decimal, _represent_decimal)


def _ordered(value: Any) -> Any:
    if isinstance(value, Mapping):
        names = [name for name in _ORDER if name in value]
        names += [name for name in value if name not in _ORDER and name not in _LAST]
        names += [name for name in _LAST if name in value]
        return {name: _ordered(value[name]) for name in names}
    if isinstance(value, list | tuple):
        return [_ordered(part) for part in value]
    return value
