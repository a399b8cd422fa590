"""Languages as people write them into a list: a tag, or the name in one of our five."""

from functools import lru_cache

from babel import Locale

from muster.base.language import LANGUAGES


def tag_of(text: str) -> str | None:
    """Return the tag of a language that is named in one of ours; a tag, or anything, as it is."""
    word = text.strip()
    return _names().get(word.casefold(), word.replace("_", "-")) or None


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for reader in LANGUAGES:
        locale = Locale.parse(reader)
        # Later languages do not overrule earlier ones where names are the same.
        named = {str(name).casefold(): tag for tag, name in locale.languages.items()}
        names = named | names
    own = ((str(Locale.parse(tag).get_display_name(tag)).casefold(), tag) for tag in LANGUAGES)
    return names | dict(own)
