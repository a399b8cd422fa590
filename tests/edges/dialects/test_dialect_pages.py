"""The pages about dialects name every operation that is served, and every one that is known."""

import re
from pathlib import Path

import pytest

from contracts import published

PAGES = Path(__file__).parents[3] / "docs" / "dialects"
_LINE = re.compile(
    r"^\| `(GET|POST|PUT|DELETE) (/\S+)`[^|]*\| (yes|no)[^|]*\|(.*)\|$", re.MULTILINE
)
_PLACE = re.compile(r"[{<][^}>]*[}>]")

# What the vendors' public pages describe, or call in a sample.
KNOWN = {
    "hiringbranch": {
        "POST /connect/v1/invite",
        "GET /connect/v1/score",
        "POST /connect/v1/assessment",
    },
    "xobin": {
        "POST /api/v2/assessment/invite",
        "POST /api/v2/assessments/invite",
        "GET /api/v2/assessments/report/{}",
        "POST /api/v2/assessments/reports/{}/{}",
        "POST /api/v2/automated-interviews/invite",
        "POST /api/v2/ai-interviews/invite",
        "GET /api/v2/ai-interviews/report",
        "GET /api/v2/ai-interviews/report/{}",
        "POST /api/v2/ai-interviews/report/{}/{}",
        "POST /api/v2/ai-interviews/settings/webhooks",
        "PUT /api/v2/ai-interviews/settings/webhooks/{}",
        "POST /api/v2/webhooks",
        "POST /api/v2/forms/invite",
        "POST /api/v2/tracks/invite",
        "PUT /api/v2/tracks/candidate/advance",
        "GET /api/v2/tracks/{}/applicants",
        "GET /api/v2/tracks/{}/stats",
    },
}


def table(vendor: str) -> dict[str, str]:
    """Return the operations of a page, with yes or no."""
    text = (PAGES / f"{vendor}.md").read_text("utf-8")
    return {f"{one[1]} {_PLACE.sub('{}', one[2])}": one[3] for one in _LINE.finditer(text)}


def served(vendor: str) -> set[str]:
    return {
        f"{method.upper()} {_PLACE.sub('{}', path)}"
        for path, item in published(vendor)["paths"].items()
        for method in item
        if method in {"get", "post", "put", "delete"}
    }


@pytest.mark.parametrize("vendor", KNOWN)
def test_the_page_says_yes_to_what_is_served_and_to_nothing_else(vendor):
    assert {name for name, word in table(vendor).items() if word == "yes"} == served(vendor)


@pytest.mark.parametrize("vendor", KNOWN)
def test_the_page_names_every_operation_that_is_known_of_the_vendor(vendor):
    assert KNOWN[vendor] <= table(vendor).keys()
