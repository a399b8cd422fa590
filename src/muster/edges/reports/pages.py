"""The page of a report: the sheet through templates, in the language of its reader."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from muster.base.language import LANGUAGES, catalogue, direction
from muster.edges import richtext
from muster.edges.reports import charts, wording
from muster.edges.reports.sheet import Sheet, Verdict
from muster.edges.reports.writing import write
from muster.edges.style.assets import Assets, Surface
from muster.features.reports import ReportView

FILES = Surface(wording.PACKAGE, "/r/static", "report.css")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands: its path, and the query that keeps its language."""

    home: str
    asked: str = ""


@dataclass(frozen=True, slots=True)
class _Painter:
    images: Mapping[str, str]
    home: str

    def block(self, markdown: str) -> Markup:
        return richtext.render(markdown, self._image)

    def line(self, markdown: str) -> Markup:
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
        employer=sheet.employer,
        sheet=sheet,
        pages=place,
        painter=_Painter(view.images, place.home),
    )


def gone(reason: str, assets: Assets, language: str) -> str:
    """Return the page of a link that shows nothing, which says what to do.

    ``reason`` is expired, revoked, cut, wrong, missing or trouble.
    """
    return _render("gone.html", language, assets, None, employer=None, reason=reason)


def _render(
    template: str, language: str, assets: Assets, accent: str | None, **variables: object
) -> str:
    return (
        _environment(language)
        .get_template(template)
        .render(assets=assets, style=assets.style_url(accent), **variables)
    )


@lru_cache(maxsize=8)
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(wording.PACKAGE), PackageLoader("muster.edges.style")]),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    translations = catalogue(wording.PACKAGE, language)
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(
        language=language, direction=direction(language), languages=_language_names()
    )
    environment.filters.update(
        initial=wording.initial,
        dial=_dial,
        columns=_columns,
    )
    return environment


def _dial(verdict: Verdict) -> charts.Dial:
    return charts.dial(verdict.share, verdict.cut)


def _columns(sheet: Sheet) -> tuple[charts.Column, ...]:
    placed = sheet.placed
    if placed is None:
        return ()
    return charts.columns(placed.spread, placed.here, mirrored=sheet.direction == "rtl")


def _language_names() -> tuple[tuple[str, str], ...]:
    return tuple(
        (code, str(Locale.parse(code).get_display_name(code)).capitalize()) for code in LANGUAGES
    )
