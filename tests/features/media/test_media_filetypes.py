"""Types are told by content; nothing is unpacked."""

import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.features.media import filetypes
from muster.features.media.filetypes import MEDIA_TYPES, detect, fits


def archive(path, *members, **contents):
    with zipfile.ZipFile(path, "w") as packed:
        for name in members:
            packed.writestr(name, "x")
        for name, content in contents.items():
            packed.writestr(name, content)
    return path.read_bytes()


def office(path, *members):
    return archive(path, "[Content_Types].xml", *members)


@pytest.fixture
def typed(tmp_path):
    def typed(content: bytes, name: str = "answer") -> str | None:
        path = tmp_path / "content"
        path.write_bytes(content)
        return detect(path, name)

    return typed


@pytest.fixture
def scrap(tmp_path):
    return tmp_path / "scrap"


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(9), "a.pdf", "png"),
        (b"\xff\xd8\xff\xe0" + bytes(9), "a", "jpeg"),
        (b"%PDF-1.7\n" + bytes(200), "a.docx", "pdf"),
        (b"\n" * 900 + b"%PDF-1.7\n", "a", "pdf"),
        ("Grüße, мир, سلام\n".encode(), "a.pdf", "txt"),
        ("name;größe\n".encode("cp1252"), "Liste.CSV", "csv"),
        ("größe\r\n".encode("utf-16"), "a.txt", "txt"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "setup.pdf", None),
        (b"\x7fELF\x02\x01\x01\x00", "a.txt", None),
        (b"\xff\xfe\x00\xd8", "half a character in UTF-16", None),
        (b"PK\x03\x04 and nothing more", "a.zip", None),
        (b"PK\x05\x06", "a.zip", None),
        (b"GIF89a\x01\x00\x01\x00", "a.png", None),
    ],
)
def test_the_content_tells_the_type_and_the_name_does_not(typed, content, name, kind):
    assert typed(content, name) == kind


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        (["[Content_Types].xml", "word/document.xml"], "docx"),
        (["[Content_Types].xml", "xl/workbook.xml"], "xlsx"),
        (["[Content_Types].xml", "ppt/presentation.xml"], "pptx"),
        (["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"], "zip"),
        (["[Content_Types].xml", "AppManifest.xaml"], "zip"),
        (["word/document.xml"], "zip"),
        (["readme.txt"], "zip"),
        ([], "zip"),
    ],
)
def test_an_archive_is_what_its_members_make_it(typed, scrap, members, kind):
    assert typed(archive(scrap, *members), "a.docx") == kind


def test_an_open_document_says_so_itself(typed, scrap):
    assert typed(archive(scrap, mimetype=MEDIA_TYPES["odt"])) == "odt"
    assert typed(archive(scrap, mimetype="application/epub+zip")) == "zip"


def test_an_archive_with_a_long_list_is_not_even_listed(typed, scrap):
    whole = bytearray(archive(scrap, "readme.txt"))
    struct.pack_into("<H", whole, whole.rfind(b"PK\x05\x06") + 10, 60_000)

    assert typed(bytes(whole)) is None


def test_a_bomb_is_told_by_its_list_and_never_unpacked(typed, scrap):
    with zipfile.ZipFile(scrap, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("bomb", bytes(30_000_000))
    assert scrap.stat().st_size < 100_000

    assert typed(scrap.read_bytes()) == "zip"


@given(
    changes=st.lists(st.tuples(st.integers(4, 500), st.integers(0, 255)), min_size=1, max_size=8),
    length=st.integers(4, 600),
)
def test_a_broken_archive_is_some_type_or_none_and_never_an_error(scrap_of_all, changes, length):
    path, whole = scrap_of_all
    broken = bytearray(whole)
    for place, value in changes:
        broken[place % len(broken)] = value
    path.write_bytes(broken[:length])

    assert detect(path, "answer") in {None, "odt", "docx", "zip", "txt"}


@pytest.fixture(scope="module")
def scrap_of_all(tmp_path_factory):
    """A path to write to, and an archive that is half of everything."""
    path = tmp_path_factory.mktemp("broken") / "archive"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", MEDIA_TYPES["odt"], compress_type=zipfile.ZIP_STORED)
        packed.writestr("[Content_Types].xml", "x" * 100)
        packed.writestr("word/document.xml", "é")
    return path, path.read_bytes()


@pytest.mark.parametrize(
    ("kind", "taken", "good"),
    [
        ("pdf", ("pdf", "docx"), True),
        ("zip", ("docx",), False),
        ("docx", ("zip",), True),
        ("csv", ("txt",), True),
        ("txt", ("csv",), False),
        ("txt", ("csv", "txt"), True),
        (None, ("pdf",), False),
    ],
)
def test_what_a_question_takes(kind, taken, good):
    assert fits(kind, taken) is good


def test_every_type_that_questions_may_take_has_a_media_type():
    schema = filetypes.MEDIA_TYPES
    assert set(schema) == {
        *("pdf", "docx", "xlsx", "pptx", "odt", "txt", "csv", "png", "jpeg", "zip")
    }
