"""The little of Markdown that descriptions use: paragraphs, lists, code, bold, links.

Everything is escaped first, so a description cannot bring mark-up of its own.
"""

import json
import re
from collections.abc import Iterable

from markupsafe import Markup, escape

_BLOCKS = re.compile(r"\n\s*\n")
_BULLET = re.compile(r"^\s*[-*]\s+", re.MULTILINE)
_INLINE = re.compile(
    r"`+(?P<code>[^`]+)`+"
    r"|\*\*(?P<strong>[^*]+)\*\*"
    r"|\[(?P<text>[^\]]+)\]\((?P<url>(?:https?://|/|#)[^\s)]*)\)"
)
# Strings, numbers and the three words of JSON, in the order in which they may be told apart.
_TOKENS = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*")(?=\s*:)'
    r'|(?P<string>"(?:[^"\\]|\\.)*")'
    r"|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
    r"|(?P<word>true|false|null)"
)


def prose(text: str) -> Markup:
    """Return a description as HTML."""
    blocks = (block.strip() for block in _BLOCKS.split(text))
    return Markup("\n").join(_block(block) for block in blocks if block)


def line(text: str) -> Markup:
    """Return the inline mark-up of one line, without a paragraph around it."""
    parts: list[str | Markup] = []
    end = 0
    for found in _INLINE.finditer(text):
        parts += [escape(text[end : found.start()]), _inline(found)]
        end = found.end()
    return Markup().join([*parts, escape(text[end:])])


def breakable(path: str) -> Markup:
    """Return a path that may break after its slashes, and is copied as it is."""
    return Markup("/<wbr>").join(path.split("/"))


def code(value: object) -> Markup:
    """Return a JSON value with its tokens marked for the stylesheet."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return Markup().join(_tokens(text))


def _block(block: str) -> Markup:
    if not _BULLET.match(block):
        return Markup("<p>{}</p>").format(line(block))
    items = (" ".join(item.split()) for item in _BULLET.split(block) if item.strip())
    inner = Markup().join(Markup("<li>{}</li>").format(line(item)) for item in items)
    return Markup("<ul>{}</ul>").format(inner)


def _inline(found: re.Match[str]) -> Markup:
    if found["code"]:
        return Markup("<code>{}</code>").format(found["code"])
    if found["strong"]:
        return Markup("<strong>{}</strong>").format(found["strong"])
    return Markup('<a href="{}">{}</a>').format(found["url"], found["text"])


def _tokens(text: str) -> Iterable[Markup]:
    end = 0
    for found in _TOKENS.finditer(text):
        yield escape(text[end : found.start()])
        yield Markup('<span class="{}">{}</span>').format(f"json-{found.lastgroup}", found[0])
        end = found.end()
    yield escape(text[end:])
