"""A short word for a browser, from its User-Agent, so that people recognize their own."""

import re

# The order matters: every browser claims to be the one that it descends from.
_BROWSERS = (
    ("Edge", re.compile(r"Edg(?:e|A|iOS)?/")),
    ("Opera", re.compile(r"OPR/|Opera")),
    ("Samsung Internet", re.compile(r"SamsungBrowser/")),
    ("Firefox", re.compile(r"Firefox/|FxiOS/")),
    ("Chrome", re.compile(r"Chrome/|CriOS/|Chromium/")),
    ("Safari", re.compile(r"Safari/")),
)
_SYSTEMS = (
    ("iPhone", re.compile(r"iPhone")),
    ("iPad", re.compile(r"iPad")),
    ("Android", re.compile(r"Android")),
    ("Windows", re.compile(r"Windows")),
    ("ChromeOS", re.compile(r"CrOS")),
    ("macOS", re.compile(r"Macintosh|Mac OS X")),
    ("Linux", re.compile(r"Linux|X11")),
)


def browser_name(agent: str) -> str:
    """Return such as ``Firefox on Linux``; "" when nothing is known."""
    browser = next((name for name, mark in _BROWSERS if mark.search(agent)), "")
    system = next((name for name, mark in _SYSTEMS if mark.search(agent)), "")
    return " on ".join(filter(None, (browser, system)))
