"""What candidates will see: the portal's own pages in a phone, with nothing recorded."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from muster.base.errors import NotFoundError
from muster.edges.console.activities.bench import first_line
from muster.edges.console.activities.places import (
    activity_of,
    draft_of,
    place_of,
    place_of_draft,
)
from muster.edges.console.desk import Desk
from muster.edges.console.forms import of_query
from muster.edges.console.words import language_of
from muster.edges.portal import Preview, Previewed, Ways
from muster.features import catalog
from muster.features.catalog import Kind
from muster.features.members import Session


class Previewing:
    """The pages of previews."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk
        self._database = desk.services.database
        self._preview = Preview(desk.assets.base)

    async def draft(self, request: Request, session: Session) -> Response:
        """Answer ``GET /activities/drafts/DRAFT/preview/STEP``."""
        draft = await draft_of(self._desk, request, session)
        return await self._show(request, session, draft.document, place_of_draft(draft))

    async def activity(self, request: Request, session: Session) -> Response:
        """Answer ``GET /activities/KEY/preview/STEP``."""
        activity = await activity_of(self._desk, request, session)
        document = await catalog.get_document(
            self._database, session.organization.id, activity, activity.current_version
        )
        return await self._show(request, session, document, place_of(activity), edits=False)

    async def style(self, request: Request, _: Session) -> Response:
        """Answer ``GET /activities/phone/COLOUR.css``."""
        named = re.fullmatch(r"([0-9a-f]{6}|plain)\.css", request.path_params["name"])
        if named is None:
            raise NotFoundError
        content = self._preview.style(f"#{named[1]}")
        return Response(content, media_type="text/css", headers=self._desk.headers)

    async def _show(
        self,
        request: Request,
        session: Session,
        document: Mapping[str, Any],
        home: str,
        *,
        edits: bool = True,
    ) -> Response:
        sketch = catalog.sketch_of(document)
        base = self._desk.assets.base
        kind = Kind(document["kind"])
        images = f"{base}/console/activities/images/"
        shown = Previewed(kind, sketch.content, session.organization, images)
        steps = [first_line(one.prompt) for one in shown.questions]
        step = self._step(request, [one.id for one in shown.questions])
        if step is None or step > len(steps):
            return RedirectResponse(f"{base}{home}/preview", 303, headers=self._desk.headers)
        language = language_of(request, session)
        path = f"{base}{home}/preview"
        ways = _ways(path, step, len(steps))
        page = (
            self._preview.question(shown, step, ways, language)
            if step
            else self._preview.briefing(
                shown, ways, language, await self._stages(session, document)
            )
        )
        colour = (session.organization.accent_color or "#plain").removeprefix("#").lower()
        return self._desk.show(
            request,
            session,
            "activities/preview.html",
            page=page,
            title=shown.content.title,
            steps=steps,
            step=step,
            home=f"{base}{home}{_form_of(shown, step) if edits else ''}",
            preview_path=path,
            left_out=sketch.left_out,
            phone_style=f"{base}/console/activities/phone/{colour}.css",
            phone_script=self._preview.script,
        )

    def _step(self, request: Request, ids: Sequence[str]) -> int | None:
        """Return which page is wanted: by its number in the address, or by ``at``, a question's id."""
        fields = of_query(request)
        if wanted := fields.get("at"):
            return ids.index(wanted) + 1 if wanted in ids else 0
        step = request.path_params.get("step", fields.number("step") or 0)
        return step if isinstance(step, int) and step >= 0 else None

    async def _stages(self, session: Session, document: Mapping[str, Any]) -> list[str]:
        """Return the names of a track's stages."""
        stages = document.get("stages", [])
        keys = [str(stage.get("activity", "")) for stage in stages]
        found = await catalog.find_many(self._database, session.organization.id, keys)
        return [
            one.title if one else str(stage.get("review", ""))
            for stage, one in zip(stages, found, strict=True)
        ]


def _form_of(shown: Previewed, step: int) -> str:
    """Return the way from a draft's address to the form of the question that is shown."""
    return f"/questions/{shown.questions[step - 1].id}" if step else ""


def _ways(path: str, step: int, last: int) -> Ways:
    onwards = f"{path}/{step + 1}" if step < last else (path if step else "")
    back = None if step == 0 else path if step == 1 else f"{path}/{step - 1}"
    return Ways(f"{path}/{step}", onwards, back)
