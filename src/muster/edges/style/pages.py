"""How templates of pages for people are read: in one language, with the drawings beside them."""

from functools import lru_cache

from babel import Locale
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from muster.base.language import LANGUAGES, catalogue, direction

_DRAWINGS = "muster.edges.style"


def environment_of(package: str, language: str) -> Environment:
    """Return the environment of a package's ``templates/``, whose sentences are in a language.

    Templates know it as ``language``, with its ``direction``, and all ``languages`` there are.
    """
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader(_DRAWINGS)]),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    translations = catalogue(package, language)
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(
        language=language, direction=direction(language), languages=_language_names()
    )
    return environment


@lru_cache(maxsize=1)
def _language_names() -> tuple[tuple[str, str], ...]:
    """Return the languages with their own names for themselves."""
    locales = ((code, Locale.parse(code)) for code in LANGUAGES)
    return tuple(
        (code, str(locale.get_display_name(code)).capitalize()) for code, locale in locales
    )
