"""An organization's own words for the letters that candidates get, in Liquid."""

from muster.features.delivery.texts.actions import (
    find_text,
    restore_text,
    take_back_text,
    texts_in_use,
    write_text,
)
from muster.features.delivery.texts.liquid import LINK_MARK, Value, fill_words
from muster.features.delivery.texts.model import (
    LETTER_KINDS,
    LINKED_KINDS,
    LONGEST_BODY,
    LONGEST_SUBJECT,
    VARIABLES,
    LetterText,
    LetterTextError,
    Words,
)
from muster.features.delivery.texts.trying import check_words

__all__ = [
    "LETTER_KINDS",
    "LINKED_KINDS",
    "LINK_MARK",
    "LONGEST_BODY",
    "LONGEST_SUBJECT",
    "VARIABLES",
    "LetterText",
    "LetterTextError",
    "Value",
    "Words",
    "check_words",
    "fill_words",
    "find_text",
    "restore_text",
    "take_back_text",
    "texts_in_use",
    "write_text",
]
