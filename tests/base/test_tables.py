"""Tables as spreadsheets of many countries save them, and files that are no tables."""

from contextlib import suppress

import pytest

from muster.base.tables import TableError, read_table

GERMAN = "Name;E-Mail\r\nKäthe Brückner;kaethe@example.com\r\nJosé Núñez;jose@example.com\r\n"


@pytest.mark.parametrize(
    ("text", "encoding", "found", "separator", "cell"),
    [
        ("name,email\nZoë,z@example.com\n", "utf-8", "utf-8", ",", "Zoë"),
        ("name,email\nZoë,z@example.com\n", "utf-8-sig", "utf-8", ",", "Zoë"),
        (GERMAN, "cp1252", "cp1252", ";", "Käthe Brückner"),
        ("Name\tMail\r\nليلى الحدّاد\tl@example.com\r\n", "utf-16", "utf-16", "\t", "ليلى الحدّاد"),
        ("Name\tMail\r\nKäthe\tk@example.com\r\n", "utf-16-le", "utf-16", "\t", "Käthe"),
        ("Name;Mail\rZoé Lefèvre;z@example.com\r", "mac_roman", "mac_roman", ";", "Zoé Lefèvre"),
        (
            "Имя;Адрес\nИван Петров;i@example.com\nИлья Жуков;o@example.com\n",  # noqa: RUF001 -- Cyrillic
            "cp1251",
            "cp1251",
            ";",
            "Иван Петров",
        ),
        (
            "Jméno;Mail\nŽofie Dvořáková;z@example.com\nŁukasz Wiśniewski;l@example.com\n",
            "cp1250",
            "cp1250",
            ";",
            "Žofie Dvořáková",
        ),
        (
            "名前,メール\n佐藤 花子,h@example.com\n鈴木一郎,i@example.com\n",
            "shift_jis",
            "shift_jis",
            ",",
            "佐藤 花子",
        ),
        ('sep=|\r\nname|mail\r\n"Okafor, A"|a@example.com\r\n', "utf-8", "utf-8", "|", "Okafor, A"),
    ],
)
def test_encoding_and_separator_are_found_out(text, encoding, found, separator, cell):
    table = read_table(text.encode(encoding))
    assert (table.encoding, table.separator) == (found, separator)
    assert table.lines[1].cells[0] == cell


def test_what_is_said_of_the_form_is_believed():
    table = read_table("a;b,c\n1;2,3\n".encode("cp1252"), "cp1250", ",")
    assert table.encoding == "cp1250"
    assert table.lines[0].cells == ("a;b", "c")


def test_lines_keep_their_numbers_and_empty_ones_are_left_out():
    table = read_table(b'name,mail\n\n"Two\nlines",a@example.com\n , \nB,b@example.com\n')
    assert [line.number for line in table.lines] == [1, 3, 6]
    assert table.lines[1].cells[0] == "Two\nlines"


def test_a_quote_that_nothing_closes_loses_nobody():
    table = read_table(
        b'name,mail\n"Amara,a@example.com\nB,b@example.com\n"C ""c""",c@example.com\n'
    )
    assert [line.cells[-1] for line in table.lines[1:]] == [
        "a@example.com",
        "b@example.com",
        "c@example.com",
    ]
    assert table.lines[3].cells[0] == 'C "c"'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n\r\n", "empty"),
        (b"PK\x03\x04" + bytes(1000), "Excel workbook"),
        (b"\xd0\xcf\x11\xe0" + bytes(1000), "old Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"name,mail\nA\0B,a@example.com,,,,,,,,\n", "not a text"),
        (b",".join([b"x"] * 100_000), "200 columns"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(content, words):
    with pytest.raises(TableError, match=words):
        read_table(content)


def test_noise_ends_in_rows_or_a_sentence():
    for content in (bytes(range(1, 256)) * 400, b'"' * 100_000, b"\xff" * 5000, b"\n" * 5000):
        with suppress(TableError):
            assert read_table(content).lines
