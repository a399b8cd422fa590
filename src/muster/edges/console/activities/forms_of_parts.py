"""The forms of the editor: which part of a document each shows, and how it is written back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from starlette.requests import Request

from muster.edges.console.activities import fields as forms
from muster.edges.console.forms import Fields
from muster.features import catalog
from muster.features.catalog import Draft, UnknownPartError

Part: TypeAlias = Mapping[str, Any]

_LISTS = frozenset({"questions", "prompts", "sections", "stages", "images"})


@dataclass(frozen=True, slots=True)
class Form:
    """One form of the editor: which part of a document it shows, and how it is written back."""

    place: str
    template: str
    read: Callable[[Part], Part]
    """From a document to the part; raises UnknownPartError."""
    write: Callable[[Part, Part], Part]
    """From a document and the part to the next document."""
    fill: Callable[[Fields, Part], Part]
    """From what the form says and the part as it was to the part as it will be."""


def form_of(request: Request, draft: Draft) -> Form:
    """Return the form that an address means: of a question, a section, a stage, or the settings."""
    names = request.path_params
    if "item" in names:
        return _question(names["item"])
    if "section" in names:
        return _section(names["section"])
    if "stage" in names:
        return _stage(names["stage"])
    new = draft.activity_id is None
    return Form(
        place="",
        template="activities/settings.html",
        read=_settings,
        write=lambda document, part: {**_kept(document), **part},
        fill=lambda fields, part: forms.settings_from(fields, part, new=new),
    )


def _question(item: str) -> Form:
    return Form(
        place=f"questions/{item}",
        template="activities/question.html",
        read=lambda document: catalog.item_part(document, item),
        write=lambda document, part: catalog.replace_item(document, item, part),
        fill=forms.question_from,
    )


def _section(place: int) -> Form:
    def read(document: Part) -> Part:
        if not 0 <= place < len(document.get("sections", ())):
            raise UnknownPartError
        part = document["sections"][place]
        return {name: value for name, value in part.items() if name != "questions"}

    return Form(
        place=f"sections/{place}",
        template="activities/section.html",
        read=read,
        write=lambda document, part: catalog.replace_section(document, place, part),
        fill=forms.section_from,
    )


def _stage(place: int) -> Form:
    return Form(
        place=f"stages/{place}",
        template="activities/stage.html",
        read=lambda document: catalog.stage_part(document, place),
        write=lambda document, part: catalog.replace_stage(document, place, part),
        fill=forms.stage_from,
    )


def _settings(document: Part) -> Part:
    return {name: value for name, value in document.items() if name not in _LISTS}


def _kept(document: Part) -> Part:
    return {name: value for name, value in document.items() if name in _LISTS}
