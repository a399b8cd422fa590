"""Tables of commands: texts of strangers do nothing in them, and without rows they teach."""

import pytest

from muster.run.cli.common import answer, table


def test_texts_of_strangers_are_shown_and_not_obeyed(capsys):
    lines = table("name", "in their words")
    lines.add_row("[/b] Noor :smile:", "[red]please\x1b[31m\x07\nthank you")
    answer([], as_json=False, text=lines)
    said = capsys.readouterr().out
    assert "[/b] Noor :smile:" in said
    assert "[red]please" in said
    assert not set(said) & {"\x1b", "\x07"}


@pytest.mark.parametrize("text", [table("name", empty="No [/b] yet."), "No [/b] yet."])
def test_nothing_to_list_is_said_in_words(capsys, text):
    answer([], as_json=False, text=text)
    assert capsys.readouterr().out == "No [/b] yet.\n"
