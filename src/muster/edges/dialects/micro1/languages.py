"""The vendor's codes of languages, and what Muster has in them."""

from collections.abc import Mapping

from babel import Locale
from babel.core import UnknownLocaleError

from muster.base.errors import InvalidError

DEFAULT = "en"
# The codes are those of the vendor's document; those that are no tags of BCP 47 stand here.
_TAGS: Mapping[str, str] = {
    "es-la": "es-419",
    "dk": "da",
    "kr": "ko",
    "cz": "cs",
    "ua": "uk",
    "cn": "zh-Hans",
}
_PLAIN = frozenset(
    {
        *("en", "fr", "de", "he", "hi", "pt", "es", "tr", "ja", "sv", "ar", "pl", "it", "nl"),
        *("ur", "id", "en-GB", "es-MX", "zh-CN", "zh-TW", "zh-HK", "ru", "bn", "ms", "pt-BR"),
        *("vi", "tl", "th", "afb", "pt-PT"),
    }
)
CODES = _PLAIN | set(_TAGS)
_BY_TAG = {tag: code for code, tag in _TAGS.items()}
_SKILL_SENTENCES: Mapping[str, str] = {
    "en": "Tell us about your experience with {skill}.",
    "de": "Erzählen Sie uns von Ihrer Erfahrung mit {skill}.",
    "es": "Cuéntenos su experiencia con {skill}.",
    "fr": "Parlez-nous de votre expérience avec {skill}.",
    "ar": "حدّثنا عن خبرتك في {skill}.",
}
_OPEN_SENTENCES: Mapping[str, str] = {
    "en": "Tell us about yourself and about what you have done so far.",
    "de": "Erzählen Sie uns von sich und davon, was Sie bisher gemacht haben.",
    "es": "Háblenos de usted y de lo que ha hecho hasta ahora.",
    "fr": "Parlez-nous de vous et de ce que vous avez fait jusqu’ici.",
    "ar": "حدّثنا عن نفسك وعمّا قمت به حتى الآن.",
}


def tag_of(code: str) -> str:
    """Return the language tag of one of the vendor's codes.

    Raises:
        InvalidError: the vendor has no such code.
    """
    if code not in CODES:
        raise InvalidError(
            f"interview_language must be one of {', '.join(sorted(CODES))}",
            field="interview_language",
        )
    return _TAGS.get(code, code)


def code_of(tag: str | None) -> str:
    """Return the vendor's code of a language tag, English where there is none."""
    code = _BY_TAG.get(tag or DEFAULT, tag or DEFAULT)
    return code if code in CODES else DEFAULT


def name_of(tag: str | None) -> str | None:
    """Return what a language is called in English, as the vendor's lists have it."""
    if tag is None:
        return None
    try:
        return Locale.parse(tag, sep="-").get_display_name("en") or tag
    except (UnknownLocaleError, ValueError):
        return tag


def skill_sentence(skill: str, tag: str) -> str:
    """Return what is asked of a skill: Muster has no questions for skills, so that it asks openly."""
    return _in(tag, _SKILL_SENTENCES).format(skill=skill)


def open_sentence(tag: str) -> str:
    """Return what is asked where nobody said anything."""
    return _in(tag, _OPEN_SENTENCES)


def _in(tag: str, sentences: Mapping[str, str]) -> str:
    return sentences.get(tag.partition("-")[0], sentences[DEFAULT])
