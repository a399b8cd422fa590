"""What lies in the repository, and that its pages name all there is."""

import importlib
import pkgutil
import re
import subprocess
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest
import typer

import muster
from muster.base.errors import MusterError
from muster.base.setting_list import SETTINGS
from muster.base.settings import Settings
from muster.features.attempts import SignalKind
from muster.features.delivery import MessageState
from muster.run.cli import app

ROOT = Path(__file__).parents[2]
LARGEST_FILE = 500_000

# Written in pieces or with classes, so that this file does not find itself.
# A page of ours lives below /home, too: its next step is a parameter, never a word.
MACHINE_PATH = re.compile(
    r"(?<![\w.~/-])/(?:(?:home|Users)/[a-z][\w.-]+/\w|(?:root|work|workspace|tmp/plan)/[\w.])"
)
INDEX_HOST = re.compile(
    r"--(?:extra-)?index[-]url|--find[-]links|pypi[.](?:org|python)|pythonhosted[.]org"
)
LEFT_OVER = re.compile(r"\b(?:TOD[O]|FIXM[E]|XX[X]|HAC[K])\b")
LOCKED = re.compile(r"[\w.\[\]-]+==[\w.]+( ;[^\n\\]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+\n")
LINK = re.compile(r"\]\(([^)\s]+)\)")
EVENT = re.compile(
    r"(?:accommodation|activity|applicant|application|attempt|candidate|file|intake|invitation|job|key|letter_text|list|member|message"
    r"|organization|recording|report|retention|signal|suppression|view|webhook)"
    r"\.[a-z_]+"
)


def repository_files() -> list[Path]:
    """What is committed or would be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        check=True,
        capture_output=True,
        cwd=ROOT,
        text=True,
    )
    files = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [file for file in files if file.is_file()]


@pytest.fixture(scope="module")
def files() -> list[Path]:
    return repository_files()


@pytest.fixture(scope="module")
def texts(files) -> dict[str, str]:
    """The files that are text, by their path in the repository."""
    found = {}
    for file in files:
        content = file.read_bytes()
        if b"\0" not in content:
            found[file.relative_to(ROOT).as_posix()] = content.decode("utf-8")
    return found


def lines_with(pattern: re.Pattern, texts: dict[str, str]) -> list[str]:
    return [
        f"{name}:{number}"
        for name, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def broken_links(page: Path) -> list[str]:
    """Links of a page to files that are not there; what stands in a block of code is no link."""
    text = re.sub(r"(?ms)^```.*?^```", "", page.read_text(encoding="utf-8"))
    return [
        f"{page.name}: {target}"
        for target in LINK.findall(text)
        if not re.match(r"[a-z]+:|#", target)
        and not (page.parent / target.partition("#")[0]).exists()
    ]


def rows(page: str) -> dict[str, list[str]]:
    """The rows of a page's tables by the code in their first column."""
    lines = (ROOT / "docs" / page).read_text(encoding="utf-8").splitlines()
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines if line[:1] == "|"
    ]
    return {row[0].strip("`"): row[1:] for row in cells if row[0].startswith("`")}


def error_classes() -> list[type[MusterError]]:
    for module in pkgutil.walk_packages(muster.__path__, "muster."):
        importlib.import_module(module.name)
    found = [MusterError]
    for kind in found:
        found += kind.__subclasses__()
    return found


def recorded_events() -> set[str]:
    """What features record: literal types, and those that are put together from enumerations."""
    sources = (ROOT / "src" / "muster" / "features").rglob("*.py")
    literals = {
        word
        for source in sources
        for word in re.findall(r'"([a-z_]+\.[a-z_]+)"', source.read_text(encoding="utf-8"))
        if EVENT.fullmatch(word)
    }
    ends = {f"message.{state.value}" for state in MessageState if not state.waits}
    ends |= {f"signal.{kind.value}" for kind in SignalKind}
    ends |= {"message.complained"}  # by what came back
    steps = ("created", "published", "updated", "archived", "restored")
    test_calls = {"webhook.ping"}  # which is no event of the journal
    return (literals | ends | {f"activity.{step}" for step in steps}) - test_calls


def commands(group: typer.models.Any = None, path: str = "muster") -> list[str]:
    """Every command of the tree that ``muster --help`` shows."""
    group = group or typer.main.get_command(app)
    found = []
    for name, command in group.commands.items():
        inner = f"{path} {name}"
        found += commands(command, inner) if hasattr(command, "commands") else [inner]
    return found


def test_no_line_names_a_place_of_somebodys_machine(texts):
    assert lines_with(MACHINE_PATH, texts) == []


def test_no_line_names_a_package_index(texts):
    assert lines_with(INDEX_HOST, texts) == []


def test_lock_files_hold_what_builds_the_project(texts):
    # The project is installed without build isolation: scripts/environment.py.
    wanted = tomllib.loads(texts["pyproject.toml"])["project"]["optional-dependencies"]["build"]
    for name, text in texts.items():
        if name.startswith("requirements/"):
            locked = set(re.findall(r"(?m)^([\w.-]+)==", text))
            assert {re.match(r"[\w.-]+", one)[0] for one in wanted} <= locked, name


def test_lock_files_hold_versions_and_hashes_and_no_address(texts):
    locks = {name: text for name, text in texts.items() if name.startswith("requirements/")}

    assert len(locks) == 2
    assert lines_with(re.compile(r"https?:|@ |^-"), locks) == []
    for text in locks.values():
        pins = re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:]
        assert len(pins) > 20
        assert [pin for pin in pins if not LOCKED.fullmatch(pin)] == []


def test_nothing_is_left_over(texts):
    assert lines_with(LEFT_OVER, texts) == []


def test_lines_end_as_on_unix(texts):
    assert [name for name, text in texts.items() if "\r" in text] == []


def test_a_file_ends_with_one_newline(texts):
    ragged = [name for name, text in texts.items() if text and text[-1] != "\n"]

    assert ragged == []


def test_no_file_is_large(files):
    assert [file for file in files if file.stat().st_size > LARGEST_FILE] == []


def test_links_of_pages_lead_somewhere(files):
    pages = [file for file in files if file.suffix == ".md"]

    assert len(pages) > 5
    assert [link for page in pages for link in broken_links(page)] == []


def test_what_is_planted_is_found(tmp_path):
    planted = {
        "a": "ok\nin /ho" + "me/ada/muster",
        "b": "TO" + "DO: later",
        "c": "pip --extra-index" + "-url x",
        "d": "see https://example.com/home/ada and ~/home/ada",
    }
    page = tmp_path / "page.md"
    page.write_text(
        "[a](page.md#top) [b](gone.md) [c](https://example.com) [d](#e)\n```\n[f](g)\n```\n",
        encoding="utf-8",
    )

    assert lines_with(MACHINE_PATH, planted) == ["a:2"]
    assert lines_with(LEFT_OVER, planted) == ["b:1"]
    assert lines_with(INDEX_HOST, planted) == ["c:1"]
    assert broken_links(page) == ["page.md: gone.md"]


def test_every_setting_is_explained_with_its_default():
    page = rows("settings.md")
    defaults = {field.name: field.default for field in fields(Settings)}

    assert set(page) == {setting.variable for setting in SETTINGS}
    for setting in SETTINGS:
        default, words = page[setting.variable]
        said = str(defaults[setting.field])
        if setting.field == "public_url":
            said = "from host and port"
        elif isinstance(defaults[setting.field], bool):
            said = said.lower()
        assert default.strip("`*") == (said or "empty"), setting.variable
        assert ("*Secret.*" in words) is setting.secret, setting.variable


def test_every_error_is_explained():
    codes = {kind.code for kind in error_classes()}

    assert codes - set(rows("errors.md")) == set()


def test_every_error_says_what_happened_and_has_a_code_of_its_own_room():
    for kind in error_classes():
        assert (kind.__doc__ or "").strip().splitlines()[0].endswith("."), kind
        assert re.fullmatch(r"[a-z][a-z0-9_]*", kind.code), kind


def test_every_event_is_explained_and_no_other():
    assert recorded_events() == set(rows("events.md"))


def test_every_command_is_explained():
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")

    assert len(commands()) > 10
    assert [command for command in commands() if command not in page] == []
