"""Files are known by their content, kept under random keys, and part of the answer."""

import pytest
from media_samples import files_in

from muster.features import attempts, media
from muster.features.media import (
    EmptyError,
    FileTypeError,
    TooLargeError,
    TooManyFilesError,
    UnknownFileError,
    WrongQuestionError,
)
from muster.features.media.model import MOST_FILES

PDF = b"%PDF-1.7\n" + bytes(2000)


async def take_back(taker, uid) -> int:
    return await media.take_back(taker.database, taker.hold("plan"), uid, taker.clock)


async def test_a_file_is_part_of_the_answer_from_the_moment_it_is_acknowledged(taker, folder):
    done = await taker.hand_in("../Mein Plan.pdf", PDF)

    assert (done.name, done.kind, done.size, done.revision) == ("Mein Plan.pdf", "pdf", 2009, 1)
    assert await taker.answer("plan") == {"files": [str(done.uid)]}
    (stored,) = files_in(folder)
    assert stored.read_bytes() == PDF
    assert "Plan" not in str(stored)
    assert await taker.events() == ["file.uploaded"]


async def test_several_files_and_one_taken_back(taker):
    first = await taker.hand_in("a.pdf", PDF)
    second = await taker.hand_in("b.txt", b"text")
    with pytest.raises(TooManyFilesError):
        await taker.hand_in("c.txt", b"more")

    assert await take_back(taker, first.uid) == 3
    assert await taker.answer("plan") == {"files": [str(second.uid)]}
    with pytest.raises(UnknownFileError):
        await take_back(taker, first.uid)
    await take_back(taker, second.uid)
    assert await taker.answer("plan") is None


async def test_files_cannot_be_exchanged_until_the_disk_is_full(taker, folder):
    for number in range(MOST_FILES):
        done = await taker.hand_in("a.txt", f"{number}".encode())
        if number < MOST_FILES - 1:
            await take_back(taker, done.uid)

    with pytest.raises(TooManyFilesError):
        await taker.hand_in("b.txt", b"one more")

    assert len(files_in(folder)) == MOST_FILES
    assert await taker.answer("plan") == {"files": [str(done.uid)]}


@pytest.mark.parametrize(
    ("content", "item", "error"),
    [
        (b"", "plan", EmptyError),
        (b"x" * 1_000_001, "plan", TooLargeError),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "plan", FileTypeError),
        (b"MZ\x90\x00\x03" + bytes(99), "plan", FileTypeError),
        (PDF, "speak", WrongQuestionError),
        (PDF, "pick", WrongQuestionError),
        (PDF, "none", attempts.UnknownQuestionError),
    ],
)
async def test_a_file_that_is_not_taken_leaves_nothing(taker, folder, content, item, error):
    with pytest.raises(error):
        await taker.hand_in("plan.pdf", content, item)

    assert files_in(folder) == []
    assert await taker.answer("plan") is None


async def test_another_candidates_file_cannot_be_removed(taker, stranger):
    done = await taker.hand_in("a.pdf", PDF)

    with pytest.raises(UnknownFileError):
        await take_back(stranger, done.uid)

    assert await taker.answer("plan") is not None


async def test_after_the_end_and_on_another_device_nothing_is_added(taker, folder):
    other = await taker.second_device()
    with pytest.raises(attempts.SupersededError):
        await taker.hand_in("a.pdf", PDF)
    await other.submit()
    with pytest.raises(attempts.OverError):
        await other.hand_in("a.pdf", PDF)

    assert files_in(folder) == []
