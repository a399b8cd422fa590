"""From a draft to a version: beginning one, seeing what differs, publishing, discarding."""

import asyncio
import re
import unicodedata
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from muster.base import ids
from muster.edges.console.activities.bench import bench_of
from muster.edges.console.activities.fields import text
from muster.edges.console.activities.places import (
    activity_of,
    draft_of,
    editor_of,
    place_of,
    place_of_draft,
)
from muster.edges.console.activities.wording import names_of_actors
from muster.edges.console.desk import Desk
from muster.edges.console.forms import read_fields
from muster.edges.console.toasts import Toast, Undo
from muster.edges.console.words import words_of
from muster.features import catalog
from muster.features.catalog import (
    Activity,
    ActivityFileError,
    ChangedMeanwhileError,
    Difference,
    Draft,
    Kind,
    UnknownDraftError,
)
from muster.features.members import Session

_LONGEST_KEY = 55
_MOST_TRIES = 1000


class Publishing:
    """Pages about the beginning and the end of drafts."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk
        self._database = desk.services.database

    async def ask(self, request: Request, session: Session) -> Response:
        """Answer ``GET /activities/new``."""
        return self._desk.show(request, session, "activities/new.html", kind="", title="", error="")

    async def begin(self, request: Request, session: Session) -> Response:
        """Answer ``POST /activities/new``: begin a draft of a kind with a title."""
        fields = await read_fields(request)
        kind, title = fields.get("kind"), " ".join(text(fields, "title").split())
        if kind not in set(Kind) or not title:
            error = "kind" if kind not in set(Kind) else "title"
            shown = {"kind": kind, "title": title, "error": error}
            return self._desk.show(request, session, "activities/new.html", status=422, **shown)
        key = await self._free_key(session, title, kind)
        document = catalog.new_document(Kind(kind), key, title)
        return await self._begun(session, document)

    async def edit(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/edit``: open the draft of an activity, or begin one from a version."""
        activity = await activity_of(self._desk, request, session)
        version = (await read_fields(request)).number("version") or 0
        by = editor_of(self._desk, session)
        draft = await catalog.edit_activity(
            self._database, session.organization.id, activity, by, version
        )
        toast = None
        if version and draft.based_on != version:
            _ = words_of(request, session)
            toast = Toast(_("There is a draft already; this is it."), tone="warn")
        return self._desk.redirect(place_of_draft(draft), toast)

    async def duplicate(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/duplicate``: begin a new activity that says the same."""
        activity = await activity_of(self._desk, request, session)
        document = dict(
            await catalog.get_document(
                self._database, session.organization.id, activity, activity.current_version
            )
        )
        document.pop("vendor_ids", None)
        _ = words_of(request, session)
        document["title"] = _("Copy of %(title)s", title=activity.title)
        document["key"] = await self._free_key(session, activity.key, activity.kind)
        toast = Toast(_("“%(title)s” was duplicated; this is the draft.", title=activity.title))
        return await self._begun(session, document, toast)

    async def _begun(
        self, session: Session, document: dict[str, object], toast: Toast | None = None
    ) -> Response:
        by = editor_of(self._desk, session)
        draft = await catalog.begin_draft(self._database, session.organization.id, document, by)
        return self._desk.redirect(place_of_draft(draft), toast)

    async def review(self, request: Request, session: Session) -> Response:
        """Answer ``GET …/publish``: what is still to be done, else what differs."""
        draft = await draft_of(self._desk, request, session)
        return await self._review(request, session, draft)

    async def publish(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/publish``: publish what the page has shown."""
        draft = await draft_of(self._desk, request, session)
        seen = (await read_fields(request)).number("revision")
        try:
            # What is published is what was shown: another revision is refused.
            activity = await catalog.publish_draft(
                self._database,
                session.organization.id,
                replace(draft, revision=seen or 0),
                self._desk.services.clock,
                actor=session.actor,
            )
        except (ActivityFileError, ChangedMeanwhileError) as error:
            draft = await draft_of(self._desk, request, session)
            return await self._review(request, session, draft, error)
        _ = words_of(request, session)
        text = _(
            "Version %(number)s of “%(title)s” was published.",
            number=activity.current_version,
            title=activity.title,
        )
        return self._desk.redirect(place_of(activity), Toast(text))

    async def discard(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/discard``: put the draft away, with a way back."""
        draft = await draft_of(self._desk, request, session)
        by = editor_of(self._desk, session)
        await catalog.discard_draft(self._database, session.organization.id, draft.uid, by)
        _ = words_of(request, session)
        toast = Toast(_("The draft was discarded."), Undo(f"{place_of_draft(draft)}/restore"))
        return self._desk.redirect("/console/activities", toast)

    async def restore(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/restore``: undo discarding."""
        uid = ids.from_typeid(Draft.TYPE_PREFIX, request.path_params["draft"])
        if uid is None:
            raise UnknownDraftError
        draft = await catalog.restore_draft(self._database, session.organization.id, uid)
        _ = words_of(request, session)
        return self._desk.redirect(place_of_draft(draft), Toast(_("The draft is back.")))

    async def _review(
        self,
        request: Request,
        session: Session,
        draft: Draft,
        error: ActivityFileError | ChangedMeanwhileError | None = None,
    ) -> Response:
        checked = await asyncio.to_thread(catalog.check, draft.document)
        if isinstance(error, ActivityFileError):
            checked = catalog.Checked(None, error.problems)
        activity: Activity | None = None
        found: tuple[Difference, ...] = ()
        if draft.activity_id is not None:
            organization = session.organization.id
            activity = (
                await catalog.show(self._database, organization, draft.activity_id)
            ).activity
            before = await catalog.get_document(
                self._database, organization, activity, activity.current_version
            )
            found = catalog.differences(before, catalog.tidy(draft.document))
        names = await names_of_actors(self._desk, session, [draft.changed_by])
        return self._desk.show(
            request,
            session,
            "activities/publish.html",
            status=409 if error else 200,
            bench=bench_of(draft, checked),
            draft=draft,
            activity=activity,
            differences=found,
            changed=isinstance(error, ChangedMeanwhileError),
            changed_by=names[draft.changed_by],
        )

    async def _free_key(self, session: Session, title: str, kind: str) -> str:
        stem = key_of(title) or kind
        tries = [stem, *(f"{stem}-{number}" for number in range(2, _MOST_TRIES))]
        for start in range(0, len(tries), 100):
            some = tries[start : start + 100]
            found = await catalog.find_many(self._database, session.organization.id, some)
            free = [key for key, one in zip(some, found, strict=True) if one is None]
            if free:
                return free[0]
        return f"{stem}-{ids.new_uid().hex[:8]}"


def key_of(title: str) -> str:
    """Return a key that a title suggests; empty where it has no letters that keys may have."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_KEY].strip("-")
