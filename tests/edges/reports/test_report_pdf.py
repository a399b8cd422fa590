"""A report on paper: what it says, that texts stay texts, that letters of many scripts print."""

import re
import subprocess
from dataclasses import replace
from importlib.resources import files
from urllib.parse import quote

import pytest
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import logos
import report_views
from muster.edges.reports import check_logo, headers_of_pdf, make_pdf, pdf, printing
from muster.features.catalog import Image
from muster.features.organizations import (
    DamagedLogoError,
    LogoFile,
    UnknownLogoError,
    read_logo,
)
from run_samples import NOW

# What is code to the setter of types, to browsers, or to a parser of Markdown, when it is let in.
CODE = [
    '#import "@preview/x:0.1.0": *',
    '#read("/etc/passwd")',
    "#panic()",
    "$x^2$ = *bold* _em_ `raw` @ref <label>",
    "// comment /* comment */ \\ # [a] {b} ~ -- ---",
    '"},"k":"text","v":"',
    "</p><script>alert(1)</script>",
    "![x](../../../../etc/passwd) [y](javascript:alert(1)) [z](file:///etc/passwd)",
    "> quote\n\n1. one\n   - two\n\n| a | b |\n|--:|:-:|\n| 1 | 2 |\n\n---\n\n```\ncode\n```",
    "\u202egnp.exe\u202c\u200f\u2066",
    "Z" + "\u0301" * 200,
    "W" * 3000,
    "",
    "\n \n\t",
    "\x07\x1b[31m\x7f\u2028\ufffe",
]
NAMES = {
    "Latin": "Þórunn Nguyễn",
    "Greek": "Ελένη Καραμανλή",
    "Cyrillic": "Олександра Ґонґадзе",
    "Hebrew": "יעל כהן",
    "Arabic": "فاطمة الزهراء",
    "Devanagari": "क्षेत्रिमयूम प्रज्ञा",
    "Bengali": "সৌরভ চট্টোপাধ্যায়",
    "Tamil": "தமிழ்செல்வி",
    "Thai": "สมชาย ใจดี",
    "Han": "李小龍 王芳",
    "Kana": "さくら カナ",
    "Hangul": "김민준",
    "Georgian": "ქეთევან",
    "Armenian": "Արմեն",
    "Ethiopic": "አበበ በቂላ",
    "Khmer": "សុភា",
}


def text_of(made: bytes) -> str:
    """Return what can be selected and copied from a PDF, in one line."""
    run = subprocess.run(["pdftotext", "-", "-"], input=made, capture_output=True, check=True)
    return " ".join(run.stdout.decode().split())


@pytest.fixture(scope="module")
def made() -> bytes:
    return pdf(report_views.assessment())


def test_it_says_what_the_page_says(made):
    text = text_of(made)
    for said in (
        "Juniper & Rye Bakeries",
        "Amara Okafor",
        "64%",
        "16 of 25 points",
        "Cut-off: 60%",
        "Place 17 of 124",
        "Situations",
        "Judgement",
        "That you are sorry, and that a new loaf is on its way today",
        "2 of 3 right options chosen, none wrong; all or nothing: 0 of 2 points",
        "Sorry first, then the remedy",
        "Warm, and it names the remedy",
        "complaints week 9.xlsx",
        "Left the page",
        "Made on Tuesday, March 3, 2026, 10:30 AM (Central European Standard Time, UTC+01:00)",
        "Page 1 / ",
    ):
        assert said in text


def test_it_is_tagged_for_screen_readers_and_has_an_outline(made):
    assert re.search(rb"/MarkInfo<</Marked true", made) or b"/StructTreeRoot" in made
    info = subprocess.run(["pdfinfo", "-meta", "-"], input=made, capture_output=True, check=True)
    assert "<pdfuaid:part>1</pdfuaid:part>" in info.stdout.decode()
    assert b"/Outlines" in made


def test_the_same_report_is_the_same_file(made):
    assert pdf(report_views.assessment()) == made


def test_a_report_that_waits_says_so_instead_of_a_result():
    text = text_of(pdf(report_views.interview()))
    assert "Not complete yet" in text
    assert "Questions 1 and 2 wait for their points" in text
    assert "%" not in text.replace("60%", "")


@pytest.mark.parametrize(("language", "said"), [("de", "Bestanden"), ("ar", "ناجح")])
def test_it_speaks_the_language_that_is_asked_for(language, said):
    assert said in text_of(pdf(report_views.assessment(), language))


@pytest.mark.parametrize("language", ["pt-BR", "zh-Hant-TW", "sr_Latn", "gsw", "EN", None])
def test_a_version_in_any_language_prints(language):
    assert pdf(report_views.assessment(language=language)).startswith(b"%PDF-")


def test_what_typst_refuses_is_an_error_that_quotes_nobody(tmp_path):
    with pytest.raises(printing.NotPrintableError) as raised:
        printing._first([({"candidate": "Amara"}, None)], NOW, str(tmp_path))
    assert (raised.value.__context__, "Amara" in str(raised.value)) == (None, False)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=300))
def test_any_text_is_a_text(text):
    assert pdf(report_views.hostile(text)).startswith(b"%PDF-")


@pytest.mark.parametrize("code", CODE)
def test_code_is_a_text(code):
    made = pdf(report_views.hostile(code))
    assert b"/JavaScript" not in made
    assert not re.search(rb"/URI ?\((?!https://example)", made)
    if code.startswith("#"):
        assert code in text_of(made)


def test_long_texts_are_there_to_the_last_word():
    prose = report_views.question(
        1, report_views.QUESTIONS[6], f"{report_views.LONG_PROSE} THE END"
    )
    endless = report_views.question(2, report_views.QUESTIONS[6], "W" * 20_000 + "END")
    text = text_of(pdf(report_views.view_of(("", [prose, endless]))))
    assert "THE END" in text
    assert text.count("W") > 20_000
    assert "WEND" in text.replace(" ", "").replace("\u200b", "")


def test_no_page_begins_or_ends_in_the_middle_of_a_rating():
    short = report_views.rated("apology", ("2", "1.5", "1"), "Kind.", "zoe")
    asked = [
        report_views.question(
            number, report_views.QUESTIONS[6], "word\n" * (number % 7), given=(short,)
        )
        for number in range(1, 40)
    ]
    made = pdf(report_views.view_of(("", asked)))
    run = subprocess.run(["pdftotext", "-", "-"], input=made, capture_output=True, check=True)
    pages = [
        [
            line
            for line in page.splitlines()
            if line and "Made on" not in line and "Page" not in line
        ]
        for page in run.stdout.decode().split("\f")[:-1]
    ]
    assert len(pages) > 10
    assert not {page[-1] for page in pages} & {"What reviewers gave", "zoe", "Kind."}
    begun = {line for page in pages[1:] for line in page[:3]}
    assert not any(line.startswith("Monday, March 2") for line in begun)


@pytest.mark.parametrize("script", NAMES)
def test_the_packages_have_the_letters_of_a_script(script):
    """PDF/A-2b refuses letters that no font has; those of this machine are left out."""
    fonts = typst.Fonts(
        include_system_fonts=False,
        font_paths=[str(files(package)) for package in ("manimgx_fonts", "manimgx_fonts_cjk")],
    )
    source = b'#set text(font: "Noto Sans")\n#sys.inputs.name'
    compiler = typst.Compiler(source, font_paths=fonts, sys_inputs={"name": NAMES[script]})
    assert compiler.compile(format="pdf", pdf_standards="a-2b").startswith(b"%PDF-")


def test_an_image_that_cannot_be_drawn_is_its_words():
    asked = report_views.question(
        1, replace(report_views.QUESTIONS[2], prompt="![A loaf](l.png)"), "x"
    )
    view = report_views.view_of(("", [asked]), images={"l.png": "ab" * 32})
    broken = Image("image/png", b"\x89PNG\r\n\x1a\n0000IHDR and nothing more")
    for pictures in ({}, {"ab" * 32: broken}):
        assert "A loaf" in text_of(pdf(view, None, pictures))


# Its chunks are as they should be, but what is in them are no points.
UNDRAWABLE = LogoFile("image/png", logos.png(300, 100, b"no points"), 300, 100)
CUT = LogoFile("image/png", logos.png(300, 100)[:-20], 300, 100)


def from_employer(logo):
    view = report_views.assessment()
    return replace(view, organization=replace(view.organization, logo=logo.logo))


def pictures_of(made: bytes) -> int:
    """Return how many pictures made of points are on the first page, without their masks."""
    run = ["pdfimages", "-list", "-l", "1", "-"]
    lines = subprocess.run(run, input=made, capture_output=True, check=True).stdout.decode()
    return sum(line.split()[2] == "image" for line in lines.splitlines()[2:])


def first_page_of(made: bytes) -> str:
    return text_of(made).split("Page 1 /", maxsplit=1)[0]


@pytest.mark.parametrize(
    "content",
    [logos.JPEG, logos.LOSSY, logos.LOSSLESS, logos.png(60, 400)],
    ids=["jpeg", "lossy", "lossless", "tall"],
)
def test_a_logo_stands_beside_the_name(content):
    logo = read_logo(content)
    made = pdf(from_employer(logo), None, None, logo)
    assert pictures_of(made) == 1
    assert "Juniper & Rye Bakeries" in first_page_of(made)


def test_a_wide_logo_stands_for_the_name(made):
    logo = read_logo(logos.png(500, 100))
    branded = pdf(from_employer(logo), None, None, logo)
    assert pictures_of(branded) == 1
    assert "Juniper & Rye Bakeries" not in first_page_of(branded)
    # Whoever listens hears the name.
    assert branded.count(b"/Alt") == made.count(b"/Alt") + 1


def test_a_logo_of_many_points_makes_no_large_file(made):
    logo = read_logo(logos.png(1500, 1200))
    assert len(pdf(from_employer(logo), None, None, logo)) < len(made) * 1.2


def test_without_a_logo_a_letter_stands_for_the_employer(made):
    assert pictures_of(made) == 0
    assert first_page_of(made).startswith("J Juniper & Rye Bakeries")


@pytest.mark.parametrize("logo", [UNDRAWABLE, CUT], ids=["undrawable", "cut"])
async def test_a_broken_logo_breaks_no_report(logo, made):
    drawn = pdf(from_employer(logo), None, None, logo)
    assert drawn == made
    with pytest.raises(DamagedLogoError):
        await check_logo(logo)


async def test_a_logo_that_is_gone_breaks_no_report(made):
    async def gone(_):
        raise UnknownLogoError

    assert await make_pdf(from_employer(CUT), gone, gone) == made


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Amara Okafor", "Amara-Okafor-Customer-support-judgement-and-clear-writing.pdf"),
        ("../../etc/passwd", "etc-passwd-Customer-support-judgement-and-clear-writing.pdf"),
        ("李小龍", "李小龍-Customer-support-judgement-and-clear-writing.pdf"),
    ],
)
def test_its_name_is_letters_and_hyphens(name, file):
    candidate = replace(report_views.CANDIDATE, name=name)
    headers = headers_of_pdf(report_views.assessment(candidate=candidate))

    assert headers["Content-Disposition"] == f"attachment; filename*=utf-8''{quote(file)}"
