"""The pages of an attempt: which template a run gets, and what it says. No I/O.

``taking.py`` asks for the run and chooses the page; here it becomes an answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from muster.base import ids
from muster.edges import richtext
from muster.edges.portal import showing, standing
from muster.edges.portal.pages import Pages
from muster.edges.portal.showing import Draft, File, Painter
from muster.edges.portal.ways import Way
from muster.edges.style.headers import recording_policy
from muster.features.attempts import EndedBy, Place, Run, SectionRun
from muster.features.catalog import Content, Prompt
from muster.features.invitations import Landing


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong with an answer that was sent, and what was sent."""

    kind: str
    """``refused`` or ``conflict``."""
    status: int
    draft: Draft
    other: str | None = None
    """The answer that stands, as text, where the draft conflicts with it."""


@dataclass(frozen=True, slots=True)
class Extra:
    """What a question's page shows besides the run: files handed in, and why one was refused."""

    files: Sequence[File] = ()
    refused: str | None = None
    """The code of the refusal."""


_NOTHING = Extra()


class Sheets:
    """Turns a run into pages."""

    def __init__(self, pages: Pages) -> None:
        """Take what renders templates."""
        self._pages = pages

    def question(
        self,
        request: Request,
        run: Run,
        place: Place,
        trouble: Trouble | None = None,
        extra: Extra = _NOTHING,
    ) -> Response:
        """Return the page of a question, with the saved answer or with a draft in its fields."""
        painter = self.painter(run)
        home = self._pages.base + standing.home(run)
        item = f"{home}/answers/{place.item.id}"
        shown = showing.show(place, painter, trouble.draft if trouble else None)
        section = run.sections[place.section]
        response = self._show(
            request,
            "question.html",
            run,
            place=place,
            status=trouble.status if trouble else 200,
            shown=replace(shown, files=tuple(extra.files), files_url=f"{item}/files"),
            section=section,
            instructions=painter.block(section.instructions),
            trouble=trouble,
            refused=extra.refused,
            here=f"{home}/{place.number}",
            save_url=item,
            last=standing.after(run, place).rpartition("/")[2] in {"review", "end"},
            closes=standing.after(run, place).endswith("/end"),
            previous=standing.before(run, place),
            reachable=standing.reachable(run),
            waiting=standing.waiting(run),
        )
        if isinstance(place.item, Prompt):
            response.headers["Permissions-Policy"] = recording_policy()
        return response

    def own_clock(self, request: Request, run: Run, place: Place) -> Response:
        """Return what stands before a question with a clock of its own."""
        here = f"{self._pages.base}{standing.home(run)}/{place.number}"
        return self._show(request, "own-clock.html", run, place=place, here=here)

    def section(self, request: Request, run: Run, section: SectionRun) -> Response:
        """Return what stands before a section."""
        home = self._pages.base + standing.home(run)
        return self._show(
            request,
            "section.html",
            run,
            section=section,
            instructions=self.painter(run).block(section.instructions),
            waits=standing.awaits_opening(section, run.now),
            here=f"{home}/section/{section.number + 1}",
            first_url=f"{home}/{section.places[0].number}",
        )

    def section_end(self, request: Request, run: Run, section: SectionRun) -> Response:
        """Return the end of a section with a clock of its own."""
        home = self._pages.base + standing.home(run)
        return self._show(
            request,
            "section-end.html",
            run,
            section=section,
            missing=sum(not place.answered for place in section.places),
            here=f"{home}/section/{section.number + 1}/end",
            reachable=standing.reachable(run),
            plain_prompts=self._prompts(run, section.places),
        )

    def part_over(self, request: Request, run: Run, part: str) -> Response:
        """Return the page that says that a ``section`` or ``question`` is over."""
        onwards = self._pages.base + standing.next_step(run)
        return self._show(request, "part-over.html", run, part=part, next_url=onwards)

    def review(self, request: Request, run: Run) -> Response:
        """Return all questions with their state, what is still to be taken, and Submit."""
        current = standing.running_section(run)
        onwards = standing.following(run, current) if current else standing.next_step(run)
        return self._show(
            request,
            "review.html",
            run,
            must=sum(place.item.required for place in run.unanswered),
            ahead=standing.ahead(run),
            closes=current is not None,
            onwards_url=self._pages.base + onwards,
            reachable=standing.reachable(run),
            waiting=standing.waiting(run),
            plain_prompts=self._prompts(run, run.places),
            submission_id=str(ids.new_uid()),
        )

    def takeover(self, request: Request, run: Run) -> Response:
        """Return the page that offers to continue on this device."""
        return self._show(request, "takeover.html", run, timed=False)

    def pause(self, request: Request, run: Run) -> Response:
        """Return the page of a break."""
        paused = run.attempt.paused_at or run.now
        used = int((run.now - paused).total_seconds())
        left = max(0, run.attempt.break_seconds_left - used)
        return self._show(request, "break.html", run, timed=False, left=left)

    def time_up(self, request: Request, run: Run) -> Response:
        """Return the page on which answers are handed in when the time is up."""
        submission = str(ids.new_uid())
        return self._show(request, "time-up.html", run, timed=False, submission_id=submission)

    def thanks(self, request: Request, run: Run, way: Way | None = None) -> Response:
        """Return the last page; ``way`` is where the attempt has led to in a track."""
        return self._show(
            request,
            "thanks.html",
            run,
            timed=False,
            by_time=run.attempt.ended_by is EndedBy.TIME,
            way=way,
            redirect_host=urlsplit(run.redirect_url or "").hostname,
        )

    def painter(self, run: Run) -> Painter:
        """Return what turns the run's Markdown into HTML."""
        return painter_of(run.content, f"{self._pages.base}{standing.home(run)}/images/")

    def _prompts(self, run: Run, places: Sequence[Place]) -> dict[int, str]:
        painter = self.painter(run)
        return {
            one.number: showing.plain(painter.block(one.item.prompt))
            for one in places
            if not standing.is_secret(run, one)
        }

    def _show(
        self,
        request: Request,
        template: str,
        run: Run,
        *,
        place: Place | None = None,
        status: int = 200,
        timed: bool = True,
        **variables: Any,
    ) -> Response:
        home = standing.home(run)
        timer = standing.timer(run, self._pages.base, place) if timed else None
        return self._pages.show(
            request,
            template,
            status=status,
            landing=Landing(run.organization, run.candidate_name, run.locale, ()),
            run=run,
            place=place,
            timer=timer,
            answered=sum(one.answered for one in run.places),
            known=[one for one in run.places if not standing.is_secret(run, one)],
            content_language=run.content.language,
            home_url=self._pages.base + home,
            signals_url=f"{self._pages.base}{home}/signals",
            breaks=run.attempt.break_seconds_left > 0,
            **variables,
        )


def painter_of(content: Content, images: str) -> Painter:
    """Return what turns an activity's Markdown into HTML; ``images`` is where its images are."""

    def address(name: str) -> str | None:
        digest = content.images.get(name)
        return images + digest if digest else None

    return Painter(
        partial(richtext.render, image=address), partial(richtext.render_line, image=address)
    )
