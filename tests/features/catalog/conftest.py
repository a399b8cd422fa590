"""What the tests of the catalog share: importing into the test's organization."""

import pytest

from muster.features.catalog import SourceFile, import_files


@pytest.fixture
def load(database, organization, clock):
    """Import files into the test's organization and return the outcomes."""

    async def load(*sources: SourceFile):
        return await import_files(database, organization, sources, clock, actor="test")

    return load
