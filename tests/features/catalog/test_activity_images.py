"""Images that texts show: what is taken, what is refused in words, and what is kept."""

import hashlib

import asyncpg
import pytest
from activity_samples import ASSESSMENT, INTERVIEW, QUESTION, TRACK

from muster.features.catalog import (
    LARGEST_IMAGE,
    ActivityFileError,
    Change,
    SourceFile,
    UnknownImageError,
    get_image,
    get_version,
    import_files,
    named_images,
    read_file,
)
from muster.run.activity_files import UnreadableFileError, read_source

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(16)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF"
GIF = b"GIF89a" + bytes(8)
WEBP = b"RIFF\x10\x00\x00\x00WEBPVP8 "
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


def shows(text: str, **images: bytes) -> SourceFile:
    quoted = text.replace("'", "''")
    prompt = QUESTION.replace("What is 2 + 2?", quoted)
    return SourceFile(
        "sums.yaml",
        ASSESSMENT + prompt,
        {name.replace("_", "."): image for name, image in images.items()},
    )


def problems(source: SourceFile) -> list[tuple[int, str, str]]:
    with pytest.raises(ActivityFileError) as caught:
        read_file(source)
    return [(found.line, found.field, found.message) for found in caught.value.problems]


def test_a_version_names_its_images_by_their_digests():
    file = read_file(shows("![one](a.png) and ![again](a.png)", a_png=PNG))
    assert file.content.images == {"a.png": hashlib.sha256(PNG).hexdigest()}
    assert [image.content for image in file.images] == [PNG]


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(PNG, "image/png"), (JPEG, "image/jpeg"), (GIF, "image/gif"), (WEBP, "image/webp")],
)
def test_an_image_is_known_by_its_content_not_by_its_name(content, media_type):
    (image,) = read_file(shows("![a](a.dat)", a_dat=content)).images
    assert image.media_type == media_type


@pytest.mark.parametrize(
    ("source", "field", "message"),
    [
        (shows("![a](a.png)"), "questions[1].prompt", "no such file beside this one"),
        (shows("![ ](a.png)", a_png=PNG), "questions[1].prompt", "![what it shows](a.png)"),
        (shows("![a](a.svg)", a_svg=SVG), "questions[1].prompt", "no PNG, JPEG, WebP or GIF"),
        (shows("![a](a.png)", a_png=b""), "questions[1].prompt", "no PNG, JPEG, WebP or GIF"),
        (shows("![a](a.png)", a_png=b"x" + PNG), "questions[1].prompt", "no PNG, JPEG, WebP"),
        (
            shows("![a](a.png)", a_png=PNG + bytes(LARGEST_IMAGE)),
            "questions[1].prompt",
            "larger than 2,000,000 bytes",
        ),
        (shows("![a](https://x.example/a.png)"), "questions[1].prompt", "a file beside this one"),
        (shows("![a](../a.png)"), "questions[1].prompt", "a file beside this one"),
        (shows("![a](/etc/a.png)"), "questions[1].prompt", "a file beside this one"),
        (shows("![a](%2e%2e%2fa.png)"), "questions[1].prompt", "a file beside this one"),
        (shows("![a](..)"), "questions[1].prompt", "a file beside this one"),
        (shows("![a](.hidden)"), "questions[1].prompt", "a file beside this one"),
        (shows("![a]()"), "questions[1].prompt", "a file beside this one"),
    ],
)
def test_an_image_that_cannot_be_shown_is_reported_where_it_is_named(source, field, message):
    ((line, place, said),) = problems(source)
    assert (line, place) == (5, field)
    assert message in said


def test_an_image_that_no_text_shows_is_reported():
    source = shows("`![a](a.png)` is how to write it", a_png=PNG)
    assert problems(source) == [(1, "", "came with the image 'a.png', which no text shows")]


def test_images_of_more_than_twenty_megabytes_together_are_refused():
    names = [f"{number}.png" for number in range(11)]
    text = " ".join(f"![a]({name})" for name in names)
    images = {name.replace(".", "_"): PNG + bytes(LARGEST_IMAGE - len(PNG)) for name in names}
    assert problems(shows(text, **images)) == [
        (1, "", "shows images of more than 20,000,000 bytes together")
    ]


def test_images_are_found_in_every_text_that_is_markdown():
    texts = iter(f"![t](i{number}.png)" for number in range(100))
    quiz = (
        ASSESSMENT
        + f"""
summary: "![no](no.png)"
instructions: "{next(texts)}"
sections:
  - title: "![no](no.png)"
    instructions: "{next(texts)}"
    questions:
      - type: matching
        prompt: "{next(texts)}"
        explanation: "{next(texts)}"
        items: {{a: "{next(texts)}", b: x}}
        options: {{c: "{next(texts)}", d: x}}
        correct: {{a: c, b: c}}
      - type: long_text
        prompt: "{next(texts)}"
        rubric: [{{criterion: "![no](no.png)", points: 2, look_for: "{next(texts)}"}}]
"""
    )
    assert len(named_images(SourceFile("a.yaml", quiz))) == 8
    talk = INTERVIEW + "prompts: [{prompt: '![t](a.png)', answer_seconds: 90}]"
    assert named_images(SourceFile("a.yaml", talk)) == {"a.png"}
    way = TRACK + "stages: [{activity: a}, {review: r, instructions: '![t](a.png)'}]"
    assert named_images(SourceFile("a.yaml", way)) == {"a.png"}
    assert named_images(SourceFile("a.yaml", "a: [")) == set()


async def test_an_image_is_kept_and_another_one_makes_another_version(
    database, organization, clock
):
    async def load(image: bytes):
        (imported,) = await import_files(
            database, organization, [shows("![a](a.png)", a_png=image)], clock
        )
        return imported

    assert (await load(PNG)).change is Change.CREATED
    assert (await load(PNG)).change is Change.UNCHANGED
    second = await load(GIF)
    assert (second.change, second.activity.current_version) == (Change.PUBLISHED, 2)
    assert (await load(PNG)).activity.current_version == 3
    kept = []
    for number in (1, 2, 3):
        version = await get_version(database, organization, second.activity.id, number)
        image = await get_image(database, organization, version.content.images["a.png"])
        kept.append((image.media_type, image.content))
    assert kept == [("image/png", PNG), ("image/gif", GIF), ("image/png", PNG)]


@pytest.mark.parametrize("sha256", ["", "zz", "0" * 64, "A" * 64, "0" * 63, "é" * 64])
async def test_an_image_that_is_not_there_is_unknown(database, organization, sha256):
    with pytest.raises(UnknownImageError):
        await get_image(database, organization, sha256)


async def test_an_image_belongs_to_one_organization(
    database, organization, other_organization, clock
):
    await import_files(database, organization, [shows("![a](a.png)", a_png=PNG)], clock)
    with pytest.raises(UnknownImageError):
        await get_image(database, other_organization, hashlib.sha256(PNG).hexdigest())


@pytest.mark.parametrize(
    "statement", ["update activity_image set content = 'x'", "delete from activity_image"]
)
@pytest.mark.parametrize("as_owner", [True, False])
async def test_a_published_image_never_changes(database, organization, clock, statement, as_owner):
    await import_files(database, organization, [shows("![a](a.png)", a_png=PNG)], clock)
    refusal = asyncpg.RestrictViolationError if as_owner else asyncpg.InsufficientPrivilegeError

    async def change(connection):
        if as_owner:
            await connection.execute("reset role")
        await connection.execute(statement)

    with pytest.raises(refusal):
        await database.run(organization, change)


def test_images_are_read_from_the_folder_of_their_file(tmp_path):
    file = tmp_path / "sums.yaml"
    file.write_text(shows("![a](a.png) ![b](<b c.gif>) ![d](d.png) ![e](../e.png)").text)
    for name, content in [("a.png", PNG), ("b c.gif", GIF), ("other.png", PNG)]:
        (tmp_path / name).write_bytes(content)
    (tmp_path / "d.png").mkdir()
    assert read_source(file).images == {"a.png": PNG, "b c.gif": GIF}


def test_no_more_of_an_image_is_read_than_tells_that_it_is_too_large(tmp_path):
    file = tmp_path / "sums.yaml"
    file.write_text(shows("![a](a.png)").text)
    (tmp_path / "a.png").write_bytes(PNG + bytes(2 * LARGEST_IMAGE))
    source = read_source(file)
    assert len(source.images["a.png"]) == LARGEST_IMAGE + 1
    assert "larger than" in problems(source)[0][2]


def test_a_file_that_cannot_be_read_is_said(tmp_path):
    with pytest.raises(UnreadableFileError, match="cannot be read"):
        read_source(tmp_path / "missing.yaml")
