"""Columns, pasted lines and languages, pure."""

import pytest

from muster.base.tables import read_table
from muster.features.intake import columns
from muster.features.intake.columns import check_columns, entries_of, guess
from muster.features.intake.languages import tag_of
from muster.features.intake.lines import read_lines
from muster.features.intake.model import ColumnsError, TooManyRowsError


@pytest.mark.parametrize(
    ("header", "meanings"),
    [
        ("Name,E-Mail", ("name", "address")),
        ("first_name,LAST NAME,email address", ("first", "last", "address")),
        ("Nachname;Vorname;E-Mail-Adresse;Sprache", ("last", "first", "address", "language")),
        ("Prénom;Nom;Courriel;Langue", ("first", "last", "address", "language")),
        ("Nom;Courriel", ("name", "address")),
        ("Nombre;Apellidos;Correo electrónico", ("first", "last", "address")),
        ("الاسم,البريد الإلكتروني", ("name", "address")),
        ("Bewerbernummer\tName\tMail", ("external_id", "name", "address")),
        ("Name,Email,Email", ("name", "address", "")),
    ],
)
def test_columns_are_guessed_from_their_names(header, meanings):
    assert guess(read_table(header.encode()), header=True) == meanings


def test_columns_without_names_are_guessed_from_what_is_in_them():
    table = read_table(b"17,Amara Okafor,amara@example.com\n18,Bo Li,bo@example.com\n")
    assert not columns.has_header(table)
    assert guess(table, header=False) == ("", "name", "address")


def test_names_are_taken_as_they_are_and_other_columns_may_be_kept():
    table = read_table("Vorname;Name;Mail;Ort\nkÄTHE;van der Brück;K@Example.com;Köln\n".encode())
    entry = entries_of(table, ("first", "last", "address", "metadata:ort"), header=True)[0]
    assert (entry.number, entry.name, entry.address) == (2, "kÄTHE van der Brück", "K@Example.com")
    assert entry.metadata == {"ort": "Köln"}


@pytest.mark.parametrize("wrong", [("name",), ("address", "address"), ("address", "shoe size")])
def test_columns_that_cannot_be_used_are_refused(wrong):
    with pytest.raises(ColumnsError):
        check_columns(wrong)


@pytest.mark.parametrize(
    ("line", "name", "address"),
    [
        ("Amara Okafor <amara@example.com>", "Amara Okafor", "amara@example.com"),
        ('"Okafor, Amara" <amara@example.com>,', "Okafor, Amara", "amara@example.com"),
        ("amara@example.com", "", "amara@example.com"),
        ("Amara Okafor, amara@example.com", "Amara Okafor", "amara@example.com"),
        ("amara@example.com;Amara Okafor", "Amara Okafor", "amara@example.com"),
        ("Amara\tOkafor\tamara@example.com", "Amara Okafor", "amara@example.com"),
        ("Amara Okafor amara@example.com", "Amara Okafor", "amara@example.com"),
        ("Amara Okafor (amara@example.com)", "Amara Okafor", "amara@example.com"),
        ("Amara Okafor", "Amara Okafor", ""),
        ("ليلى الحدّاد <l@example.com>", "ليلى الحدّاد", "l@example.com"),
        ("mailto:amara@example.com", "", "amara@example.com"),
    ],
)
def test_people_are_recognised_as_they_are_pasted(line, name, address):
    (entry,) = read_lines(line)
    assert (entry.name, entry.address) == (name, address)


def test_several_on_a_line_as_mail_programs_copy_them():
    entries = read_lines(
        "Amara <a@example.com>, Bo Li <b@example.com>; c@example.com <c@example.com>\n"
    )
    assert [one.address for one in entries] == ["a@example.com", "b@example.com", "c@example.com"]
    assert [one.number for one in entries] == [1, 2, 3]


def test_a_language_may_follow_and_lines_keep_their_numbers():
    entries = read_lines("\nAmara, a@example.com, fr\n\n<script>x</script> b@example.com\0\n")
    assert [(one.number, one.locale) for one in entries] == [(2, "fr"), (4, None)]


def test_more_than_five_thousand_are_too_many():
    with pytest.raises(TooManyRowsError):
        read_lines("a@example.com\n" * 5001)


@pytest.mark.parametrize(
    ("said", "tag"),
    [("German", "de"), ("deutsch", "de"), ("العربية", "ar"), ("fr_CA", "fr-CA"), ("", None)],
)
def test_languages_are_known_by_name_or_tag(said, tag):
    assert tag_of(said) == tag
