"""Web and worker apart, over one PostgreSQL that is not Muster's own."""

import pytest
from story_calls import calls_of
from story_program import eventually, muster, muster_json, relaying, serving

from muster.storage.embedded import EmbeddedServer

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
async def house(template, tmp_path_factory):
    """The settings of a database by URL, and of the ring that its links are signed with."""
    data = template.copy_to(tmp_path_factory.mktemp("roles") / "data")
    postgres = await EmbeddedServer.start(data / "postgres")
    ring = (data / "secret-keys").read_text().strip()
    yield {"MUSTER_DATABASE_URL": postgres.url, "MUSTER_SECRET_KEYS": ring}
    await postgres.stop()


@pytest.fixture(scope="module")
def relay(tmp_path_factory):
    with relaying(tmp_path_factory.mktemp("relay") / "letters") as relay:
        yield relay


def test_a_web_process_invites_and_a_worker_process_mails(house, relay, template, tmp_path):
    settings = house | {"MUSTER_SMTP_URL": relay.url}
    with serving(tmp_path / "web", "--role", "web", **settings) as web:
        with web.client(template.northwind.key) as client:
            assert calls_of(template.northwind)[4].make(client).status_code == 200
        assert web.ready()["mail"]["reason"] == "no_worker"
        assert web.waiting() == 1
        with serving(tmp_path / "worker", "--role", "worker", **settings) as worker:
            relay.wait_for(1)
            eventually(lambda: web.ready()["mail"]["state"] == "running")
            eventually(lambda: worker.metric('muster_mail_tries_total{outcome="accepted"}') == 1)
            with worker.client(template.northwind.key) as client:
                assert client.get("/healthz").status_code == 200
                assert client.get("/v1/activities").status_code == 404
                assert client.get("/i/x").status_code == 404
    assert [one.recipient for one in relay.delivered()] == ["john@example.com"]


def test_commands_work_on_a_database_by_url(house):
    listed = muster_json("organization", "list", **house)
    assert [one["slug"] for one in listed] == ["northwind", "southwind"]


def test_a_ring_that_is_not_this_databases_is_refused_in_one_line(house, tmp_path):
    other = house | {"MUSTER_SECRET_KEYS": muster("secret").strip()}
    for words in (("serve", "--port", 0), ("serve", "--port", 0, "--processes", 2)):
        refusal = muster(*words, "--data", tmp_path, status=1, **other)
        assert refusal.count("\n") == 1
        assert "MUSTER_SECRET_KEYS is not the key ring" in refusal


def test_a_server_without_a_ring_is_refused_in_one_line(house, tmp_path):
    url = {"MUSTER_DATABASE_URL": house["MUSTER_DATABASE_URL"]}
    refusal = muster("serve", "--port", 0, "--data", tmp_path, status=1, **url)
    assert refusal.count("\n") == 1
    assert "muster secret" in refusal
