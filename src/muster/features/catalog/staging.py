"""Changing the stages of a track's draft: pure. Stages are named by their places, from 0."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from muster.features.catalog.editing import Document, Part, Removed, UnknownPartError


def stage_part(document: Document, place: int) -> Part:
    """Return a stage.

    Raises:
        UnknownPartError: there is none at this place.
    """
    return _stages(deepcopy(dict(document)), place)[place]


def add_stage(document: Document, part: Mapping[str, Any]) -> tuple[Part, int]:
    """Add a stage at the end; return its place, too."""
    changed = deepcopy(dict(document))
    stages: list[Part] = changed.setdefault("stages", [])
    stages.append(dict(part))
    return changed, len(stages) - 1


def replace_stage(document: Document, place: int, part: Mapping[str, Any]) -> Part:
    """Put another stage in the place of one.

    Raises:
        UnknownPartError: there is none at this place.
    """
    changed = deepcopy(dict(document))
    _stages(changed, place)[place] = deepcopy(dict(part))
    return changed


def move_stage(document: Document, place: int, to: int) -> Part:
    """Move a stage to another place; one beyond the ends is the end.

    Raises:
        UnknownPartError: there is none at this place.
    """
    changed = deepcopy(dict(document))
    stages = _stages(changed, place)
    stages.insert(max(0, to), stages.pop(place))
    return changed


def remove_stage(document: Document, place: int) -> tuple[Part, Removed]:
    """Take a stage out.

    Raises:
        UnknownPartError: there is none at this place.
    """
    changed = deepcopy(dict(document))
    return changed, Removed(place, None, _stages(changed, place).pop(place))


def _stages(document: Part, place: int) -> list[Part]:
    stages: list[Part] = document.setdefault("stages", [])
    if not 0 <= place < len(stages):
        raise UnknownPartError
    return stages
