"""Liquid for texts of letters: a small part of the language, every limit set.

Templates come from customers, so nothing of it may reach beyond plain values: no file is
included, no attribute of an object is read, and what grows without bound is left out (products of
numbers, joining and replacing of texts). Loops, variables and output have limits of their own,
which end a hostile text in milliseconds and always at the same place.
"""

import html
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TextIO, TypeAlias

from liquid import BoundTemplate, Environment, Markup, RenderContext
from liquid.builtin import content, illegal
from liquid.builtin.filters import array, misc, string
from liquid.builtin.output import Output, OutputNode
from liquid.builtin.tags import (
    assign_tag,
    case_tag,
    comment_tag,
    for_tag,
    if_tag,
    unless_tag,
)
from liquid.exceptions import LiquidError

from muster.features.delivery.texts.model import VARIABLES, LetterTextError, Words

Value: TypeAlias = str | int | bool | Sequence[str] | None

LINK_MARK = "\ue000"
"""Stands for the personal link in what ``fill_words`` returns; no value can contain it."""

_KILOBYTES_64 = 64 * 1024
_OPAQUE = re.compile("[\ue000\x00]")
# Every character that Markdown might take for markup (CommonMark 0.31, 2.4).
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")


class _MarkdownNode(OutputNode):
    """Writes a value as text that Markdown shows as it is, HTML included."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """Write every mark of punctuation as a character reference, which is never markup."""
        return buffer.write(_PUNCTUATION.sub(_reference, _plain(self, context)))


class _LineNode(OutputNode):
    """Writes a value as it is, for a subject, which has no markup."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """Write the value."""
        return buffer.write(_plain(self, context))


class _MarkdownOutput(Output):
    node_class = _MarkdownNode


class _LineOutput(Output):
    node_class = _LineNode


class _Limited(Environment):
    """The part of Liquid that texts of letters have, with every limit set."""

    block_nesting_limit = 10
    context_depth_limit = 20
    loop_iteration_limit = 1000
    local_namespace_limit = _KILOBYTES_64
    output_stream_limit = _KILOBYTES_64
    output: type[Output] = _MarkdownOutput

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:  # noqa: ARG002 -- there are none
        """Add the few tags and filters there are."""
        for tag in (
            content.Literal,
            self.output,
            illegal.Illegal,
            if_tag.IfTag,
            unless_tag.UnlessTag,
            case_tag.CaseTag,
            for_tag.ForTag,
            for_tag.BreakTag,
            for_tag.ContinueTag,
            assign_tag.AssignTag,
            comment_tag.CommentTag,
        ):
            self.add_tag(tag)
        self.add_filter("append", string.append)
        self.add_filter("capitalize", string.capitalize)
        self.add_filter("default", misc.default)
        self.add_filter("downcase", string.downcase)
        self.add_filter("first", array.first)
        self.add_filter("last", array.last)
        self.add_filter("prepend", string.prepend)
        self.add_filter("size", misc.size)
        self.add_filter("strip", string.strip)
        self.add_filter("truncate", string.truncate)
        self.add_filter("truncatewords", string.truncatewords)
        self.add_filter("upcase", string.upcase)


class _LimitedLine(_Limited):
    """The same for subjects."""

    output = _LineOutput


_BODY = _Limited(autoescape=True)
_SUBJECT = _LimitedLine(autoescape=True)


def fill_words(words: Words, values: Mapping[str, Value]) -> tuple[str, str]:
    """Return subject and body, in Markdown, of a letter with these values.

    The link stands in it as ``LINK_MARK``. The same values give the same text, or the same error.

    Raises:
        LetterTextError: a limit was reached, or the language is misused.
    """
    known = {name: _clean(value) for name, value in values.items()} | {"link": LINK_MARK}
    subject = _render(_parse(words.subject, in_subject=True), known, "subject")
    return subject, _render(_parse(words.body, in_subject=False), known, "body")


def check_source(words: Words) -> int:
    """Check what can be seen without values; return how often the body names the link.

    Raises:
        LetterTextError: it is no Liquid of ours, or names what there is not.
    """
    if "link" in _names(words.subject, in_subject=True):
        raise LetterTextError("A subject must not have the link", field="subject")
    return _names(words.body, in_subject=False).count("link")


@lru_cache(maxsize=256)
def _parse(source: str, *, in_subject: bool) -> BoundTemplate:
    field = "subject" if in_subject else "body"
    try:
        return (_SUBJECT if in_subject else _BODY).from_string(source)
    except LiquidError as error:
        raise _told(error, field) from error
    except (ArithmeticError, RecursionError, TypeError, ValueError) as error:
        raise LetterTextError("This text is too complicated", field=field) from error


def _render(template: BoundTemplate, values: Mapping[str, object], field: str) -> str:
    try:
        return template.render(values)
    except LiquidError as error:
        raise _told(error, field) from error
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise LetterTextError("This text is too complicated", field=field) from error


def _names(source: str, *, in_subject: bool) -> list[str]:
    """Return the variables that a template names, as often as it does."""
    field = "subject" if in_subject else "body"
    analysis = _parse(source, in_subject=in_subject).analyze()
    for name in VARIABLES & analysis.locals.keys():
        line = analysis.locals[name][0].span.line_col(source)[0]
        raise LetterTextError(f"Line {line}: “{name}” has a meaning already", field=field)
    found = []
    for name, uses in analysis.globals.items():
        for use in uses:
            if name not in VARIABLES or len(use.segments) > 1:
                line = use.span.line_col(source)[0]
                raise LetterTextError(f"Line {line}: there is no “{use}”", field=field)
            found.append(name)
    return found


def _told(error: LiquidError, field: str) -> LetterTextError:
    where = error.context() if error.token is not None else None
    said = str(error.message or "this is not Liquid").strip()
    return LetterTextError(f"Line {where[0]}: {said}" if where else said, field=field)


def _plain(node: OutputNode, context: RenderContext) -> str:
    value = node.expression.evaluate(context)
    if isinstance(value, Markup):
        # A text that was written in the template itself, or was joined with one.
        return html.unescape(str(value))
    if isinstance(value, list):
        return "".join(str(each) for each in value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _reference(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


def _clean(value: Value) -> object:
    if isinstance(value, str):
        # An empty text is nothing, so that "if" asks whether there is any.
        return _OPAQUE.sub("", value) or None
    if isinstance(value, Sequence):
        return [_OPAQUE.sub("", each) for each in value]
    return value
