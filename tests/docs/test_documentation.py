import re
from pathlib import Path

import pytest

from muster.features.delivery import MessageState
from muster.features.invitations import Outcome, State
from muster.features.organizations.model import generate_key

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
IGNORED = {"__pycache__", "results"}
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


def name_of(page):
    return page.relative_to(ROOT).as_posix()


def folders(*roots):
    return {
        f"{folder.relative_to(ROOT).as_posix()}/"
        for root in roots
        for folder in (ROOT / root, *(ROOT / root).rglob("*"))
        if folder.is_dir()
        and not any(part in IGNORED or part.startswith(".") for part in folder.parts[-3:])
        and any(child.is_file() for child in folder.rglob("*") if "__pycache__" not in child.parts)
    } - {"src/muster/"}


def mapped():
    return re.findall(r"^\| `([^`]+/)` \|", (DOCS / "map.md").read_text("utf-8"), re.MULTILINE)


def test_the_map_shows_every_folder_once_and_no_other():
    assert len(set(mapped())) == len(mapped())
    real = folders("src/muster", "tests", "bench", "docs", "examples", "requirements", "scripts")
    assert set(mapped()) == real


def slugs(page):
    """The anchors that headings get where Markdown is shown."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_to_a_heading_finds_it(page):
    for target in re.findall(r"\]\((?!https?:)([^)\s]*#[^)\s]+)\)", page.read_text("utf-8")):
        path, _, anchor = target.partition("#")
        assert anchor in slugs(page.parent / path if path else page), target


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_test_that_a_page_names_exists(page):
    for file, name in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", page.read_text("utf-8")):
        assert re.search(rf"def {name}\(", (ROOT / file).read_text("utf-8")), name


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_of_the_source_that_a_page_names_exists(page):
    for path in re.findall(r"`(src/muster/[\w/.-]*)`", page.read_text("utf-8")):
        assert (ROOT / path).exists(), path


def test_every_decision_is_in_the_list_and_says_what_was_rejected():
    listed = (DOCS / "decisions/README.md").read_text("utf-8")
    pages = [page for page in (DOCS / "decisions").glob("*.md") if page.name != "README.md"]
    assert len(pages) > 8
    for page in pages:
        assert f"({page.name})" in listed
        assert "ejected" in page.read_text("utf-8"), page.name


def test_promises_are_eight_and_name_their_tests_or_say_not_yet():
    rows = re.findall(r"^\| (P\d) .*$", (DOCS / "promises.md").read_text("utf-8"), re.MULTILINE)
    assert rows == [f"P{number}" for number in range(1, 9)]


def test_the_scanners_rule_finds_every_key_and_nothing_shorter():
    text = (DOCS / "security.md").read_text("utf-8")
    rule = re.compile(re.search(r"regex = '''(.+)'''", text)[1])
    key = generate_key().text
    assert rule.search(f'key = "{key}"')[0] == key
    assert not rule.search(key[:-1])
    assert not rule.search(f"{key}A")


def test_the_life_of_an_invitation_names_every_state_and_outcome():
    text = (DOCS / "life-of-an-invitation.md").read_text("utf-8")
    assert all(state.value in text for state in State)
    assert all(f"`{outcome.value}`" in text for outcome in Outcome)


def test_the_life_of_a_message_names_every_state():
    text = (DOCS / "life-of-a-message.md").read_text("utf-8")
    assert all(state.value in text for state in MessageState)


def test_the_five_calls_of_the_readme_are_those_that_the_surfaces_serve():
    calls = set(re.findall(r'curl "\$URL(/[^"?]+)', (ROOT / "README.md").read_text("utf-8")))
    assert calls == {
        "/connect/v1/invite",
        "/api/v2/assessment/invite",
        "/api/v2/automated-interviews/invite",
        "/api/v2/tracks/invite",
        "/interview/invite",
    }
