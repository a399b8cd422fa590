"""Reports for people: the page that a shared link opens, and the same as a PDF.

See docs/reports.md and docs/decisions/pdf.md.
"""

from muster.edges.reports.app import build
from muster.edges.reports.pieces import Pieces
from muster.edges.reports.printing import check_logo, headers_of_pdf, make_pdf, pdf

__all__ = ["Pieces", "build", "check_logo", "headers_of_pdf", "make_pdf", "pdf"]
