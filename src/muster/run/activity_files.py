"""Reading activity files and the images beside them from a folder."""

from pathlib import Path

from muster.base.errors import InvalidError
from muster.features import catalog
from muster.features.catalog import LARGEST_IMAGE, SourceFile


class UnreadableFileError(InvalidError):
    """A file cannot be read."""

    code = "unreadable_file"


def read_source(file: Path) -> SourceFile:
    """Return a file's name and text, and what its folder has of the images that it names.

    Raises:
        UnreadableFileError: it is missing, a folder, or not UTF-8; or an image cannot be read.
    """
    try:
        source = SourceFile(file.name, file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(file, error) from error
    beside = {name: file.with_name(name) for name in catalog.named_images(source)}
    images = {name: _image(path) for name, path in beside.items() if path.is_file()}
    return SourceFile(source.name, source.text, images)


def _image(file: Path) -> bytes:
    """No more of it than tells that it is too large."""
    try:
        with file.open("rb") as stream:
            return stream.read(LARGEST_IMAGE + 1)
    except OSError as error:
        raise _unreadable(file, error) from error


def _unreadable(file: Path, error: Exception) -> UnreadableFileError:
    reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
    return UnreadableFileError(f"{file} cannot be read: {reason}")
