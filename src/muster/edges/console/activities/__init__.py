"""Activities: their list, importing files, the editor, preview, publishing, history, statistics."""

from muster.edges.console.activities.routes import routes

__all__ = ["routes"]
