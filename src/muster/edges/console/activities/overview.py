"""An activity's own pages: what it asks, its history, what differs, its file."""

import io
import re
import zipfile

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import NotFoundError
from muster.edges.console.activities.bench import blocks_of
from muster.edges.console.activities.places import activity_of
from muster.edges.console.activities.turnouts import Turnouts
from muster.edges.console.activities.wording import names_of_actors
from muster.edges.console.desk import Desk
from muster.edges.console.forms import of_query
from muster.features import catalog, reports
from muster.features.members import Session

_CHOICES = frozenset({"single_choice", "multiple_choice"})


class Overview:
    """An activity."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk
        self._database = desk.services.database
        self._turnouts = Turnouts(desk.services)

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /activities/KEY``: what it is and what it asks."""
        activity = await activity_of(self._desk, request, session)
        organization = session.organization.id
        document = await catalog.get_document(
            self._database, organization, activity, activity.current_version
        )
        tallies = await self._turnouts.read(organization, [activity.id])
        draft = await catalog.find_draft_of(self._database, organization, activity.id)
        names = await names_of_actors(self._desk, session, [draft.changed_by if draft else None])
        keys = [
            str(stage["activity"]) for stage in document.get("stages", ()) if "activity" in stage
        ]
        stages = await catalog.find_many(self._database, organization, keys)
        return self._desk.show(
            request,
            session,
            "activities/activity.html",
            activity=activity,
            document=document,
            blocks=blocks_of(document),
            tally=tallies.get(activity.id),
            stages={one.key: one for one in stages if one},
            draft=draft,
            changed_by=names[draft.changed_by if draft else None],
        )

    async def history(self, request: Request, session: Session) -> Response:
        """Answer ``GET …/history``: all versions, and what differs between two of them."""
        activity = await activity_of(self._desk, request, session)
        organization, fields = session.organization.id, of_query(request)
        versions = await catalog.list_versions(self._database, organization, activity.id)
        after = fields.number("to") or activity.current_version
        before = fields.number("from") or max(1, after - 1)
        documents = [
            await catalog.get_document(self._database, organization, activity, number)
            for number in (before, after)
        ]
        names = await names_of_actors(
            self._desk, session, [version.published_by for version in versions]
        )
        return self._desk.show(
            request,
            session,
            "activities/history.html",
            activity=activity,
            versions=versions,
            names=names,
            before=before,
            after=after,
            differences=catalog.differences(*documents),
        )

    async def statistics(self, request: Request, session: Session) -> Response:
        """Answer ``GET …/statistics``: what attempts tell of the questions of a version."""
        activity = await activity_of(self._desk, request, session)
        organization = session.organization.id
        number = of_query(request).number("version") or activity.current_version
        document = await catalog.get_document(self._database, organization, activity, number)
        blocks = blocks_of(catalog.with_ids(document))
        choices = [row.name for block in blocks for row in block.rows if row.word in _CHOICES]
        found = await reports.item_statistics(
            self._database, organization, activity.id, number, choices
        )
        versions = await catalog.list_versions(self._database, organization, activity.id)
        return self._desk.show(
            request,
            session,
            "activities/statistics.html",
            activity=activity,
            version=number,
            versions=versions,
            blocks=blocks,
            found=found,
            fewest=reports.FEWEST_ATTEMPTS,
        )

    async def export(self, request: Request, session: Session) -> Response:
        """Answer ``GET …/export``: the activity file; with its images, in a ZIP archive."""
        activity = await activity_of(self._desk, request, session)
        organization = session.organization.id
        number = of_query(request).number("version") or activity.current_version
        document = await catalog.get_document(self._database, organization, activity, number)
        text = catalog.to_yaml(catalog.tidy(document)).encode()
        if not document.get("images"):
            return self._desk.file(f"{activity.key}.yaml", text, "application/yaml; charset=utf-8")
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{activity.key}.yaml", text)
            for name, digest in document["images"].items():
                image = await catalog.get_image(self._database, organization, digest)
                archive.writestr(name, image.content)
        return self._desk.file(f"{activity.key}.zip", packed.getvalue(), "application/zip")

    async def image(self, request: Request, session: Session) -> Response:
        """Answer ``GET /activities/images/SHA256``."""
        digest = request.path_params["sha256"]
        if not re.fullmatch("[0-9a-f]{64}", digest):
            raise NotFoundError
        image = await catalog.get_image(self._database, session.organization.id, digest)
        return Response(image.content, headers=self._desk.headers, media_type=image.media_type)
