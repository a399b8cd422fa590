"""Lists of people as spreadsheets write them, and results that a spreadsheet may open."""

import csv

import pytest

from muster.run.cli.guestlist import GuestListError, read_guests, write_results

PEOPLE = [("Zoë Brontë", "zoe@example.com"), ("O’Neill, Ann", "ann@example.com")]


def write(path, text: str, encoding: str):
    path.write_bytes(text.encode(encoding))
    return path


def read(path) -> list[tuple[int, str, str]]:
    return [(one.line, one.guest.name, one.guest.email) for one in read_guests(path)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_what_spreadsheets_write_is_read(tmp_path, encoding, separator, line_end):
    rows = [("Name", "E-Mail"), *PEOPLE]
    lines = [f'"{name}"{separator}{address}' for name, address in rows]
    path = write(tmp_path / "people.csv", line_end.join(lines), encoding)
    assert read(path) == [(2, *PEOPLE[0]), (3, *PEOPLE[1])]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_both_orders_of_utf_16_are_read(tmp_path, encoding):
    path = write(tmp_path / "people.csv", "\ufeffname,email\n王秀英,wang@example.com\n", encoding)
    assert read(path) == [(2, "王秀英", "wang@example.com")]


def test_first_and_last_names_are_put_together(tmp_path):
    text = "Vorname;Nachname;E-Mail\nJürgen;Groß;juergen@example.com\n;Nur;nur@example.com\n"
    path = write(tmp_path / "people.csv", text, "utf-8")
    assert [name for _, name, _ in read(path)] == ["Jürgen Groß", "Nur"]


def test_other_columns_are_taken_or_left(tmp_path):
    text = "shoe size,email,name,external_id,language\n44,a@example.com,Ann,42,de\n,b@example.com,Bo,,\n"
    first, second = read_guests(write(tmp_path / "people.csv", text, "utf-8"))
    assert (first.guest.external_id, first.guest.locale) == ("42", "de")
    assert (second.guest.external_id, second.guest.locale) == (None, None)


def test_empty_lines_are_left_out_and_lines_are_counted_as_people_see_them(tmp_path):
    text = 'name,email\n\n"Ann\nLee",a@example.com\n , \nBo,b@example.com\n'
    assert [(line, name) for line, name, _ in read(write(tmp_path / "p.csv", text, "utf-8"))] == [
        (4, "Ann\nLee"),
        (6, "Bo"),
    ]


def test_a_short_row_has_empty_cells(tmp_path):
    assert read(write(tmp_path / "p.csv", "email,name\na@example.com\n", "utf-8")) == [
        (2, "", "a@example.com")
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "name the columns"),
        (b"name\nAnn\n", "name the columns"),
        (b"email\na@example.com\n", "name the columns"),
        (b"a@example.com,Ann\n", "name the columns"),
        (b'email,name\na@example.com,"' + b"x" * 140_000, "line 2"),
        (b"email,name\n" + b"x" * (16 * 1024 * 1024), "larger than 16 MB"),
    ],
)
def test_a_list_that_cannot_be_read_says_why(tmp_path, content, said):
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    with pytest.raises(GuestListError, match=said):
        read_guests(path)


def test_a_folder_is_no_list(tmp_path):
    with pytest.raises(GuestListError, match="cannot be read"):
        read_guests(tmp_path)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@sum", "\tx", "\rx", "\uff1dx", "\0x"])
def test_no_cell_of_the_results_is_run_by_a_spreadsheet(tmp_path, cell):
    path = tmp_path / "results.csv"
    write_results(path, [("line", "name"), (2, cell), (3, "Ann")])
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [["line", "name"], ["2", f"'{cell}"], ["3", "Ann"]]
