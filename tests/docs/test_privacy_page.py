"""docs/privacy.md says of every table what it holds of a person, and of every member what it is."""

import re
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs" / "privacy.md").read_text("utf-8")
TABLES = (
    "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
)


def rows_of(heading: str) -> list[list[str]]:
    (section,) = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    rows = re.findall(r"^\| (`.+)\|$", section, re.MULTILINE)
    return [[cell.strip() for cell in row.split("|")] for row in rows]


async def test_every_table_is_in_the_data_map_and_no_other(idle_connection):
    listed = [row[0].strip("`") for row in rows_of("What is kept where")]
    assert listed == sorted(listed)
    assert set(listed) - {"muster_migration"} == {
        row["relname"] for row in await idle_connection.fetch(TABLES)
    } - {"muster_migration"}


def test_what_holds_something_of_a_person_has_a_purpose_and_an_end():
    for table, what, purpose, end in rows_of("What is kept where"):
        if not what.startswith(("–", "numbers only")):
            assert purpose, table
            assert end, table
