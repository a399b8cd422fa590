"""A report in pieces, for a page that is put together otherwise: the console's."""

from markupsafe import Markup

from muster.edges.reports.pages import Painter, Place, environment
from muster.edges.reports.sheet import Asked, Bar, Rich, Sheet
from muster.edges.reports.writing import write
from muster.features.reports import ReportView


class Pieces:
    """What a report says and draws, piece by piece, as HTML in the language of its reader."""

    def __init__(self, view: ReportView, home: str, language: str) -> None:
        """Take the report, and the path below which its recordings, files and images are."""
        self.sheet: Sheet = write(view, language)
        self._place = Place(home)
        self._painter = Painter(view.images, home)

    def block(self, text: Rich) -> Markup:
        """Return an author's text."""
        return self._painter.block(text.source)

    def answer(self, asked: Asked) -> Markup:
        """Return what was given beside what is right."""
        return self._draw("question.html", "answer", self._place, self._painter, asked)

    def dial(self) -> Markup:
        """Return the result as a dial."""
        return self._draw("charts.html", "dial")

    def bars(self, name: str, title: str, head: str, rows: tuple[Bar, ...]) -> Markup:
        """Return a table of bars under a title."""
        return self._draw("charts.html", "bars", name, title, head, rows)

    def placed(self) -> Markup:
        """Return the place among others; nothing without one."""
        return self._draw("charts.html", "placed") if self.sheet.placed else Markup()

    def noticed(self) -> Markup:
        """Return what was noticed around the attempt."""
        return self._draw("charts.html", "noticed")

    def _draw(self, template: str, macro: str, *what: object) -> Markup:
        module = environment(self.sheet.language).get_template(template).module
        drawn: Markup = getattr(module, macro)(self.sheet, *what)
        return drawn
