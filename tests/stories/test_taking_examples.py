"""Each example is taken from the letter's link to the thanks, and scored as it was answered."""

import pytest
from story_office import attempt_of
from story_taker import Taker, right_answers

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CHOSEN_OR_WRITTEN = {"single_choice", "multiple_choice", "number", "short_text", "long_text"}
EXAMPLES = {
    "on a phone": (
        "bookkeeping-basics",
        {"viewport": {"width": 390, "height": 844}, "has_touch": True},
        CHOSEN_OR_WRITTEN,
    ),
    "with a recording and a file": (
        "data-analyst-sql-python",
        {},
        CHOSEN_OR_WRITTEN | {"ordering", "audio", "file"},
    ),
    "without scripts": (
        "customer-support-english",
        {"java_script_enabled": False},
        CHOSEN_OR_WRITTEN | {"ordering", "matching"},
    ),
}
KEPT_AS_FILES = {"explain-median", "better-chart"}


@pytest.mark.parametrize(("example", "options", "met"), EXAMPLES.values(), ids=EXAMPLES)
async def test_an_example_is_taken_from_the_letter_to_the_thanks(
    office, open_page, example, options, met
):
    link = office.invite(example, f"{example}@example.com")
    taker = Taker(await open_page(**options), right_answers(example))
    await taker.open(link)
    await taker.start()
    await taker.walk()
    await taker.submit()
    assert taker.met == met
    check_what_arrived(office, taker, attempt_of(taker.page.url))


def check_what_arrived(office, taker: Taker, attempt: str) -> None:
    """The answers are those that were given, and what a rule marks has all its points."""
    arrived = office.answers(attempt)
    assert arrived.keys() == taker.given.keys()
    for item, value in arrived.items():
        assert value == taker.given[item] or item in KEPT_AS_FILES
    marks = {one["question"]: one for one in office.score(attempt)["questions"]}
    assert marks.keys() == arrived.keys()
    for item, mark in marks.items():
        assert mark["points"] == (None if item in taker.for_people else mark["of"]), mark
