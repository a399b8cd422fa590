"""The page of a report: the sheet through templates, in the language of its reader."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Environment
from markupsafe import Markup

from muster.edges import richtext
from muster.edges.reports import charts, wording
from muster.edges.reports.sheet import Sheet, Verdict
from muster.edges.reports.writing import write
from muster.edges.style.assets import Assets, Surface
from muster.edges.style.pages import environment_of
from muster.features.reports import ReportView

FILES = Surface(wording.PACKAGE, "/r/static", "report.css")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands: its path, and the query that keeps its language."""

    home: str
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Painter:
    """Draws Markdown of authors, with the images that their version has, below a path."""

    images: Mapping[str, str]
    home: str

    def block(self, markdown: str) -> Markup:
        """Return blocks."""
        return richtext.render(markdown, self._image)

    def line(self, markdown: str) -> Markup:
        """Return what fits into a line."""
        return richtext.render_line(markdown, self._image)

    def _image(self, name: str) -> str | None:
        digest = self.images.get(name)
        return f"{self.home}/images/{digest}" if digest else None


def page(view: ReportView, place: Place, assets: Assets, language: str | None = None) -> str:
    """Return the page of a report; without a language in the organization's."""
    sheet = write(view, language)
    return _render(
        "report.html",
        sheet.language,
        assets,
        sheet.accent,
        organization=view.organization,
        sheet=sheet,
        pages=place,
        painter=Painter(view.images, place.home),
    )


def gone(reason: str, assets: Assets, language: str) -> str:
    """Return the page of a link that shows nothing, which says what to do.

    ``reason`` is expired, revoked, cut, wrong, missing or trouble.
    """
    return _render("gone.html", language, assets, None, organization=None, reason=reason)


def _render(
    template: str, language: str, assets: Assets, accent: str | None, **variables: object
) -> str:
    return (
        environment(language)
        .get_template(template)
        .render(assets=assets, style=assets.style_url(accent), **variables)
    )


@lru_cache(maxsize=8)
def environment(language: str) -> Environment:
    """Return the templates of reports in a language."""
    environment = environment_of(wording.PACKAGE, language)
    environment.filters.update(initial=wording.initial, dial=_dial, columns=_columns)
    return environment


def _dial(verdict: Verdict) -> charts.Dial:
    return charts.dial(verdict.share, verdict.cut)


def _columns(sheet: Sheet) -> tuple[charts.Column, ...]:
    placed = sheet.placed
    if placed is None:
        return ()
    return charts.columns(placed.spread, placed.here, mirrored=sheet.direction == "rtl")
