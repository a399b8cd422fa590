"""The job of a recruiter with activities, in a browser and mostly by keyboard."""


async def write_question(page, number, word, prompt):
    """Add a question of a type at the end, and write what it asks."""
    adder = page.get_by_text("Add a question")
    if not await page.get_by_role("button", name=word).is_visible():
        await adder.press("Enter")
    await page.get_by_role("button", name=word).press("Enter")
    await page.get_by_role("heading", name=f"Question {number}").wait_for()
    await page.locator("#prompt:focus").press_sequentially(prompt)


async def is_saved(page):
    await page.locator("[data-said]", has_text="Saved").wait_for()


async def test_an_assessment_is_written_previewed_published_and_changed(console_house):
    page = await console_house.page_of()
    await page.goto(f"{console_house.address}/console/activities")
    await console_house.check(page)
    await page.keyboard.press("n")
    await page.wait_for_url("**/activities/new")
    await page.get_by_label("Title").fill("Sums for the warehouse")
    await console_house.check(page)
    await page.get_by_label("Title").press("Enter")
    await page.wait_for_url("**/drafts/**")

    await write_question(page, 1, "Single choice", "Which is **heavier**?")
    await page.get_by_label("Answer A", exact=True).fill("1 kg")
    await page.get_by_label("Answer A", exact=True).press("Enter")
    await page.keyboard.type("950 g")
    await page.get_by_label("Answer A is right").press("Space")
    await is_saved(page)
    await console_house.check(page)
    await write_question(page, 2, "Number", "How much is 3 × 4?")
    await page.get_by_label("Right number").fill("12,0")
    await write_question(page, 3, "Long text", "Why?")
    await page.get_by_label("Criterion", exact=True).fill("Clear")
    await page.get_by_label("Most points").fill("2")
    await is_saved(page)

    # The last one goes up, over the second.
    await page.get_by_role("link", name="3. Why?").press("Alt+ArrowUp")
    await page.get_by_role("link", name="2. Why?").wait_for()

    # Reloading shows what was typed a moment ago: leaving waits until it is saved.
    await page.get_by_role("link", name="3. How much").click()
    await page.get_by_label("Question").fill("How much is 4 × 3?")
    await page.get_by_role("link", name="Preview").click()
    await page.wait_for_url("**/preview?at=*")
    await page.get_by_text("How much is 4 × 3?").last.wait_for()
    await page.get_by_text("nothing is recorded").wait_for()
    await console_house.check(page)
    await page.get_by_label("Page").select_option("1")
    await page.wait_for_url("**step=1")
    await page.get_by_label("1 kg").check()
    await page.get_by_role("link", name="Back").first.click()

    await page.get_by_role("link", name="Publish").click()
    await console_house.check(page)
    await page.get_by_role("button", name="Publish version 1").press("Enter")
    await page.wait_for_url("**/activities/sums-for-the-warehouse")
    await page.get_by_text("Version 1 of").wait_for()
    await console_house.check(page)

    await page.get_by_role("button", name="Edit").press("Enter")
    await page.get_by_role("link", name="3. How much").click()
    await page.get_by_label("Right number").fill("12.5")
    await page.get_by_role("link", name="Publish").click()
    await page.locator(".changes", has_text="12.5").wait_for()
    await page.get_by_role("button", name="Publish version 2").press("Enter")
    await page.get_by_role("link", name="History").click()
    await page.locator(".changes ins", has_text="12.5").wait_for()
    await console_house.check(page)


async def test_files_are_dropped_checked_and_imported(console_house):
    page = await console_house.page_of()
    await page.goto(f"{console_house.address}/console/activities/import")
    await console_house.check(page)
    text = "key: way\nkind: track\ntitle: Way\nstages: [{activity: quiz}]\n"
    await page.get_by_label("Drop activity files").set_input_files(
        {"name": "way.yaml", "mimeType": "application/yaml", "buffer": text.encode()}
    )
    await page.get_by_role("button", name="Check the files").click()
    await page.get_by_text("New", exact=True).wait_for()
    await console_house.check(page)
    await page.get_by_role("button", name="Import 1 activity").click()
    await page.get_by_role("link", name="Way", exact=True).click()
    await page.get_by_role("button", name="Edit").click()
    await page.get_by_role("button", name="Add a review by people").press("Enter")
    await page.get_by_label("Title").fill("Decision")
    await page.get_by_role("button", name="Move up").click()
    await page.get_by_role("heading", name="Stage 1").wait_for()
    await page.get_by_role("link", name="Publish").click()
    await page.get_by_text("nothing to review yet").wait_for()
    await page.get_by_role("link", name="Decision").click()
    await console_house.check(page)
    await page.get_by_role("button", name="Delete").click()
    await page.get_by_role("button", name="Undo").click()
    await page.get_by_role("link", name="1. Decision").wait_for()
