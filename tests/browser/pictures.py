"""Take the pictures of the console that README and docs show: ``make pictures``.

A demo is started in a folder that is thrown away, lives through a month, and is photographed.
"""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn
from playwright.async_api import Browser, async_playwright
from prometheus_client import CollectorRegistry

sys.path.insert(0, str(Path(__file__).parents[1]))

from busy_month import MovedClock, live, settled
from employers import Employer
from muster.base.settings import Settings
from muster.features import catalog, delivery, members, organizations
from muster.features.members import Member, MemberRole, NewMember
from muster.run.demo import SLUG, prepare_demo
from muster.run.house import House, database_of, house_of
from muster.run.metrics import DeliveryMetrics
from muster.run.wiring import build_dispatcher, build_site

PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}
DESK = {"viewport": {"width": 1280, "height": 800}, "device_scale_factor": 2}


@dataclass(frozen=True)
class Picture:
    """One picture: its file, the page, how it is looked at, and what is pressed first."""

    file: str
    path: str
    options: dict
    scheme: str = "light"
    press: tuple[str, ...] = ()


RECRUITER = "Mira Lindqvist"
ROW, REPORT = "main tbody a", "main a[href*='/reports/']"
PICTURES = (
    Picture("console-home.png", "/console", DESK),
    Picture("console-report.png", "/console/invitations?state=passed", DESK, "dark", (ROW, REPORT)),
    Picture("console-person.png", "/console/candidates?q=Aino", PHONE, press=(ROW,)),
)


async def main(folder: Path) -> None:
    """Take all pictures."""
    listener = uvicorn.Config(app=None, port=0).bind_socket()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with TemporaryDirectory() as data:
        settings = Settings(data=Path(data), public_url=address, mailbox=True)
        async with lived(settings) as house, working(house), served(house, listener):
            secret = await signed_in(house)
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"))
                for picture in PICTURES:
                    await take(browser, picture, f"{address}{picture.path}", secret, folder)
                await browser.close()


@asynccontextmanager
async def lived(settings: Settings) -> AsyncIterator[House]:
    """Yield the house of a demo that has a month behind it."""
    async with database_of(settings) as named:
        await prepare_demo(named)
        async with house_of(named) as house:
            await live_through_a_month(house)
            yield house


async def live_through_a_month(house: House) -> None:
    """Invite, deliver, take and score, as in a month that ends now."""
    clock = MovedClock(house.clock.now())
    moved = replace(house, clock=clock)
    organization = await organizations.find_organization(house.database, SLUG)
    found = await catalog.list_activities(house.database, organization.id, limit=50)
    employer = Employer(house.database, clock, organization, {one.key: one for one in found})

    async def delivered() -> None:
        async def none_waits() -> bool:
            return (await delivery.lane_health(house.database, now=clock.now())).queued == 0

        await settled(none_waits)

    async with working(moved):
        await live(employer, await recruiter(house), clock, delivered)


@asynccontextmanager
async def working(house: House) -> AsyncIterator[None]:
    """Deliver letters meanwhile, as a worker does."""
    stop = asyncio.Event()
    dispatcher = build_dispatcher(house, DeliveryMetrics(CollectorRegistry()))
    delivering = asyncio.create_task(dispatcher.run(stop))
    yield
    stop.set()
    await delivering


@asynccontextmanager
async def served(house: House, listener) -> AsyncIterator[None]:
    """Serve everything that one host serves."""
    config = uvicorn.Config(build_site(house), log_level="warning", ws="none", lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    yield
    server.should_exit = True
    await serving


async def signed_in(house: House) -> str:
    """Return the secret of the recruiter's session."""
    organization = await organizations.find_organization(house.database, SLUG)
    found = await members.list_members(house.database, organization.id)
    (member,) = [one for one in found if one.name == RECRUITER]
    return await members.begin_session(
        house.database, organization.id, member, "Chromium on Linux", house.clock
    )


async def recruiter(house: House) -> Member:
    """Make the member who works here."""
    organization = await organizations.find_organization(house.database, SLUG)
    wanted = NewMember("mira@example.com", MemberRole.OWNER, RECRUITER)
    return await members.add_member(
        house.database, organization.id, wanted, actor="operator", clock=house.clock
    )


async def take(browser: Browser, picture: Picture, url: str, secret: str, folder: Path) -> None:
    """Take one picture."""
    context = await browser.new_context(**picture.options, color_scheme=picture.scheme)
    await context.add_cookies([{"name": "muster-console", "value": secret, "url": url}])
    page = await context.new_page()
    await page.goto(url, wait_until="networkidle")
    for selector in picture.press:
        await page.locator(selector).first.click()
        await page.wait_for_load_state("networkidle")
    await page.screenshot(path=folder / picture.file)
    await context.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
