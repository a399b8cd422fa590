"""Taking an activity: the pages of an attempt under /attempt/UID."""

import contextlib

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import MusterError
from muster.edges.portal import forms, standing
from muster.edges.portal.forms import Posted
from muster.edges.portal.guests import Guests
from muster.edges.portal.pages import Pages
from muster.edges.portal.sheets import Extra, Sheets, Trouble
from muster.edges.portal.showing import Draft, File, in_words
from muster.edges.portal.track import TrackPages
from muster.edges.services import Services
from muster.edges.style.headers import asset_headers
from muster.features import attempts, catalog, media, tracks
from muster.features.attempts import (
    AnswerError,
    ConflictingSaveError,
    Place,
    Run,
    Save,
    SectionRun,
    UnknownQuestionError,
)


class Taking:
    """The pages from the first question to the last thanks; each asks again where things stand."""

    def __init__(self, services: Services, pages: Pages, guests: Guests) -> None:
        """Take the collaborators."""
        self._services = services
        self._pages = pages
        self._guests = guests
        self._sheets = Sheets(pages)
        self._tracks = TrackPages(services, pages, guests)

    async def hub(self, request: Request) -> Response:
        """Answer ``GET /attempt/UID``: go on where the candidate stands, or say why not."""
        run = await self._run(request)
        if not run.attempt.running:
            return self._go(request, f"{standing.home(run)}/thanks")
        if not run.mine:
            return self._sheets.takeover(request, run)
        if run.attempt.paused_at is not None:
            return self._sheets.pause(request, run)
        if run.now >= run.attempt.closes_at:
            return self._sheets.time_up(request, run)
        return self._go(request, standing.next_step(run))

    async def claim(self, request: Request) -> Response:
        """Answer ``POST claim``: this browser writes from now on."""
        session, uid = self._guests.session(request), self._guests.uid(request)
        await attempts.claim(self._services.database, session, uid, self._services.clock)
        return self._go(request, standing.home(uid))

    async def question(self, request: Request) -> Response:
        """Answer ``GET NUMBER``: a question, or what stands before it or in its place."""
        run = await self._run(request)
        if standing.must_stop(run):
            return self._go(request, standing.home(run))
        place = run.place(self._guests.number(request))
        section = run.sections[place.section]
        if place.number not in standing.reachable(run):
            return self._unreachable(request, run, place, section)
        if place.limit_seconds is not None and place.opened_at is None:
            return self._sheets.own_clock(request, run, place)
        return await self._question(request, run, place)

    def _unreachable(
        self, request: Request, run: Run, place: Place, section: SectionRun
    ) -> Response:
        if standing.is_over(section, run.now):
            return self._sheets.part_over(request, run, "section")
        if standing.place_over(place, run.now):
            return self._sheets.part_over(request, run, "question")
        if standing.running_section(run) is None:
            return self._go(request, standing.entry(run, section))
        return self._go(request, standing.next_step(run))

    async def _question(
        self, request: Request, run: Run, place: Place, trouble: Trouble | None = None
    ) -> Response:
        extra = Extra(await self._files(run, place), request.query_params.get("trouble"))
        return self._sheets.question(request, run, place, trouble, extra)

    async def _files(self, run: Run, place: Place) -> tuple[File, ...]:
        if not isinstance(place.item, catalog.FileUpload) or not place.answered:
            return ()
        files = await media.list_files(
            self._services.database, run.organization.id, str(run.attempt.uid)
        )
        return tuple(
            File(str(one.uid), one.name, one.size) for one in files if one.item == place.item.id
        )

    async def answer(self, request: Request) -> Response:
        """Answer ``POST NUMBER``: a question's plain form; it saves and goes where it is told."""
        run = await self._run(request)
        place = run.place(self._guests.number(request))
        posted = forms.posted(await self._guests.form(request))
        if posted.go == "open":
            await self._open_place(request, place, posted)
            return self._go(request, f"{standing.home(run)}/{place.number}")
        try:
            await self._save(request, place, posted)
        except AnswerError:
            if standing.is_hidden(run, place):
                return self._go(request, f"{standing.home(run)}/{place.number}")
            draft = Draft(forms.value_of(place, posted.fields), posted.revision, wrong=True)
            return await self._question(request, run, place, Trouble("refused", 422, draft))
        except ConflictingSaveError as conflict:
            return await self._question(
                request, run, place, self._both(run, place, posted, conflict)
            )
        if posted.go == "break":
            await self._pause_or_resume(request, posted)
        return self._go(request, standing.onwards(run, place, posted.go))

    async def _save(self, request: Request, place: Place, posted: Posted) -> None:
        if not forms.saves(place.item):
            return
        value = None if posted.clears else forms.value_of(place, posted.fields)
        if value is None and place.answer is None:
            return
        wish = Save(
            self._guests.session(request),
            self._guests.uid(request),
            place.item.id,
            posted.epoch,
            posted.revision,
            value,
        )
        await attempts.save(self._services.database, wish, self._services.clock)

    def _both(
        self, run: Run, place: Place, posted: Posted, conflict: ConflictingSaveError
    ) -> Trouble:
        current = conflict.current
        draft = Draft(forms.value_of(place, posted.fields), current.revision)
        other = in_words(place.item, current.value, self._sheets.painter(run))
        return Trouble("conflict", 409, draft, other)

    async def _open_place(self, request: Request, place: Place, posted: Posted) -> None:
        await attempts.open_place(
            self._services.database,
            self._guests.session(request),
            self._guests.uid(request),
            place.number,
            posted.epoch,
            self._services.clock,
        )

    async def section(self, request: Request) -> Response:
        """Answer ``GET section/NUMBER``: what stands before a section."""
        run = await self._run(request)
        section = self._section_of(request, run)
        if standing.must_stop(run):
            return self._go(request, standing.home(run))
        if standing.is_over(section, run.now):
            return self._sheets.part_over(request, run, "section")
        return self._sheets.section(request, run, section)

    async def open_section(self, request: Request) -> Response:
        """Answer ``POST section/NUMBER``: its clock begins, and the one before is closed."""
        run = await self._run(request)
        section = self._section_of(request, run)
        await self._enter(request, run, section)
        return self._go(request, f"{standing.home(run)}/{section.places[0].number}")

    async def section_end(self, request: Request) -> Response:
        """Answer ``GET section/NUMBER/end``: the last look at a section with its own clock."""
        run = await self._run(request)
        section = self._section_of(request, run)
        if standing.must_stop(run) or standing.running_section(run) is not section:
            return self._go(request, standing.home(run))
        return self._sheets.section_end(request, run, section)

    async def leave_section(self, request: Request) -> Response:
        """Answer ``POST section/NUMBER/end``: go to the next one, which closes this one.

        One with a clock of its own is not begun by this; its introduction has the button.
        """
        run = await self._run(request)
        onwards = standing.next_section(run, self._section_of(request, run))
        if onwards is None:
            return self._go(request, f"{standing.home(run)}/review")
        if not standing.awaits_opening(onwards, run.now):
            await self._enter(request, run, onwards)
        return self._go(request, standing.entry(run, onwards))

    async def _enter(self, request: Request, run: Run, section: SectionRun) -> None:
        posted = forms.posted(await self._guests.form(request))
        await attempts.open_section(
            self._services.database,
            self._guests.session(request),
            run.attempt.uid,
            section.number,
            posted.epoch,
            self._services.clock,
        )

    def _section_of(self, request: Request, run: Run) -> SectionRun:
        number = self._guests.number(request)
        if not 1 <= number <= len(run.sections):
            raise UnknownQuestionError
        return run.sections[number - 1]

    async def review(self, request: Request) -> Response:
        """Answer ``GET review``: every question with its state, and Submit."""
        run = await self._run(request)
        if standing.must_stop(run):
            return self._go(request, standing.home(run))
        return self._sheets.review(request, run)

    async def submit(self, request: Request) -> Response:
        """Answer ``POST submit``: the end, once; what follows from it is done at once, or later."""
        form = await self._guests.form(request)
        attempt = await attempts.submit(
            self._services.database,
            self._guests.session(request),
            self._guests.uid(request),
            forms.first(form, "submission_id"),
            self._services.clock,
        )
        run = await self._run(request)
        # It is submitted whatever happens now; the worker does what fails here.
        with contextlib.suppress(MusterError):
            await tracks.conclude(
                self._services.database, run.organization.id, attempt.id, self._services.clock
            )
        return self._go(request, f"{standing.home(run)}/thanks")

    async def thanks(self, request: Request) -> Response:
        """Answer ``GET thanks``: what arrived, and what comes now."""
        run = await self._run(request)
        if run.attempt.running:
            return self._go(request, standing.home(run))
        return self._sheets.thanks(request, run, await self._tracks.after(run))

    async def take_break(self, request: Request) -> Response:
        """Answer ``POST break``: begin a break, or go on with ``go=resume``."""
        posted = forms.posted(await self._guests.form(request))
        await self._pause_or_resume(request, posted)
        return self._go(request, standing.home(self._guests.uid(request)))

    async def _pause_or_resume(self, request: Request, posted: Posted) -> None:
        session, uid = self._guests.session(request), self._guests.uid(request)
        step = attempts.resume if posted.go == "resume" else attempts.pause
        await step(self._services.database, session, uid, posted.epoch, self._services.clock)

    async def image(self, request: Request) -> Response:
        """Answer ``GET images/SHA256``: an image of this attempt's own questions."""
        run = await self._run(request)
        digest = request.path_params["sha256"]
        if digest not in run.content.images.values():
            raise UnknownQuestionError
        image = await catalog.get_image(self._services.database, run.organization.id, digest)
        headers = asset_headers(immutable=True) | {
            "Cache-Control": "private, max-age=86400, immutable"
        }
        return Response(image.content, media_type=image.media_type, headers=headers)

    async def _run(self, request: Request) -> Run:
        session, uid = self._guests.session(request), self._guests.uid(request)
        return await attempts.read_run(self._services.database, session, uid, self._services.clock)

    def _go(self, request: Request, path: str) -> Response:
        return self._pages.redirect(request, path)
