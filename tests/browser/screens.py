"""Photograph every page for people: ``python tests/browser/screens.py FOLDER [STATE …]``."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright
from portal_states import served
from report_states import GONE, REPORTS
from report_states import served as served_reports
from track_states import ALL

PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}
DESK = {"viewport": {"width": 1280, "height": 800}}
SHOTS = {
    "phone": ({**PHONE, "color_scheme": "light"}, "en"),
    "phone-dark": ({**PHONE, "color_scheme": "dark"}, "en"),
    "phone-arabic": ({**PHONE, "color_scheme": "light"}, "ar"),
    "phone-german": ({**PHONE, "color_scheme": "light"}, "de"),
    "desk": ({**DESK, "color_scheme": "light"}, "en"),
    "desk-dark": ({**DESK, "color_scheme": "dark"}, "en"),
    "desk-arabic": ({**DESK, "color_scheme": "light"}, "ar"),
}


def main(folder: Path, states: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with served(ALL) as portal, served_reports() as reports, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        for shot, (options, language) in SHOTS.items():
            context = browser.new_context(**options, timezone_id="America/New_York")
            page = context.new_page()
            for state in states or [*ALL, *REPORTS, *GONE]:
                page.goto(f"{portal if state in ALL else reports}/{state}?lang={language}")
                page.screenshot(path=folder / f"{state}.{shot}.png", full_page=True)
            context.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
