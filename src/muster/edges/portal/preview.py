"""What candidates see, for those who write it: pages of a phone, of content that nobody takes.

Nothing here knows of an attempt, so nothing can be recorded.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from types import SimpleNamespace

from markupsafe import Markup

from muster.edges.portal.pages import FILES
from muster.edges.portal.rendering import template_of
from muster.edges.portal.sheets import painter_of
from muster.edges.portal.showing import show
from muster.edges.style import accent
from muster.edges.style.assets import Assets
from muster.features.attempts import Place
from muster.features.catalog import (
    Content,
    Kind,
    Matching,
    Ordering,
    Question,
    Section,
    sections_of,
)
from muster.features.organizations import Organization

_WIDER = re.compile(rb"\(min-width: [0-9.]+(?:rem|px|em)\)")
_NEVER = b"(min-width: 9999rem)"
_SHEETS = ("portal.css", "taking.css", "preview.css")


@dataclass(frozen=True, slots=True)
class Previewed:
    """Content to show to its author: ``images`` is the address that its images are below."""

    kind: Kind
    content: Content
    organization: Organization
    images: str

    @property
    def questions(self) -> Sequence[Question]:
        """Return all questions in order, whether they are drawn or not."""
        return [one for section in sections_of(self.content) for one in section.questions]


@dataclass(frozen=True, slots=True)
class Ways:
    """The addresses of a page's buttons; ``previous`` is None on the first one."""

    here: str
    next: str
    previous: str | None


class Preview:
    """Draws the pages of a phone."""

    def __init__(self, base: str) -> None:
        """Take the path that the public address ends with."""
        self._assets = Assets.load(base, FILES)

    @property
    def script(self) -> str:
        """Return the address of the script that the pages use."""
        return self._assets.url("preview.js")

    def style(self, wish: str | None) -> bytes:
        """Return the stylesheet of a page in an accent colour, as a phone has it.

        However wide the window is: no width is ever reached.
        """
        colours = accent.stylesheet(accent.parse(wish) or accent.DEFAULT).encode()
        sheets = b"".join(self._assets.contents[name] for name in _SHEETS)
        return colours + _WIDER.sub(_NEVER, sheets)

    def briefing(
        self, shown: Previewed, ways: Ways, language: str, stages: Sequence[str] = ()
    ) -> Markup:
        """Return what stands before Start; ``stages`` are the names of a track's."""
        painter = painter_of(shown.content, shown.images)
        return self._render(
            "preview-briefing.html",
            language,
            shown,
            ways=ways,
            sections=sections_of(shown.content),
            stages=stages,
            instructions=painter.block(shown.content.instructions),
        )

    def question(self, shown: Previewed, number: int, ways: Ways, language: str) -> Markup:
        """Return the page of a question; ``number`` counts from 1."""
        painter = painter_of(shown.content, shown.images)
        section, item = _question(shown, number)
        place = Place(
            number=number,
            section=0,
            item=item,
            order=_order(item),
            limit_seconds=item.time_limit_seconds,
        )
        return self._render(
            "preview-question.html",
            language,
            shown,
            ways=ways,
            place=place,
            shown=show(place, painter),
            section=section,
            total=len(shown.questions),
            instructions=painter.block(section.instructions),
        )

    def _render(
        self, template: str, language: str, previewed: Previewed, **variables: object
    ) -> Markup:
        text = template_of(language, template).render(
            organization=previewed.organization,
            content=previewed.content,
            kind=previewed.kind,
            content_language=previewed.content.language,
            # What the parts of a landing's page are drawn from.
            invitation=SimpleNamespace(
                kind=previewed.kind.value, have_ready=previewed.content.have_ready
            ),
            **variables,
        )
        return Markup(text)  # noqa: S704 -- a template of ours has escaped what is in it


def _question(shown: Previewed, number: int) -> tuple[Section, Question]:
    pairs = [(section, one) for section in sections_of(shown.content) for one in section.questions]
    return pairs[number - 1]


def _order(item: Question) -> tuple[str, ...]:
    """Return the letters as somebody may see them: what is to be put in order is shuffled."""
    letters = list(getattr(item, "options", {}))
    if isinstance(item, Ordering | Matching):
        Random(item.id).shuffle(letters)  # noqa: S311 -- no secret
    return tuple(letters)
