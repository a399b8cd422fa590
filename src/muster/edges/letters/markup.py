"""The Markdown of customers' texts as a tree of few things, of which text and HTML are made.

No HTML is taken over, no image is shown, and only links to hosts that are known lead anywhere:
of others the address is written out.
"""

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import quote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from muster.edges.letters.quoted import slot
from muster.edges.letters.wording import fold
from muster.features.delivery import LINK_MARK

_PARSER = MarkdownIt("commonmark", {"html": False})
_HREF = quote(LINK_MARK)
_PERSONAL = slot("link")
_BREAKS = frozenset({"softbreak", "hardbreak"})
_CONTAINERS = {
    "blockquote_open": "quote",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "list_item_open": "item",
}
_INDENT = "  "


@dataclass(slots=True)
class Inline:
    """Words: ``kind`` is text, strong, em, code, break, link or personal (the candidate's link)."""

    kind: str
    text: str = ""
    href: str = ""
    children: list[Self] = field(default_factory=list)


@dataclass(slots=True)
class Block:
    """A block: ``kind`` is paragraph, heading, quote, list, item, code, rule or button.

    ``number`` is a heading's level, or where an ordered list begins; None for one with dots.
    """

    kind: str
    words: list[Inline] = field(default_factory=list)
    children: list[Self] = field(default_factory=list)
    number: int | None = None


def read(markdown: str, hosts: frozenset[str]) -> list[Block]:
    """Return the blocks of a text; links to ``hosts`` and to what is below them are kept."""
    return _Reader(hosts).blocks(iter(_PARSER.parse(markdown)))


def text_of(blocks: Sequence[Block], button: str) -> str:
    """Return the text of the blocks, folded; ``button`` is what a link without words is called."""
    return "\n\n".join(part for part in (_text(block, button) for block in blocks) if part)


class _Reader:
    """Reads the tokens of one text."""

    def __init__(self, hosts: frozenset[str]) -> None:
        self._hosts = hosts

    def blocks(self, tokens: Iterator[Token], until: str = "") -> list[Block]:
        """Return the blocks up to the token that closes what they are in."""
        found = []
        for token in tokens:
            if token.type == until:
                break
            block = self._block(token, tokens)
            if block is not None:
                found.append(block)
        return found

    def _block(self, token: Token, tokens: Iterator[Token]) -> Block | None:
        if token.type in _CONTAINERS:
            inside = self.blocks(tokens, token.type.replace("_open", "_close"))
            first = int(token.attrs.get("start", 1)) if token.type == "ordered_list_open" else None
            return Block(_CONTAINERS[token.type], children=inside, number=first)
        if token.type == "paragraph_open":
            return _button_or(self._words(tokens, "paragraph_close"))
        if token.type == "heading_open":
            return Block("heading", self._words(tokens, "heading_close"), number=int(token.tag[1:]))
        if token.type in {"fence", "code_block"}:
            return Block("code", [Inline("text", _as_it_is(token).rstrip("\n"))])
        return Block("rule") if token.type == "hr" else None

    def _words(self, tokens: Iterator[Token], until: str) -> list[Inline]:
        words: list[Inline] = []
        for token in tokens:
            if token.type == until:
                break
            words += self._inlines(iter(token.children or ()))
        return words

    def _inlines(self, tokens: Iterator[Token], until: str = "") -> list[Inline]:
        found: list[Inline] = []
        for token in tokens:
            if token.type == until:
                break
            found += self._inline(token, tokens)
        return found

    def _inline(self, token: Token, tokens: Iterator[Token]) -> list[Inline]:
        if token.type == "text":
            return list(_pieces(token.content))
        if token.type in {"strong_open", "em_open"}:
            kind = token.type.removesuffix("_open")
            return [Inline(kind, children=self._inlines(tokens, f"{kind}_close"))]
        if token.type == "link_open":
            href = str(token.attrs.get("href", ""))
            return self._link(href, self._inlines(tokens, "link_close"))
        if token.type in _BREAKS:
            return [Inline("break", token.type)]
        # An image is what stands for it in words.
        return [Inline("code" if token.type == "code_inline" else "text", _as_it_is(token))]

    def _link(self, href: str, label: list[Inline]) -> list[Inline]:
        if href == _HREF:
            return [Inline("personal", children=[one for one in label if one.kind != "personal"])]
        if self._leads(href):
            return [Inline("link", href=href, children=label)]
        words = "".join(map(_inline_text, label))
        shown = href.replace(_HREF, "")
        return [*label, Inline("text", f" ({shown})")] if words != shown else label

    def _leads(self, href: str) -> bool:
        try:
            parts = urlsplit(href)
            host = (parts.hostname or "").lower()
        except ValueError:
            return False
        if parts.scheme != "https" or parts.username or not host.isascii():
            return False
        return any(host == one or host.endswith(f".{one}") for one in self._hosts)


def _as_it_is(token: Token) -> str:
    # Markdown decodes the references that values are written with everywhere but here.
    return html.unescape(token.content.replace(LINK_MARK, ""))


def _pieces(text: str) -> Iterator[Inline]:
    """Yield a text, with the personal link where it stands in it."""
    for number, piece in enumerate(text.split(LINK_MARK)):
        if number:
            yield Inline("personal")
        if piece:
            yield Inline("text", piece)


def _button_or(words: list[Inline]) -> Block:
    """Return a paragraph; one that is the personal link and nothing else is a button."""
    seen = [one for one in words if one.kind != "text" or one.text.strip()]
    if len(seen) == 1 and seen[0].kind == "personal":
        return Block("button", seen[0].children)
    return Block("paragraph", words)


def _text(block: Block, button: str) -> str:
    inner = text_of(block.children, button)
    words = "".join(map(_inline_text, block.words)).strip()
    match block.kind:
        case "button":
            return f"{fold(words or button)}\n\n{_PERSONAL}"
        case "quote":
            return _indented(inner, _INDENT)
        case "list":
            return "\n".join(_items(block, button))
        case "rule":
            return "-" * 20
        case "code":
            return _indented(words, _INDENT)
    return fold(words) or inner


def _items(block: Block, button: str) -> Iterator[str]:
    for place, item in enumerate(block.children):
        mark = "- " if block.number is None else f"{block.number + place}. "
        inner = "\n".join(_text(child, button) for child in item.children)
        yield mark + _indented(inner, " " * len(mark)).lstrip()


def _indented(text: str, indent: str) -> str:
    # The link stays alone on its line, so that no program takes a space or a mark into it.
    return "\n".join(
        indent + line if line and line != _PERSONAL else line for line in text.split("\n")
    )


def _inline_text(one: Inline) -> str:
    inner = "".join(map(_inline_text, one.children))
    match one.kind:
        case "break":
            return "\n" if one.text == "hardbreak" else " "
        case "personal":
            return f"{inner}\n\n{_PERSONAL}\n\n"
        case "link":
            return inner if inner == one.href else f"{inner} ({one.href})"
    return one.text + inner
