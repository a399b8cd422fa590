"""Short texts as people type them, brought to the form in which they are compared."""

import unicodedata

# Phones and word processors put these where a keyboard has the plain ones.
_AS_ON_KEYBOARDS = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u2032", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
    }
)
# Marks of direction, joiners, soft hyphens; and halves of surrogate pairs, which are no letters.
_INVISIBLE = frozenset({"Cf", "Cs"})


def tidied(text: str) -> str:
    """Return the text in NFKC with single spaces, none outside, and nothing invisible.

    Punctuation stays, but for quotes and dashes: they become those of a plain keyboard.
    """
    # The dots of an ellipsis and other wide forms appear before quotes are looked for, and
    # taking something invisible away may let its neighbours join: hence NFKC twice.
    text = unicodedata.normalize("NFKC", text).translate(_AS_ON_KEYBOARDS)
    visible = "".join(letter for letter in text if unicodedata.category(letter) not in _INVISIBLE)
    return " ".join(unicodedata.normalize("NFKC", visible).split())


def folded(text: str) -> str:
    """Return a tidied text without regard to case (Unicode 16, 3.13, D146)."""
    decomposed = unicodedata.normalize("NFD", text)
    once = unicodedata.normalize("NFKC", decomposed.casefold())
    return tidied(unicodedata.normalize("NFKC", once.casefold()))
