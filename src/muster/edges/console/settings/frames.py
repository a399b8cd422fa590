"""A letter in a frame on a page of settings: by day or at night, as HTML or as text."""

from html import escape

from starlette.responses import Response

from muster.edges.console.desk import Desk
from muster.edges.console.framing import for_frame
from muster.edges.letters import Shown

_DARK = "@media (prefers-color-scheme: dark)"
_SCHEMES = {"day": "@media not all", "night": "@media all"}
_HEAD = (
    '<div style="padding:12px 16px;border-bottom:1px solid #cfd5dd;background:#ffffff;color:#16191f;'
    'font:600 15px/1.4 system-ui,sans-serif;overflow-wrap:anywhere" dir="auto">{}</div>'
)
_TEXT = (
    '<!DOCTYPE html><html lang="{}"><head><meta charset="utf-8"><title>{}</title></head>'
    '<body style="margin:0;background:#ffffff;color:#16191f">{}<pre style="margin:0;padding:16px;'
    'font:13px/1.5 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere" dir="auto">'
    "{}</pre></body></html>"
)


def framed(desk: Desk, letter: Shown, shape: str, language: str) -> Response:
    """Return a letter for a frame; ``shape`` is day, night or text."""
    head = _HEAD.format(escape(letter.subject))
    if shape == "text":
        page = _TEXT.format(language, escape(letter.subject), head, escape(letter.text))
    else:
        page = letter.html.replace(_DARK, _SCHEMES.get(shape, _DARK))
        # Whoever reaches us by another name than the public one sees the logo, too.
        public = f'src="{desk.services.links.public_url}/'
        page = page.replace(public, f'src="{desk.assets.base}/')
        before, body, after = page.partition("<body")
        tag, close, rest = after.partition(">")
        page = before + body + tag + close + head + rest
    return for_frame(desk, page)


def excuse(desk: Desk, sentence: str, language: str) -> Response:
    """Return a sentence in the place of a letter that there cannot be."""
    words = f'<p style="margin:0;padding:24px;font:15px/1.5 system-ui,sans-serif">{escape(sentence)}</p>'
    page = _TEXT.format(language, escape(sentence), words, "")
    return for_frame(desk, page)
