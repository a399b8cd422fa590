"""Languages: which one to speak, and its catalogue.

An edge keeps its own gettext catalogues as ``locale/LANGUAGE.po`` beside its templates; they
are compiled in memory when first used, so that nothing generated lies in the tree.
"""

import io
import re
from collections.abc import Container, Iterable
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("en", "de", "es", "fr", "ar")
"""What letters and pages speak; English is the language of the sources."""
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8}){0,6}")
_NAMED_LANGUAGES = frozenset(Locale("en").languages)


def choose(wishes: Iterable[str | None], among: Container[str] = LANGUAGES) -> str:
    """Return the first language of the wishes (BCP 47 tags, best first) that we speak, or en."""
    for wish in wishes:
        if not wish:
            continue
        language = wish.replace("_", "-").partition("-")[0].lower()
        if language in among:
            return language
    return "en"


def accepted(header: str) -> list[str]:
    """Return the tags of an Accept-Language header (RFC 9110, 12.5.4), best first."""
    ranked = []
    for place, part in enumerate(header.replace(" ", "").split(",")[:20]):
        tag, _, quality = part.partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            continue
        if tag and weight > 0:
            ranked.append((-weight, place, tag))
    return [tag for _, _, tag in sorted(ranked)]


def is_known(tag: str) -> bool:
    """Tell whether a BCP 47 tag is one that we can take from a client (any real language)."""
    found = _TAG.fullmatch(tag)
    return found is not None and found[1].lower() in _NAMED_LANGUAGES


@lru_cache(maxsize=64)
def catalogue(package: str, language: str) -> NullTranslations:
    """Return the catalogue of a package's folder ``locale``; English needs none."""
    file = files(package) / "locale" / f"{language}.po"
    if language == "en" or not file.is_file():
        return NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(file.read_bytes()), locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


@lru_cache(maxsize=8)
def spoken(package: str) -> frozenset[str]:
    """Return the languages that a package has catalogues for, with English."""
    folder = files(package) / "locale"
    return frozenset(
        one for one in LANGUAGES if one == "en" or folder.joinpath(f"{one}.po").is_file()
    )


def direction(language: str) -> str:
    """Return ltr or rtl."""
    return str(Locale.parse(language).text_direction)
