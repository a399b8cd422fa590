"""Markdown as a tree that the PDF's template draws: nothing of a text is ever code.

A node is a JSON object with its kind in ``k``. Inline: ``text`` and ``code`` with ``v``; ``em``,
``strong``, ``s``, ``link`` (with ``to``) with children ``c``; ``br``; ``image`` with its words
``v`` and its file ``file``, empty when there is none. Blocks: ``p``, ``h``, ``quote``, ``ul``, ``ol``
(with ``start``) of ``item``, ``pre`` with ``v``, ``hr``, ``table`` of ``row`` of ``cell``.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from markdown_it.token import Token

from muster.base.markdown import PARSER, picture_of

Node: TypeAlias = dict[str, Any]

_LINK = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_KINDS = {
    "paragraph": "p",
    "heading": "h",
    "blockquote": "quote",
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "item",
    "table": "table",
    "tr": "row",
    "th": "cell",
    "td": "cell",
    "em": "em",
    "strong": "strong",
    "s": "s",
    "link": "link",
}
_LEAVES = {
    "hardbreak": "br",
    "hr": "hr",
    "code_block": "pre",
    "fence": "pre",
    "code_inline": "code",
}
_TRANSPARENT = frozenset({"thead", "tbody"})


def blocks(markdown: str, images: Mapping[str, str]) -> list[Node]:
    """Return the blocks of a text; ``images`` maps names that it uses to files."""
    return _tree(iter(PARSER.parse(markdown)), images)


def line(markdown: str, images: Mapping[str, str]) -> list[Node]:
    """Return a text as what fits into a line."""
    return _tree(iter(PARSER.parseInline(markdown)), images)


def _tree(tokens: Iterator[Token], images: Mapping[str, str]) -> list[Node]:
    """Return the nodes up to the end, or to the end of the node that was opened before."""
    nodes: list[Node] = []
    for token in tokens:
        kind = token.type.removesuffix("_open")
        if token.nesting < 0:
            if token.type.removesuffix("_close") not in _TRANSPARENT:
                return nodes
        elif kind in _KINDS:
            nodes.append(_opened(token, _KINDS[kind], _tree(tokens, images)))
        elif kind == "inline":
            nodes += _tree(iter(token.children or ()), images)
        elif kind not in _TRANSPARENT:
            nodes.append(_leaf(token, images))
    return nodes


def _opened(token: Token, kind: str, children: Sequence[Node]) -> Node:
    node: Node = {"k": kind, "c": list(children)}
    if kind == "link":
        target = str(token.attrs.get("href", ""))
        node["to"] = target if _LINK.match(target) else ""
    elif kind == "ol":
        node["start"] = int(token.attrs.get("start", 1))
    elif kind == "cell":
        node["head"] = token.type == "th_open"
        node["side"] = str(token.attrs.get("style", "")).removeprefix("text-align:")
    return node


def _leaf(token: Token, images: Mapping[str, str]) -> Node:
    if token.type == "image":
        picture = picture_of(token)
        return {"k": "image", "v": picture.alt, "file": images.get(picture.source, "")}
    kind = _LEAVES.get(token.type, "text")
    text = " " if token.type == "softbreak" else token.content
    return {"k": kind, "v": text.rstrip("\n") if kind == "pre" else text}
