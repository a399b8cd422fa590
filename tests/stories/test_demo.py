"""The demo: what it prints is run by a shell as it is, and its mailbox shows the letters."""

import json
import re
import signal
import subprocess
from pathlib import Path

import pytest
from story_program import Server, environment, eventually

pytestmark = pytest.mark.slow
HOUSE = Path(__file__).parents[2]
_LINK = re.compile(r"http://[^\s\"<]+/i/[0-9a-z]{48}")


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    data = tmp_path_factory.mktemp("demo") / "data"
    server = Server.start(data, command="demo")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def answers(demo):
    """What a shell gets for each call as printed."""
    return {title: run(call) for title, call in demo.facts["calls"].items()}


def run(call: str):
    done = subprocess.run(
        ["bash", "-c", call], capture_output=True, env=environment(), timeout=30, check=True
    )
    return json.loads(done.stdout)


def test_each_printed_call_is_answered_with_links_that_open(demo, answers):
    assert len(answers) == 5
    links = [link for answer in answers.values() for link in _LINK.findall(json.dumps(answer))]
    assert len(links) == 6
    with demo.client() as browser:
        for link in links:
            assert browser.get(link).status_code == 200
            assert browser.post(link).headers["location"] == "/home"


def test_the_mailbox_shows_each_letter_with_its_link(demo, answers):
    links = {link for answer in answers.values() for link in _LINK.findall(json.dumps(answer))}
    with demo.client() as client:
        eventually(lambda: client.get("/mailbox").text.count(".eml") >= len(links))
        page = client.get(demo.facts["mailbox"])
        letters = sorted(set(re.findall(r"/mailbox/[^\"/]+\.eml", page.text)))
        shown = {link for one in letters for link in _LINK.findall(client.get(one).text)}
        assert shown == links
        assert client.get(f"{letters[0]}/html").status_code == 200
        assert "Zoë Brontë" in page.text


def test_the_documentation_that_it_names_is_there(demo):
    with demo.client() as client:
        assert client.get(demo.facts["docs"]).status_code == 200


def test_make_run_hands_its_variables_to_the_demo(tmp_path, demo):
    data, port = tmp_path / "elsewhere", demo.facts["url"].rpartition(":")[2]
    line = [
        "make",
        "--no-print-directory",
        "-n",
        "run",
        f"DATA={data}",
        f"PORT={port}",
        "BIN=.venv/bin",
    ]
    said = subprocess.run(line, cwd=HOUSE, capture_output=True, text=True, check=True).stdout
    command = said.strip().splitlines()[-1]
    assert f"MUSTER_PORT={port} MUSTER_DATA={data} .venv/bin/muster demo" == command


def test_the_demo_takes_its_settings_from_the_environment_and_keeps_its_data(tmp_path):
    data = tmp_path / "data"
    server = Server.start(data, command="demo", MUSTER_PUBLIC_URL="https://muster.example.com")
    key = server.facts["key"]
    assert server.facts["url"] == "https://muster.example.com"
    assert server.facts["mailbox"] == "https://muster.example.com/mailbox"
    assert server.stop(signal.SIGINT) < 10
    again = Server.start(data, command="demo", MUSTER_MAIL_FROM="jobs@example.com")
    assert again.facts["key"] == key
    calls = [run(call) for call in again.facts["calls"].values()]
    assert len(calls) == 5
    eventually(lambda: len(list((data / "mailbox").glob("*.eml"))) == 6)
    for letter in (data / "mailbox").glob("*.eml"):
        assert b"jobs@example.com" in letter.read_bytes().partition(b"\r\n\r\n")[0]
    assert again.stop() < 10


def test_the_console_lets_its_owner_in_by_the_printed_link_once(demo):
    link = demo.facts["sign_in"]
    own = {"Sec-Fetch-Site": "same-origin"}
    with demo.client() as browser:
        assert "Welcome to" in browser.get(link).text
        entered = browser.post(link, headers=own)
        assert entered.headers["location"].startswith("/console/account/first-passkey")
        assert browser.get("/console").status_code == 200
        assert browser.post(link, headers=own).status_code == 410
