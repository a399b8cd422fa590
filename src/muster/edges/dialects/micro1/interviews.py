"""Interviews: made, listed, changed, deleted (which archives them), and what skills would ask."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError
from muster.edges.dialects.micro1 import contents
from muster.edges.dialects.micro1.envelope import (
    ACTIVE,
    done,
    present,
    read_object,
    read_page,
    respond,
    stamp,
)
from muster.edges.dialects.micro1.languages import DEFAULT, name_of, skill_sentence
from muster.edges.dialects.micro1.wishes import Wish, read_skills, read_wish
from muster.edges.dialects.surface import UnknownActivityError
from muster.edges.http import fingerprint, idempotency_key
from muster.edges.services import Services
from muster.features import catalog
from muster.features.catalog import (
    Activity,
    ChangedMeanwhileError,
    Dialect,
    Kind,
    Revision,
    Search,
    Shown,
)
from muster.features.invitations import IdempotencyMismatchError
from muster.features.organizations import Caller

_TRIES = 3


async def create(services: Services, caller: Caller, request: Request) -> Response:
    """Answer ``POST /interview``."""
    return await _create(services, caller, request, read_wish(await read_object(request)))


async def create_custom(services: Services, caller: Caller, request: Request) -> Response:
    """Answer ``POST /custom/interview``, which has questions only."""
    body = await read_object(request)
    if not body.get("custom_question_list"):
        raise InvalidError("custom_question_list is required", field="custom_question_list")
    wish = read_wish({name: value for name, value in body.items() if name != "skills"})
    return await _create(services, caller, request, wish)


async def _create(services: Services, caller: Caller, request: Request, wish: Wish) -> Response:
    """Make an interview; with an Idempotency-Key, which names it, not a second one.

    Raises:
        IdempotencyMismatchError: the key has made another interview, or it was changed since.
    """
    key = idempotency_key(request)
    name = f"interview-{fingerprint(key.encode()).hex()[:24]}" if key else None
    revision = contents.made_of(wish, name)
    tenant = caller.organization.id
    made = await catalog.find(services.database, tenant, name) if name else None
    headers = {"Idempotent-Replayed": "true"} if made else {}
    if made is None:
        made = await _revise(services, caller, revision)
    elif made.settings != revision.settings:
        raise IdempotencyMismatchError
    # No invite_url: the vendor's is a public address, and every link of ours is personal.
    data = {"interview_id": interview_id(made)}
    return respond(
        {"status": True, "message": "Interview created successfully", "data": data},
        headers=headers,
    )


async def list_all(services: Services, caller: Caller, request: Request) -> Response:
    """Answer ``GET /interviews``."""
    page = read_page(request)
    search = Search(Kind.INTERVIEW, page.keyword, page.offset, page.limit)
    found = await catalog.search(services.database, caller.organization.id, search)
    return done("Interviews fetched successfully", [_row(shown) for shown in found])


async def update(services: Services, caller: Caller, request: Request) -> Response:
    """Answer ``PUT /interview/{interviewId}``; two at once follow one another."""
    wish = read_wish(await read_object(request))
    known = await find(services, caller, request.path_params["interviewId"])
    await _revise_again(services, caller, known, wish)
    return done("Interview updated successfully")


async def delete(services: Services, caller: Caller, request: Request) -> Response:
    """Answer ``DELETE /interview/{interviewId}``: nobody new is invited to it."""
    known = await find(services, caller, request.path_params["interviewId"])
    await catalog.archive(
        services.database,
        caller.organization.id,
        str(known.uid),
        now=services.clock.now(),
        actor=caller.actor,
    )
    return done("Interview deleted successfully")


async def preview(_: Services, __: Caller, request: Request) -> Response:
    """Answer ``POST /mock/interview`` with what an interview of these skills would ask."""
    skills = read_skills(await read_object(request))
    if not skills:
        raise InvalidError("skills is required", field="skills")
    rows = [
        {"skill": skill.name, "questions": [skill_sentence(skill.name, DEFAULT)]}
        for skill in skills
    ]
    return done("Sample interview question fetched successfully", rows)


async def find(services: Services, caller: Caller, reference: str) -> Activity:
    """Return the interview of an id, by the vendor's own or by ours.

    Raises:
        UnknownActivityError: there is none, or it was deleted.
    """
    found = await catalog.find(services.database, caller.organization.id, reference, Dialect.MICRO1)
    if found is None or found.kind is not Kind.INTERVIEW or found.archived_at is not None:
        raise UnknownActivityError(
            "interview_id: there is no interview with this id", field="interview_id"
        )
    return found


def interview_id(activity: Activity) -> str:
    """Return the id that a client of the vendor knows: its own, else our UUID."""
    return activity.vendor_ids.get(Dialect.MICRO1, str(activity.uid))


async def _revise(services: Services, caller: Caller, revision: Revision) -> Activity:
    return await catalog.revise(
        services.database,
        caller.organization.id,
        revision,
        now=services.clock.now(),
        actor=caller.actor,
    )


async def _revise_again(services: Services, caller: Caller, known: Activity, wish: Wish) -> None:
    for attempt in range(1, _TRIES + 1):
        shown = await catalog.show(services.database, caller.organization.id, known.id)
        try:
            await _revise(services, caller, contents.changed(shown, wish))
        except ChangedMeanwhileError:
            if attempt == _TRIES:
                raise
        else:
            return


def _row(shown: Shown) -> Mapping[str, Any]:
    activity, told = shown.activity, contents.tell(shown)
    flags = {name: told.flags[name] for name in contents.DEFAULT_FLAGS}
    return present(
        {
            "interview_id": interview_id(activity),
            "interview_name": activity.title,
            "skills": [
                present({"name": one.name, "description": one.description}) for one in told.skills
            ],
            "custom_questions": [
                {"question": one.question, "time": one.seconds, "type": one.kind}
                for one in told.questions
            ],
            "interview_language": name_of(activity.language),
            **flags,
            "date_created": stamp(activity.created_at),
            "date_modified": stamp(activity.changed_at or activity.created_at),
            "status": ACTIVE,
        }
    )
