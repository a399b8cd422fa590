"""docs/scoring.md says what the code does."""

import re
from pathlib import Path

from report_samples import number

from muster.features.reports import Rule, mark
from muster.features.reports.numerals import readings
from muster.features.reports.rounding import written_out

PAGE = (Path(__file__).parents[3] / "docs" / "scoring.md").read_text(encoding="utf-8")


def test_the_page_names_every_rule_and_no_other():
    named = re.findall(r"^\| `([a-z_]+)` \|", PAGE, re.MULTILINE)
    assert sorted(named) == sorted(Rule)


def test_numbers_are_read_as_the_page_says():
    table = PAGE.partition("| typed | read as |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| `(.+)` \| (.+) \|$", table, re.MULTILINE)
    assert len(rows) > 10
    for typed, means in rows:
        found = sorted(map(written_out, readings(typed, "km")))
        assert " or ".join(found) == means.replace("nothing", ""), typed


def test_the_example_of_the_tolerance_holds():
    item = number("0.3", "0.1")
    assert [mark(item, text).points for text in ("0.2", "0.4")] == [3, 3]
