"""The Markdown of activities: CommonMark with tables and strikethrough, without HTML.

Reading files and showing pages must find the same images and links in a text, so both parse it
here. HTML is no markup but text (https://spec.commonmark.org/0.31.2/, without its HTML blocks
and raw HTML).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


@dataclass(frozen=True, slots=True)
class Picture:
    """An image in a text: what is to be shown, and the words for those who do not see it."""

    source: str
    alt: str


def pictures_of(text: str) -> list[Picture]:
    """Return the images that a text shows, in its order."""
    if "![" not in text:
        return []
    return [picture_of(token) for token in _images(PARSER.parse(text))]


def picture_of(token: Token) -> Picture:
    """Return what an image token says; its source is as the author wrote it."""
    return Picture(unquote(str(token.attrs.get("src", ""))), _words(token).strip())


def _images(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "image":
            yield token
        yield from _images(token.children or ())


def _words(token: Token) -> str:
    """The text of a token without its markup: alternative text has none."""
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    if token.children:
        return "".join(map(_words, token.children))
    return token.content if token.type in {"text", "code_inline"} else ""
