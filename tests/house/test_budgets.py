"""Files, functions and tests stay small, flat and unpatched (DESIGN 2)."""

import re

import pytest
from measuring import (
    Function,
    count_patches,
    count_tests,
    file_lengths,
    functions,
    percentile_90,
    python_files,
)

SOFT_FILE, HARD_FILE = 300, 500
P90_FUNCTION, HARD_FUNCTION = 25, 60
PARAMETERS = 6
NESTING = 3
PATCHES_PER_TEST = 0.1

# What is over its budget already. A number may fall, and a line may go; nothing is ever added.
LONG_FILES = {
    "tests/storage/test_embedded_places.py": 339,
}
DEEP_FUNCTIONS = {
    "storage/embedded/postmaster.py ensure_running",
    "storage/embedded/postmaster.py shut_down",
}

# A command's options are its parameters, and it imports what it needs when it runs.
COMMANDS = "src/muster/run/cli/"


@pytest.fixture(scope="module")
def lengths() -> dict[str, int]:
    return file_lengths(python_files("src", "tests", "bench"))


@pytest.fixture(scope="module")
def every() -> list:
    return functions(python_files("src", "tests", "bench"))


@pytest.fixture(scope="module")
def product(every) -> list:
    return [function for function in every if function.place.startswith("src/")]


def place_of(function: Function) -> str:
    """A name that stays when lines above the function come and go."""
    return re.sub(r":\d+", "", function.place).removeprefix("src/muster/")


def test_a_file_has_300_lines_at_most_or_no_more_than_it_had(lengths):
    too_long = {
        name: lines for name, lines in lengths.items() if lines > LONG_FILES.get(name, SOFT_FILE)
    }

    assert too_long == {}


def test_no_file_has_more_than_500_lines(lengths):
    assert max(lengths.values()) <= HARD_FILE


def test_the_ratchet_names_only_files_that_still_need_it(lengths):
    assert {name for name in LONG_FILES if lengths.get(name, 0) <= SOFT_FILE} == set()


def test_nine_functions_of_ten_have_25_lines_at_most(product):
    assert percentile_90([function.lines for function in product]) <= P90_FUNCTION


def test_no_function_has_more_than_60_lines(every):
    assert [function for function in every if function.lines > HARD_FUNCTION] == []


def test_a_function_has_six_parameters_at_most(product):
    wide = [function for function in product if function.parameters > PARAMETERS]

    assert [function for function in wide if not function.place.startswith(COMMANDS)] == []


def test_a_function_is_nested_three_deep_at_most(product):
    deep = {place_of(function) for function in product if function.nesting > NESTING}

    assert deep == DEEP_FUNCTIONS


def test_only_commands_import_inside_functions(product):
    late = [function for function in product if function.imports]

    assert [function for function in late if not function.place.startswith(COMMANDS)] == []


def test_fewer_than_one_test_in_ten_patches():
    files = python_files("tests")

    assert count_patches(files) / count_tests(files) < PATCHES_PER_TEST


def test_measuring_finds_what_is_planted(tmp_path):
    body = "\n".join(f"    a += {number}" for number in range(70))
    planted = tmp_path / "planted.py"
    planted.write_text(
        "class Wide:\n"
        "    async def wide(self, a, b, /, c, *, d, e, f, g):\n"
        "        for one in a:\n"
        "            if one:\n"
        "                pass\n"
        "            elif b:\n"
        "                with c:\n"
        "                    while d:\n"
        "                        import os\n"
        f"def long(a):\n{body}\n",
        encoding="utf-8",
    )

    wide, long = sorted(functions([planted], tmp_path), key=lambda function: function.lines)

    assert (wide.parameters, wide.nesting, wide.imports, wide.lines) == (7, 4, 1, 8)
    assert (long.parameters, long.nesting, long.imports, long.lines) == (1, 0, 0, 71)
    assert wide.place == "planted.py:2 wide"
    assert file_lengths([planted], tmp_path) == {"planted.py": 80}


def test_measuring_counts_patches_and_tests(tmp_path):
    planted = tmp_path / "test_planted.py"
    planted.write_text(
        "def test_one(monkeypatch):\n"
        "    monkeypatch.setattr(time, 'time', None)\n"
        "@mock.patch('time.time')\n"
        "async def test_two():\n"
        "    with patch.object(time, 'time'):\n"
        "        client.patched('/v1/invitations')\n",
        encoding="utf-8",
    )

    assert (count_patches([planted]), count_tests([planted])) == (3, 2)


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [([5], 5), (list(range(1, 11)), 9), ([1] * 9 + [100], 1), ([1] * 8 + [100] * 2, 100)],
)
def test_the_90th_percentile_is_exceeded_by_a_tenth_at_most(numbers, expected):
    assert percentile_90(numbers) == expected
