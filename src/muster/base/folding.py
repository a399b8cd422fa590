"""Text as it is searched for: without case, accents and marks, so that ``jose`` finds ``José``.

Compatibility decomposition (NFKD) and full case folding as Unicode has them (The Unicode Standard,
3.11 and 5.18), marks left out; and letters that have no decomposition but look like their kin.
"""

import unicodedata

_KIN = str.maketrans(
    {
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ø": "o",
        "ħ": "h",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        # Arabic: endings that are written either way, and the stroke that only lengthens.
        "\N{ARABIC LETTER ALEF MAKSURA}": "\N{ARABIC LETTER YEH}",
        "\N{ARABIC LETTER TEH MARBUTA}": "\N{ARABIC LETTER HEH}",
        "\N{ARABIC TATWEEL}": "",
        # Persian and Urdu forms of the same letters.
        "\N{ARABIC LETTER FARSI YEH}": "\N{ARABIC LETTER YEH}",
        "\N{ARABIC LETTER KEHEH}": "\N{ARABIC LETTER KAF}",
    }
)


def fold(text: str) -> str:
    """Return the text as it is compared in a search; it is not for people to read."""
    if text.isascii():
        return text.lower()
    marked = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(letter for letter in marked if unicodedata.category(letter) != "Mn")
    return bare.translate(_KIN)


def cut(text: str, size: int) -> str:
    """Return the beginning of a text that has ``size`` bytes at most in UTF-8."""
    return text.encode()[:size].decode(errors="ignore")
