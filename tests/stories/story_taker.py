"""A candidate in a browser, who looks at each page and does what stands there to be done."""

from pathlib import Path

import yaml
from playwright.async_api import Page, expect

EXAMPLES = Path(__file__).parents[2] / "examples"
PICTURE = EXAMPLES / "orders-by-quarter.png"
ESSAY = (
    "Dear Ms Okafor – naïve façade, Größe, 你好 and ليلى: every letter counts.\n\n"
    + "We are sorry, and we send both lamps today. " * 12
)
_LOOK = """() => {
  const form = document.querySelector("form#answer");
  return {
    path: location.pathname,
    type: form?.dataset.type,
    item: form?.dataset.item,
    medium: document.querySelector("[data-recorder]")?.dataset.medium,
  };
}"""
_VALUES = "(all) => all.map((one) => one.value)"
_ORDER = "(all) => all.map((one) => one.dataset.key)"
_IS_REACHED = "(one) => one === document.activeElement"
_FOR_PEOPLE = {"long_text", "file", "recorded"}


def right_answers(example: str) -> dict[str, object]:
    """Return an answer to every question of an example; the right one where there is one."""
    document = yaml.safe_load((EXAMPLES / f"{example}.yaml").read_text("utf-8"))
    sections = document.get("sections", [{"questions": document.get("prompts", [])}])
    questions = [one for section in sections for one in section["questions"]]
    return {one["id"]: _right(one) for one in questions}


def _right(question: dict) -> object:
    kind = question.get("type")
    if kind == "short_text":
        return question["accept"][0]
    if kind == "number":
        return str(question["answer"])
    return ESSAY if kind == "long_text" else question.get("correct")


class Hands:
    """How somebody works a page: by a finger or a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def press(self, button) -> None:
        await button.click()

    async def tick(self, choice) -> None:
        await choice.check()

    async def write(self, field, text: str) -> None:
        await field.fill(text)

    async def choose(self, select, value: str) -> None:
        await select.select_option(value)


class Keys(Hands):
    """By the keyboard alone: Tab until a thing is reached, then the keys that one uses there."""

    async def press(self, button) -> None:
        await self._reach(button)
        await self.page.keyboard.press("Enter")

    async def tick(self, choice) -> None:
        if await choice.get_attribute("type") == "checkbox":
            await self._reach(choice)
            await self.page.keyboard.press("Space")
            return
        # Tab reaches a group of radio buttons once, and the arrows move within it.
        group = self.page.locator("[name=answer]")
        keys = await group.evaluate_all(_VALUES)
        await self._reach(group.first)
        await self.page.keyboard.press("Space")
        for _ in range(keys.index(await choice.get_attribute("value"))):
            await self.page.keyboard.press("ArrowDown")

    async def write(self, field, text: str) -> None:
        await self._reach(field)
        await self.page.keyboard.insert_text(text)

    async def choose(self, select, value: str) -> None:
        await self._reach(select)
        values = await select.locator("option").evaluate_all(_VALUES)
        for _ in range(values.index(value)):
            await self.page.keyboard.press("ArrowDown")

    async def _reach(self, element) -> None:
        for _ in range(60):
            if await element.evaluate(_IS_REACHED):
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"the Tab key never reaches {element}")


class Taker:
    """Somebody with a link, who knows an answer to every question."""

    def __init__(self, page: Page, answers: dict[str, object], hands: type[Hands] = Hands) -> None:
        self.page = page
        self.answers = answers
        self.hands = hands(page)
        self.met: set[str] = set()
        self.given: dict[str, object] = {}
        self.for_people: set[str] = set()

    async def open(self, link: str) -> None:
        """Follow the link of a letter."""
        await self.page.goto(link)
        await self._lead(self.page.locator("main form button"))

    async def start(self) -> None:
        """Agree, and press Start."""
        await self.hands.tick(self.page.get_by_role("checkbox", name="I agree"))
        await self.press_on("Start now")

    async def walk(self, *, until: str = "/review") -> None:
        """Go on from page to page, and answer, until an address ends so."""
        while not (look := await self.look())["path"].endswith(until):
            if look["type"]:
                await self.answer(look)
                await self.go_on()
            else:
                await self._lead(self.page.locator("article .button").first)

    async def look(self) -> dict:
        return await self.page.evaluate(_LOOK)

    async def answer(self, look: dict | None = None) -> None:
        """Answer the question that stands there, whatever its type."""
        look = look or await self.look()
        self.met.add(look["medium"] or look["type"])
        self.given[look["item"]] = self.answers[look["item"]]
        if look["type"] in _FOR_PEOPLE:
            self.for_people.add(look["item"])
        ways = {
            "single_choice": self._tick,
            "multiple_choice": self._tick,
            "ordering": self._sort,
            "matching": self._match,
            "file": self._hand_in,
            "recorded": self.record,
        }
        await ways.get(look["type"], self._write)(self.answers[look["item"]])

    async def go_on(self) -> None:
        """Press the button that leads from a question to what comes next."""
        await self._lead(self.page.locator("form#answer button[name=go][value=next]"))

    async def press_on(self, name: str) -> None:
        """Press a button, or a link that looks like one, which leads to another page."""
        await self._lead(self.page.locator("main .button:visible", has_text=name))

    async def submit(self) -> None:
        """Submit on the page that shows everything, and wait for the thanks."""
        await self.hands.press(self.page.locator("details.final summary"))
        await self.press_on("Yes, submit my answers")
        await expect(self.page.get_by_role("heading", level=1)).to_have_text(
            "Thank you, your answers have arrived"
        )

    async def _lead(self, button) -> None:
        async with self.page.expect_navigation(wait_until="domcontentloaded"):
            await self.hands.press(button)

    async def _tick(self, value) -> None:
        for key in value:
            await self.hands.tick(self.page.locator(f"[name=answer][value={key}]"))

    async def _write(self, text) -> None:
        await self.hands.write(self.page.locator("#field"), text)

    async def _sort(self, order) -> None:
        lines = self.page.locator("#order > li")
        for place, key in enumerate(order):
            while (now := (await lines.evaluate_all(_ORDER)).index(key)) > place:
                await self.hands.press(self.page.locator(f"#order > li[data-key={key}] .up"))
                await expect(lines.nth(now - 1)).to_have_attribute("data-key", key)
        if not await self.page.locator("#settled").is_checked():
            await self.hands.tick(self.page.locator("#settled"))

    async def _match(self, pairs) -> None:
        for row, option in pairs.items():
            await self.hands.choose(self.page.locator(f"#match-{row}"), option)

    async def _hand_in(self, _) -> None:
        await self.page.locator("#file").set_input_files(PICTURE)
        if await self.page.locator("#upload-button").is_visible():
            await self._lead(self.page.locator("#upload-button"))
        await expect(self.page.locator("#files-list > li[data-file]")).to_contain_text(PICTURE.name)

    async def record(self, _=None, seconds: float = 0.7) -> None:
        """Record for a while, and wait until it is saved."""
        await self.begin_recording()
        await self.page.wait_for_timeout(seconds * 1000)
        await self.hands.press(self.page.locator("[data-do=stop]:visible"))
        await self.expect_recorder("saved")

    async def begin_recording(self) -> None:
        """Turn the devices on and record, without the time to prepare."""
        for step in ("open", "begin", "record"):
            await self.hands.press(self.page.locator(f"[data-do={step}]:visible"))
        await self.expect_recorder("recording")

    async def expect_recorder(self, state: str) -> None:
        recorder = self.page.locator("[data-recorder]")
        await expect(recorder).to_have_attribute("data-state", state)
