"""What authors write, as HTML that may be shown: Markdown, rendered, then cleaned.

The parser makes no tag of its input's HTML, so the cleaner should have nothing to do. It stands
there for the day when the parser is wrong.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

import nh3
from markdown_it.token import Token
from markupsafe import Markup

from muster.base.markdown import PARSER, picture_of

FindImage: TypeAlias = Callable[[str], str | None]
"""From the name of an image's file to the address that serves it; None when there is none."""

_LINK = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_HEADING = re.compile(r"h[1-6]")
# A page has its own title and the title of its section above what an author calls a heading.
_LEVELS_ABOVE = 2
_LOWEST_HEADING = 6
_ALIGNED = {f"text-align:{side}": f"align-{side}" for side in ("left", "center", "right")}

_CLEANER = nh3.Cleaner(
    tags={
        *("a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol"),
        *("p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
    },
    attributes={"a": {"href"}, "img": {"src", "alt"}, "ol": {"start"}},
    allowed_classes={cell: set(_ALIGNED.values()) for cell in ("td", "th")},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer",
    set_tag_attribute_values={"a": {"target": "_blank"}},
)


def render(markdown: str, image: FindImage) -> Markup:
    """Return a text as blocks: paragraphs, lists, tables, code; headings begin at ``h3``.

    HTML in it is shown as it was written. Links lead out, to http, https or mailto, in a window
    of their own, or are plain text; an image that ``image`` does not find is its words. Cells of
    tables have the class ``align-left``, ``align-center`` or ``align-right`` if they have a side.
    """
    return _shown(PARSER.parse(markdown), image)


def render_line(markdown: str, image: FindImage) -> Markup:
    """Return a text as what fits into a line: the marks of blocks in it are plain characters."""
    return _shown(PARSER.parseInline(markdown), image)


def _shown(tokens: Sequence[Token], image: FindImage) -> Markup:
    for token in tokens:
        _adapt(token)
        if token.children:
            token.children = list(_inline(token.children, image))
    html = PARSER.renderer.render(tokens, PARSER.options, {})
    return Markup(_CLEANER.clean(html))  # noqa: S704 - cleaned in this very line


def _adapt(token: Token) -> None:
    if _HEADING.fullmatch(token.tag):
        level = min(int(token.tag[1]) + _LEVELS_ABOVE, _LOWEST_HEADING)
        token.tag = f"h{level}"
    side = _ALIGNED.get(str(token.attrs.pop("style", "")))
    if side:
        token.attrs["class"] = side


def _inline(tokens: Sequence[Token], image: FindImage) -> Iterator[Token]:
    """Yield the tokens of a line with images found and links that lead nowhere taken away."""
    leads = True  # links never contain links, so one state is enough
    for token in tokens:
        if token.type == "link_open":
            leads = _LINK.match(str(token.attrs["href"])) is not None
        if token.type == "image":
            yield _image(token, image)
        elif leads or token.type not in {"link_open", "link_close"}:
            yield token


def _image(token: Token, image: FindImage) -> Token:
    picture = picture_of(token)
    address = image(picture.source)
    if address is None:
        return Token("text", "", 0, content=picture.alt)
    token.attrs["src"] = address
    return token
