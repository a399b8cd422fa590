"""Serving: what machines ask, what logs keep to themselves, stopping, starting again."""

import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest
from story_calls import calls_of
from story_people import people
from story_program import (
    Server,
    eventually,
    log_lines,
    muster,
    relaying,
    serving,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def relay(tmp_path_factory):
    with relaying(tmp_path_factory.mktemp("relay") / "letters", hold=0.005) as relay:
        yield relay


@pytest.fixture(scope="module")
def busy(data, relay, template):
    """A server that has had everything asked of it that people and programs may get wrong."""
    with serving(data, "--smtp-url", relay.url) as server:
        employer = template.northwind
        with server.client(employer.key) as client:
            links = [call.make(client).json() for call in calls_of(employer, ".secret")]
            token = links[4]["data"]["invitations"][0]["invite_url"].rpartition("/")[2]
            for path in (f"/i/{token}", f"/I/{token}", f"//i/{token}", f"/home/{token}", f"/{token}",
                         f"/v1/{token}", f"/i/{token}/", f"/connect/i/{token}", "/i/cut",
                         "/v1/candidates/john.secret@example.com", "/v1/candidates/王秀英",
                         "/v1/candidates?email=john.secret@example.com", f"/?sessionToken={token}",
                         f"/%23?sessionToken={token}", "/v1/invitations/John%20Doe"):  # fmt: skip
                client.get(path)
            client.post(f"/i/{token}")
            client.post("/i/find", data={"link": f"{server.url}/i/{token}"})
            client.post("/connect/v1/invite", content=b'{"email": "zoe.secret@example.com"')
            client.post("/v1/invitations", json={"activity": "John Doe", "candidates": ["Zoë"]})
            client.get("/v1/events", headers={"X-API-Key": employer.key[:-1] + "x"})
        eventually(lambda: server.waiting() == 0)
        yield server, token


def test_health_readiness_and_figures_are_served(busy):
    server, _ = busy
    with server.client() as client:
        assert client.get("/healthz").json() == {"status": "ok"}
        ready = client.get("/readyz")
        assert ready.status_code == 200
        assert ready.json()["database"] == "ok"
        assert ready.json()["mail"]["state"] == "running"
        assert client.get("/metrics").headers["content-type"].startswith("text/plain")
    assert server.metric("muster_mail_waiting") == 0
    assert server.metric("muster_mail_paused") == 0
    assert server.metric("muster_mail_oldest_seconds") == 0
    eventually(lambda: server.metric('muster_mail_tries_total{outcome="accepted"}') == 6)
    assert server.metric("muster_mail_seconds_to_relay_count") == 6


def test_invitations_of_every_dialect_are_counted(busy):
    server, _ = busy
    assert server.metric('muster_invitations_total{outcome="created"}') == 8


def test_every_answer_has_a_request_id_and_a_clients_own_is_kept(busy):
    server, token = busy
    with server.client() as client:
        paths = ("/healthz", "/", f"/i/{token}", "/nowhere", "/v1/nowhere", "/connect/v1/invite")
        ids = [client.get(path).headers["Request-Id"] for path in paths]
        assert len(set(ids)) == len(paths)
        mine = client.get("/healthz", headers={"Request-Id": "mine-1"}).headers["Request-Id"]
        forged = client.get("/healthz", headers={"Request-Id": "a b\tc"}).headers["Request-Id"]
    assert mine == "mine-1"
    assert forged.startswith("req_")
    # A line is written once its answer is out.
    eventually(lambda: {"mine-1", *ids} <= {line.get("id") for line in log_lines(server.log)})


def test_logs_are_json_without_tokens_addresses_names_or_keys(busy, template):
    server, token = busy
    assert len(log_lines(server.log)) > 20
    text = server.log.read_text()
    for secret in (token, template.northwind.key, "secret@", "example.com", "Doe", "Zo", "秀英",
                   "\\u79c0", "Amara", "Nwosu"):  # fmt: skip
        assert secret not in text, secret


@pytest.mark.usefixtures("busy")
def test_a_second_serve_on_the_same_folder_says_so_in_one_line(data):
    refusal = muster("serve", "--data", data, "--port", 0, status=1)
    assert refusal.startswith("muster: ")
    assert "already served by process" in refusal
    assert refusal.count("\n") == 1


def test_a_taken_port_is_said_in_one_line(busy, tmp_path):
    server, _ = busy
    refusal = muster(
        "serve", "--data", tmp_path / "other", "--port", server.facts["port"], status=1
    )
    assert "choose another --port" in refusal
    assert refusal.count("\n") == 1


def test_a_relays_address_without_meaning_is_said_in_one_line(tmp_path):
    words = ("--smtp-url", "http://relay.example.com", "--processes", "2", "--port", 0)
    refusal = muster("serve", *words, "--data", tmp_path, status=1)
    assert "MUSTER_SMTP_URL must be" in refusal
    assert refusal.count("\n") == 1


def test_a_stop_under_load_is_quick_and_loses_nothing(template, relay, tmp_path):
    data, employer = template.copy_to(tmp_path / "data"), template.northwind
    server = Server.start(data, "--smtp-url", relay.url, "--processes", "2")
    links, stopped = [], threading.Event()

    def keep_inviting(number: int) -> None:
        with server.client(employer.key) as client:
            for name, email in people(10_000, f"stop{number}"):
                if stopped.is_set():
                    return
                body = {
                    "activity": "bookkeeping-basics",
                    "candidates": [{"name": name, "email": email}],
                }
                try:
                    answer = client.post("/v1/invitations", json=body)
                except httpx2.TransportError as error:
                    links.append(error)
                    return
                assert answer.status_code == 200, answer.text
                links.append(answer.json()["data"][0]["invitation"]["link"])

    with ThreadPoolExecutor() as pool:
        for number in range(4):
            pool.submit(keep_inviting, number)
        eventually(lambda: len(links) > 40)
        lasted = server.stop()
        stopped.set()
    assert lasted < 10
    links = [_token(link) for link in links if isinstance(link, str)]
    with serving(data, "--smtp-url", relay.url) as again:
        listed = {_token(one["link"]) for one in again.invitations(employer.key)}
        assert set(links) <= listed
        eventually(lambda: again.waiting() == 0)
    mailed = [_token(one.link) for one in relay.delivered() if one.recipient.startswith("stop")]
    assert sorted(mailed) == sorted(listed)


def test_ctrl_c_stops_it_and_the_next_start_has_everything(template, tmp_path):
    data, employer = template.copy_to(tmp_path / "data"), template.northwind
    server = Server.start(data)
    with server.client(employer.key) as client:
        first = calls_of(employer)[4].make(client).json()
    assert server.stop(signal.SIGINT) < 10
    with serving(data) as again, again.client(employer.key) as client:
        assert _token(str(calls_of(employer)[4].make(client).json())) == _token(str(first))


def test_several_processes_share_the_work_and_a_killed_one_is_replaced(template, tmp_path):
    data = template.copy_to(tmp_path / "data")
    with serving(data, "--processes", "2") as server:
        eventually(lambda: len(server.children()) == 2)
        counted = 'muster_http_requests_total{method="GET",status="200",surface="healthz"}'
        for _ in range(20):
            with server.client() as client:
                assert client.get("/healthz").status_code == 200
        eventually(lambda: server.metric(counted) == 20)
        victim, other = server.children()
        Server.end(victim)
        eventually(lambda: len(set(server.children()) - {victim, other}) == 1)
        eventually(server.answers)
        assert server.metric(counted) >= 20
    assert [line for line in log_lines(server.log) if line["event"] == "child_died"]


def test_children_do_not_outlive_a_killed_parent(template, tmp_path):
    data = template.copy_to(tmp_path / "data")
    server = Server.start(data, "--processes", "2")
    eventually(lambda: len(server.children()) == 2)
    eventually(server.answers)
    children = server.children()
    server.kill()
    eventually(lambda: not any(Server.lives(child) for child in children))
    again = Server.start(data, "--port", server.facts["port"])
    again.stop()


def _token(link: str) -> str:
    return link.rpartition("/i/")[2][:48]
