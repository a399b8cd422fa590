"""The editor: the forms of a draft, saved as one goes, and what is done to its questions."""

import asyncio
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError
from muster.edges.console.activities import pictures
from muster.edges.console.activities.bench import bench_of, digest_of
from muster.edges.console.activities.forms_of_parts import Form, Part, form_of
from muster.edges.console.activities.places import draft_of, editor_of, place_of_draft
from muster.edges.console.activities.wording import WORDS, names_of_actors
from muster.edges.console.desk import Desk
from muster.edges.console.forms import Fields, of_query, read_fields
from muster.edges.console.toasts import Toast, Undo
from muster.edges.console.words import marked, words_of
from muster.edges.http import MEGABYTE
from muster.features import catalog
from muster.features.catalog import ChangedMeanwhileError, Draft, Kind
from muster.features.members import Session

_LARGEST_FORM = 4 * MEGABYTE


class Drafting:
    """The editor's pages."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk
        self._database = desk.services.database

    async def show(self, request: Request, session: Session) -> Response:
        """Answer the address of a form with GET: the form with the outline beside it."""
        draft = await draft_of(self._desk, request, session)
        return await self._page(request, session, draft, form_of(request, draft))

    async def save(self, request: Request, session: Session) -> Response:
        """Answer the address of a form with POST: write what it says into the draft."""
        draft = await draft_of(self._desk, request, session)
        form = form_of(request, draft)
        fields = await read_fields(request, limit=_LARGEST_FORM)
        picture, fields = await pictures.take(self._desk, session, fields)

        def change(document: Part) -> Part:
            before = form.read(document)
            mine = form.fill(fields, before)
            if fields.get("basis") != digest_of(before) and mine != before:
                raise ChangedMeanwhileError
            return pictures.put(form.write(document, mine), picture)

        try:
            saved = await self._change(session, draft, change)
        except ChangedMeanwhileError:
            return await self._conflict(request, session, form, fields)
        if picture is not None and picture.problem:
            return await self._page(request, session, saved, form, picture=picture.problem)
        return self._back(saved, form.place, fields)

    async def add_question(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/questions``: add one, and open its form."""
        draft = await draft_of(self._desk, request, session)
        fields = await read_fields(request)
        word, section = fields.get("type"), fields.number("section") or 0
        if word not in WORDS[draft.kind]:
            raise InvalidError(marked("There is no such type of question"), field="type")
        made: list[str] = []

        def change(document: Part) -> Part:
            changed, item = catalog.add_item(document, section, word, fields.get("after"))
            made.append(item)
            return changed

        saved = await self._change(session, draft, change)
        return self._to(saved, f"/questions/{made[0]}?new=yes")

    async def add_section(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/sections``: add one, and open its form."""
        draft = await draft_of(self._desk, request, session)
        _ = words_of(request, session)

        def change(document: Part) -> Part:
            there = len(document.get("sections", ())) or int(bool(document.get("questions")))
            titles = (_("Section %(number)s", number=number) for number in (there + 1, 1))
            return catalog.add_section(document, *titles)

        saved = await self._change(session, draft, change)
        return self._to(saved, f"/sections/{len(saved.document['sections']) - 1}?new=yes")

    async def add_stage(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/stages``: add one, and open its form."""
        draft = await draft_of(self._desk, request, session)
        fields = await read_fields(request)
        part = {"review": ""} if fields.get("type") == "review" else {"advance": "finished"}
        saved = await self._change(session, draft, lambda one: catalog.add_stage(one, part)[0])
        return self._to(saved, f"/stages/{len(saved.document['stages']) - 1}?new=yes")

    async def move(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/move``: a step ``by`` 1 or -1, or ``to`` a place of a ``section``."""
        draft = await draft_of(self._desk, request, session)
        fields = await read_fields(request)
        by, section, to = (fields.number(name) for name in ("by", "section", "to"))
        names = request.path_params

        def change(document: Part) -> Part:
            if "item" in names and to is not None:
                return catalog.move_item(document, names["item"], section or 0, to)
            if "item" in names:
                return catalog.shift_item(document, names["item"], by or 0)
            if "stage" in names:
                there = to if to is not None else names["stage"] + (by or 0)
                return catalog.move_stage(document, names["stage"], there)
            return catalog.shift_section(document, names["section"], by or 0)

        saved = await self._change(session, draft, change)
        if "item" in names:
            return self._to(saved, f"/questions/{names['item']}")
        last = len(saved.document.get("stages", saved.document.get("sections", ()))) - 1
        word, place = ("stages", "stage") if "stage" in names else ("sections", "section")
        there = to if to is not None else names[place] + (by or 0)
        return self._to(saved, f"/{word}/{min(max(0, there), last)}")

    async def duplicate(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/questions/ITEM/duplicate``: put a copy behind it, and open that."""
        draft = await draft_of(self._desk, request, session)
        made: list[str] = []

        def change(document: Part) -> Part:
            changed, item = catalog.duplicate_item(document, request.path_params["item"])
            made.append(item)
            return changed

        saved = await self._change(session, draft, change)
        _ = words_of(request, session)
        return self._to(saved, f"/questions/{made[0]}", Toast(_("The question was duplicated.")))

    async def remove(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/remove``: take a question, a section or a stage out, with a way back."""
        draft = await draft_of(self._desk, request, session)
        names = request.path_params

        def removal(document: Part) -> tuple[Part, catalog.Removed]:
            if "item" in names:
                return catalog.remove_item(document, names["item"])
            if "stage" in names:
                return catalog.remove_stage(document, names["stage"])
            return catalog.remove_section(document, names["section"])

        by = editor_of(self._desk, session)
        organization = session.organization.id
        saved, removed = await catalog.remove_part(
            self._database, organization, draft.uid, removal, by
        )
        _ = words_of(request, session)
        what = next(word for word in ("item", "stage", "section") if word in names)
        said = {
            "item": _("The question was deleted."),
            "stage": _("The stage was deleted."),
            "section": _("The section was deleted with its questions."),
        }[what]
        undo = Undo(f"{place_of_draft(saved)}/put-back", {"name": removed.name})
        return self._to(saved, _next_to(saved, removed), Toast(said, undo))

    async def put_back(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/put-back``: undo deleting."""
        draft = await draft_of(self._desk, request, session)
        name = (await read_fields(request)).get("name")
        by = editor_of(self._desk, session)
        saved = await catalog.put_part_back(
            self._database, session.organization.id, draft.uid, name, by
        )
        known = {str(part.get("id")) for part in catalog.item_parts(saved.document)}
        below = f"/questions/{name}" if saved.kind is not Kind.TRACK and name in known else ""
        _ = words_of(request, session)
        return self._to(saved, below, Toast(_("What was deleted is back.")))

    async def _change(
        self, session: Session, draft: Draft, change: Callable[[Part], Part]
    ) -> Draft:
        by = editor_of(self._desk, session)
        return await catalog.change_draft(
            self._database, session.organization.id, draft.uid, change, by
        )

    async def _page(
        self,
        request: Request,
        session: Session,
        draft: Draft,
        form: Form,
        **more: object,
    ) -> Response:
        part = form.read(draft.document)
        checked = await asyncio.to_thread(catalog.check, draft.document)
        bench = bench_of(draft, checked)
        names = await names_of_actors(self._desk, session, [draft.changed_by])
        fresh = of_query(request).has("new")
        return self._desk.show(
            request,
            session,
            form.template,
            status=422 if more.get("picture") else 200,
            **{
                "bench": bench,
                "draft": draft,
                "part": part,
                "basis": digest_of(part),
                "here": form.place,
                "wrong": {} if fresh else bench.at(form.place),
                "fresh": fresh,
                "changed_by": names[draft.changed_by],
                "stage_choices": await self._stage_choices(session, draft),
                "rows_wanted": min(26, of_query(request).number("rows") or 0),
                "theirs": None,
                "picture": "",
            }
            | more,
        )

    async def _conflict(
        self, request: Request, session: Session, form: Form, fields: Fields
    ) -> Response:
        """Show both: what the form says, ready to be saved after all, and what stands by now."""
        draft = await draft_of(self._desk, request, session)
        theirs = form.read(draft.document)
        mine = form.fill(fields, theirs)
        response = await self._page(
            request, session, draft, form, part=mine, basis=digest_of(theirs), theirs=theirs
        )
        response.status_code = 409
        return response

    async def _stage_choices(self, session: Session, draft: Draft) -> list[tuple[str, str]]:
        """Return what can be a stage of a track, as key and title."""
        if draft.kind is not Kind.TRACK:
            return []
        listed = await catalog.list_activities(self._database, session.organization.id, limit=500)
        return [(one.key, one.title) for one in listed if one.kind is not Kind.TRACK]

    def _back(self, draft: Draft, place: str, fields: Fields) -> Response:
        """Return to the form; what is fresh stays so while it saves by itself."""
        wishes = ["new=yes"] if fields.has("fresh") and fields.has("by_itself") else []
        if fields.has("more_rows"):
            wishes.append(f"rows={fields.number('more_rows')}")
        query = f"?{'&'.join(wishes)}" if wishes else ""
        return self._to(draft, f"/{place}{query}" if place else query)

    def _to(self, draft: Draft, below: str, toast: Toast | None = None) -> Response:
        return self._desk.redirect(f"{place_of_draft(draft)}{below}", toast)


def _next_to(draft: Draft, removed: catalog.Removed) -> str:
    """Return the form of what stands where something was deleted."""
    if removed.place is None or draft.kind is Kind.TRACK:
        return ""
    sections = catalog.section_parts(draft.document)
    section = sections[min(removed.section, len(sections) - 1)]["questions"]
    if not section:
        return ""
    return f"/questions/{section[min(removed.place, len(section) - 1)].get('id')}"
