"""What stories share: a data folder with two employers in it, made once and copied for each."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from muster.base.settings import Settings
from muster.features import catalog, organizations
from muster.features.organizations import ALL_BUT_ERASE, Profile
from muster.run.cli.activities import activity_facts, read_source
from muster.run.wiring import House, database_of, house_of

EXAMPLES = [
    read_source(file) for file in sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
]


@dataclass(frozen=True)
class Employer:
    """An organization's slug, its key and its activities by kind."""

    slug: str
    key: str
    activities: dict[str, list[dict]]

    def ids(self, kind: str, form: str) -> list:
        return [one[form] for one in self.activities[kind]]


@dataclass(frozen=True)
class Template:
    """A folder whose server is down, and the employers in it."""

    folder: Path
    northwind: Employer
    southwind: Employer

    def copy_to(self, folder: Path) -> Path:
        return Path(shutil.copytree(self.folder, folder, symlinks=True))


@pytest.fixture(scope="session")
async def template(tmp_path_factory) -> Template:
    folder = tmp_path_factory.mktemp("template") / "data"
    settings = Settings.read({"MUSTER_DATA": str(folder)})
    async with database_of(settings) as named, house_of(named) as house:
        employers = [await _employ(house, slug) for slug in ("northwind", "southwind")]
    return Template(folder, *employers)


async def _employ(house: House, slug: str) -> Employer:
    organization = await organizations.create_organization(
        house.database, slug, Profile(name=slug.title()), house.clock
    )
    key, _ = await organizations.create_key(
        house.database, organization.id, scopes=ALL_BUT_ERASE, clock=house.clock
    )
    imported = await catalog.import_files(house.database, organization.id, EXAMPLES, house.clock)
    kinds = {kind: [] for kind in ("assessment", "interview", "track")}
    for one in imported:
        kinds[one.activity.kind.value].append(activity_facts(one.activity))
    return Employer(slug, key.text, kinds)


@pytest.fixture(scope="module")
def data(template, tmp_path_factory) -> Path:
    """A copy of the template for the tests of one module."""
    return template.copy_to(tmp_path_factory.mktemp("story") / "data")
