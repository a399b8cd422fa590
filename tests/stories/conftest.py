"""What stories share: a data folder with two employers in it, made once and copied for each."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from story_office import Office
from story_program import serving

from muster.base.settings import Settings
from muster.features import catalog, organizations
from muster.features.organizations import ALL_BUT_ERASE, Profile
from muster.run.cli.activities import activity_facts, read_source
from muster.run.house import House, database_of, house_of

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
        house.database, organization.id, organizations.WantedKey(ALL_BUT_ERASE), clock=house.clock
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


@pytest.fixture(scope="session")
def office(template, tmp_path_factory):
    """An employer at a running server, which writes its letters into a folder."""
    folder = tmp_path_factory.mktemp("taking")
    data, mail = template.copy_to(folder / "data"), folder / "mail"
    with serving(data, MUSTER_MAIL_FOLDER=str(mail)) as server:
        yield Office(server, template.northwind.key, mail)


@pytest.fixture
async def open_page(chromium):
    """Open the page of another candidate's browser; an error in a script fails the test."""
    contexts, complaints = [], []

    async def open_page(**options):
        context = await chromium.new_context(**options)
        contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        await context.close()
    assert complaints == []
