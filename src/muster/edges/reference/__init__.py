"""The pages at /docs: what each surface takes and answers, made from its own OpenAPI document.

Rendered here once and kept: no script is needed to read them and nothing is loaded from
elsewhere, so that they work on a closed network and say what this very version does.
"""

from muster.edges.reference.app import build

__all__ = ["build"]
