"""The examples that come with Muster, as activity files."""

from importlib.resources import files
from pathlib import Path

from muster.features.catalog.reading import SourceFile, named_images


def read_examples() -> list[SourceFile]:
    """Return the examples with their images, in the order of their names."""
    packed = files("muster") / "examples"
    folder = Path(str(packed)) if packed.is_dir() else Path(__file__).parents[4] / "examples"
    return [_read(file) for file in sorted(folder.glob("*.yaml"))]


def _read(file: Path) -> SourceFile:
    source = SourceFile(file.name, file.read_text(encoding="utf-8"))
    images = {name: file.with_name(name).read_bytes() for name in named_images(source)}
    return SourceFile(source.name, source.text, images)
