"""What tests of the command line share: a data folder whose server stays up, and the command."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from muster.base.settings import Settings
from muster.features import catalog, organizations
from muster.features.organizations import Profile
from muster.run.cli import main
from muster.run.cli.activities import read_source
from muster.run.house import database_of, house_of

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))


@dataclass(frozen=True)
class Outcome:
    """How a command ended and what it said."""

    status: int
    output: str
    errors: str

    @property
    def json(self):
        return json.loads(self.output)

    @property
    def complaint(self) -> str:
        """The one line in which a command says what is wrong."""
        assert self.status != 0
        assert self.output == ""
        assert self.errors.startswith("muster: ")
        assert self.errors.count("\n") == 1
        return self.errors.removeprefix("muster: ").rstrip("\n")


@pytest.fixture
def muster(capsys) -> Callable[..., Outcome]:
    """Runs a command in this process, which saves the second that Python takes to start."""

    def muster(*words: object) -> Outcome:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        said = capsys.readouterr()
        return Outcome(ended.value.code or 0, said.out, said.err)

    return muster


@pytest.fixture(scope="session")
async def served_folder(tmp_path_factory):
    """A data folder whose server runs, as beside ``muster serve``; northwind is in it."""
    folder = tmp_path_factory.mktemp("served") / "data"
    settings = Settings.read({"MUSTER_DATA": str(folder)})
    async with database_of(settings) as named:
        async with house_of(named) as house:
            organization = await organizations.create_organization(
                house.database, "northwind", Profile(name="Northwind Traders"), house.clock
            )
            sources = [read_source(file) for file in EXAMPLES]
            await catalog.import_files(house.database, organization.id, sources, house.clock)
        yield folder


@pytest.fixture
def here(served_folder) -> tuple[str, Path]:
    return "--data", served_folder


@pytest.fixture
def employer() -> str:
    """The slug of an organization with the example activities."""
    return "northwind"
