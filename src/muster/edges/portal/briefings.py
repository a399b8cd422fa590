"""The pages before Start: the briefing, the practice question, and what is agreed to. No I/O."""

from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from muster.edges.portal.pages import Pages
from muster.edges.portal.rendering import template_of
from muster.edges.portal.sheets import painter_of
from muster.features.attempts import Accommodation, Briefing, Consent
from muster.features.invitations import Landing

CONSENT_VERSION = "1"
"""Names the words of ``templates/consent.txt`` in all languages; a test holds both together."""
_STEPS = 2


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a candidate agrees to, in the language of the page."""

    version: str
    language: str
    text: str

    @property
    def paragraphs(self) -> list[str]:
        """Return its paragraphs."""
        return [one for one in self.text.split("\n\n") if one]

    @property
    def consent(self) -> Consent:
        """Return it as it is stored when the candidate agrees."""
        return Consent(self.version, self.language, self.text)


def agreement(briefing: Briefing, language: str) -> Agreement:
    """Return what is agreed to before this activity, word for word as the page shows it."""
    rendered = template_of(language, "consent.txt").render(
        organization=briefing.organization,
        records={medium.value for medium in briefing.records},
    )
    paragraphs = (part.strip() for part in rendered.split("\n\n"))
    text = Markup("\n\n".join(part for part in paragraphs if part)).unescape()  # noqa: S704 -- unescaped: text, no HTML
    return Agreement(CONSENT_VERSION, language, text)


class BriefingSheets:
    """Turns a briefing into pages."""

    def __init__(self, pages: Pages) -> None:
        """Take what renders templates."""
        self._pages = pages

    def briefing(
        self,
        request: Request,
        briefing: Briefing,
        *,
        consent_missing: bool = False,
        request_problem: bool = False,
    ) -> Response:
        """Return everything to know before Start, after a mistake with 422."""
        landing = _landing(briefing)
        painter = painter_of(briefing.content, "")
        return self._pages.show(
            request,
            "briefing.html",
            status=422 if consent_missing or request_problem else 200,
            landing=landing,
            briefing=briefing,
            here=self._here(briefing),
            instructions=painter.block(briefing.content.instructions),
            content_language=briefing.content.language,
            question_count=sum(one.question_count for one in briefing.sections),
            limited_sections=any(one.limit_seconds for one in briefing.sections),
            accommodated=briefing.accommodation != Accommodation(),
            consent=agreement(briefing, self._pages.language(request, landing)),
            consent_missing=consent_missing,
            request_problem=request_problem,
        )

    def practice(self, request: Request, briefing: Briefing, step: int) -> Response:
        """Return one of the two practice questions."""
        here = self._here(briefing)
        return self._pages.show(
            request,
            "practice.html",
            landing=_landing(briefing),
            step=min(max(1, step), _STEPS),
            timer=None,
            here=f"{here}/practice",
            back=f"{here}/start",
        )

    def agreement(self, request: Request, briefing: Briefing) -> Agreement:
        """Return what the page of this request asks to agree to."""
        return agreement(briefing, self._pages.language(request, _landing(briefing)))

    def _here(self, briefing: Briefing) -> str:
        return f"{self._pages.base}/home/{briefing.invitation.uid}"


def _landing(briefing: Briefing) -> Landing:
    return Landing(briefing.organization, briefing.candidate_name, briefing.locale, ())
