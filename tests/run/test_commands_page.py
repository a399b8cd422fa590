"""docs/commands.md names every command and option, and nothing else."""

import re
from collections.abc import Iterator
from pathlib import Path

import typer

from muster.run.cli import app

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"
_OPTION = re.compile(r"^\| `(-[^`]+)` \|", re.MULTILINE)


def commands(group, words: tuple[str, ...] = ("muster",)) -> Iterator[tuple[str, set[str]]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*words, name))
        else:
            yield " ".join((*words, name)), set(options(command))


def options(command) -> Iterator[str]:
    for parameter in command.params:
        if parameter.param_type_name == "option" and parameter.name != "help":
            yield "/".join([*parameter.opts, *parameter.secondary_opts])


def documented() -> dict[str, set[str]]:
    sections = re.split(r"^## `(.+)`$", PAGE.read_text("utf-8"), flags=re.MULTILINE)[1:]
    return {
        " ".join(word for word in heading.split() if word.islower()): {
            one.split()[0] for one in _OPTION.findall(text)
        }
        for heading, text in zip(sections[::2], sections[1::2], strict=True)
    }


def test_every_command_and_option_is_on_the_page():
    assert documented() == dict(commands(typer.main.get_command(app)))
