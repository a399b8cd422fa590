"""Recordings and files of candidates, for reviewers; every look at one is a fact of the journal."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from muster.edges.api.access import SECURITY, Here, caller_with
from muster.edges.api.answers import Stamp
from muster.edges.api.problems import ERRORS, described
from muster.edges.api.shapes import Json, stamp
from muster.edges.serving import serve_attachment, serve_inline
from muster.features import media
from muster.features.organizations import Caller, Scope

router = APIRouter(tags=["Recordings"], dependencies=SECURITY, responses=ERRORS)
Viewer = Annotated[Caller, Depends(caller_with(Scope.RECORDINGS_READ))]
_BYTES: Json = {"content": {"application/octet-stream": {}}, "description": "The bytes."}


class Recording(BaseModel):
    """One recording of an answer; a question may have several takes."""

    id: str = Field(examples=["rec_01jz8x4c6kefx8v1ta6d9m5w2r"])
    number: int = Field(description="Row of the recording; events name it.", examples=[3])
    question: str = Field(examples=["introduce-yourself"])
    take: int = Field(description="Which take of the question, from 1.", examples=[1])
    medium: Literal["video", "audio"]
    state: Literal["recording", "assembling", "ready", "unchecked", "damaged", "quarantined"]
    reason: str | None = Field(
        description="Why it cannot be watched.", examples=["nothing_playable"]
    )
    media_type: str | None = Field(examples=["video/webm"])
    duration_ms: int | None = Field(examples=[92_400])
    size: int | None = Field(description="Bytes of what is watched.", examples=[11_534_336])
    late: bool = Field(description="It was begun after the end, within the grace.")
    salvaged: bool = Field(
        description="The candidate's browser never completed it: it was made of what had arrived."
    )
    begun_at: Stamp
    completed_at: Stamp | None
    content: str | None = Field(
        description="Where it can be watched.",
        examples=["/v1/recordings/rec_01jz8x4c6kefx8v1ta6d9m5w2r/content"],
    )


class Recordings(BaseModel):
    """The recordings of an attempt."""

    data: list[Recording]


class AnswerFile(BaseModel):
    """A file that a candidate handed in."""

    id: str = Field(examples=["file_01jz8x4c6kefx8v1ta6d9m5w2r"])
    number: int = Field(description="Row of the file; events name it.", examples=[8])
    question: str = Field(examples=["upload-your-plan"])
    name: str = Field(description="As the candidate called it.", examples=["plan.pdf"])
    type: Literal["pdf", "docx", "xlsx", "pptx", "odt", "txt", "csv", "png", "jpeg", "zip"]
    size: int = Field(examples=[482_133])
    sha256: str
    uploaded_at: Stamp
    content: str = Field(examples=["/v1/files/file_01jz8x4c6kefx8v1ta6d9m5w2r/content"])


class AnswerFiles(BaseModel):
    """The files of an attempt."""

    data: list[AnswerFile]


@router.get(
    "/v1/attempts/{attempt}/recordings",
    summary="List an attempt's recordings",
    responses=described(Recordings),
)
async def list_recordings(services: Here, caller: Viewer, attempt: str) -> Json:
    """Return every take of every question, in order."""
    found = await media.list_recordings(services.database, caller.organization.id, attempt)
    return {"data": [recording_json(take) for take in found]}


@router.get(
    "/v1/attempts/{attempt}/files",
    summary="List an attempt's files",
    responses=described(AnswerFiles),
)
async def list_files(services: Here, caller: Viewer, attempt: str) -> Json:
    """Return the files that the candidate handed in, in order."""
    found = await media.list_files(services.database, caller.organization.id, attempt)
    return {"data": [file_json(file) for file in found]}


@router.get(
    "/v1/recordings/{recording}/content",
    summary="Watch a recording",
    response_class=Response,
    responses={200: _BYTES, **ERRORS},
)
async def watch(
    services: Here,
    caller: Viewer,
    recording: str,
    original: Annotated[
        bool, Query(description="The bytes as the browser sent them, to be saved.")
    ] = False,
) -> Response:
    """Return the checked file, whole or in ranges. The view is noted in the journal.

    With `original` also of a recording that cannot be played; never of one in quarantine.
    """
    content = await media.view_recording(
        services.database,
        caller.organization.id,
        recording,
        original=original,
        actor=caller.actor,
        clock=services.clock,
    )
    serve = serve_attachment if original else serve_inline
    return await serve(services, content)


@router.get(
    "/v1/files/{file}/content",
    summary="Download a file",
    response_class=Response,
    responses={200: _BYTES, **ERRORS},
)
async def download(services: Here, caller: Viewer, file: str) -> Response:
    """Return the file to be saved, under its name. The view is noted in the journal."""
    content = await media.view_file(
        services.database,
        caller.organization.id,
        file,
        actor=caller.actor,
        clock=services.clock,
    )
    return await serve_attachment(services, content)


def recording_json(take: media.Take) -> Json:
    """Return a recording."""
    size = take.playable_size if take.playable_key else take.original_size
    return {
        "id": take.typeid,
        "number": take.id,
        "question": take.item,
        "take": take.number,
        "medium": take.medium.value,
        "state": take.state.value,
        "reason": take.reason,
        "media_type": take.media_type,
        "duration_ms": take.duration_ms,
        "size": size,
        "late": take.late,
        "salvaged": take.salvaged,
        "begun_at": stamp(take.begun_at),
        "completed_at": stamp(take.completed_at),
        "content": f"/v1/recordings/{take.typeid}/content" if take.state.shown else None,
    }


def file_json(file: media.AnswerFile) -> Json:
    """Return a file."""
    return {
        "id": file.typeid,
        "number": file.id,
        "question": file.item,
        "name": file.name,
        "type": file.kind,
        "size": file.size,
        "sha256": file.sha256.hex(),
        "uploaded_at": stamp(file.uploaded_at),
        "content": f"/v1/files/{file.typeid}/content",
    }
