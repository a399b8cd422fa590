"""Every setting is read, converted and checked; nobody else reads the environment."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from muster.base.setting_list import SETTINGS
from muster.base.settings import SettingError, Settings

DEFAULTS = Settings.read({})


def test_the_list_and_the_values_have_the_same_names():
    assert [setting.field for setting in SETTINGS] == [field.name for field in fields(Settings)]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.variable)
def test_a_variable_is_named_after_its_field_and_explained(setting):
    assert setting.variable == f"MUSTER_{setting.field.upper()}"
    assert setting.help.endswith(".")


def test_what_holds_a_password_or_a_key_is_marked_secret():
    assert {setting.field for setting in SETTINGS if setting.secret} == {
        "database_url",
        "database_direct_url",
        "secret_keys",
        "smtp_url",
        "bounce_imap",
        "oidc_client_secret",
    }


def test_an_empty_environment_gives_the_defaults():
    assert Settings.read({"MUSTER_PORT": "  ", "MUSTER_ROLE": "", "PORT": "1"}) == DEFAULTS
    assert (DEFAULTS.port, DEFAULTS.role, DEFAULTS.data) == (8000, "all", Path("var"))
    assert DEFAULTS.public_url == "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("variable", "text", "field", "value"),
    [
        ("MUSTER_PORT", " 9000\n", "port", 9000),
        ("MUSTER_DATA", "/srv/muster", "data", Path("/srv/muster")),
        ("MUSTER_SMTP_RATE", "2.5", "smtp_rate", 2.5),
        ("MUSTER_PREPARED_STATEMENTS", "off", "prepared_statements", False),
        ("MUSTER_MAILBOX", "True", "mailbox", True),
        ("MUSTER_MAILBOX", "0", "mailbox", False),
        ("MUSTER_LOG_LEVEL", "debug", "log_level", "debug"),
        (
            "MUSTER_PUBLIC_URL",
            "https://jobs.example.com/",
            "public_url",
            "https://jobs.example.com",
        ),
    ],
)
def test_a_variable_is_converted(variable, text, field, value):
    assert getattr(Settings.read({variable: text}), field) == value


@pytest.mark.parametrize(
    ("variable", "text", "complaint"),
    [
        ("MUSTER_PORT", "many", "MUSTER_PORT must be a whole number"),
        ("MUSTER_PORT", "8000.5", "MUSTER_PORT must be a whole number"),
        ("MUSTER_PORT", "65536", "MUSTER_PORT must be between 0 and 65535"),
        ("MUSTER_PORT", "-1", "MUSTER_PORT must be between 0 and 65535"),
        ("MUSTER_SMTP_RATE", "fast", "MUSTER_SMTP_RATE must be a number"),
        ("MUSTER_MAILBOX", "maybe", "MUSTER_MAILBOX must be true or false"),
        ("MUSTER_ROLE", "boss", "MUSTER_ROLE must be all, web or worker"),
        ("MUSTER_LOG_LEVEL", "loud", "MUSTER_LOG_LEVEL must be debug, info, warning or error"),
        ("MUSTER_PROCESSES", "0", "MUSTER_PROCESSES must be at least 1"),
        ("MUSTER_SMTP_CONNECTIONS", "0", "MUSTER_SMTP_CONNECTIONS must be at least 1"),
        ("MUSTER_DATABASE_POOL", "-3", "MUSTER_DATABASE_POOL must be at least 1"),
        ("MUSTER_PUBLIC_URL", "jobs.example.com", "MUSTER_PUBLIC_URL must begin with http"),
        ("MUSTER_PUBLIC_URL", "ftp://jobs.example.com", "MUSTER_PUBLIC_URL must begin with http"),
        ("MUSTER_PUBLIC_URL", "https://", "MUSTER_PUBLIC_URL must begin with http"),
        ("MUSTER_PUBLIC_URL", "http://[::1", "MUSTER_PUBLIC_URL must begin with http"),
        ("MUSTER_BOUNCE_DOMAIN", "bounces", "MUSTER_BOUNCE_DOMAIN must be a domain"),
        ("MUSTER_BOUNCE_DOMAIN", "a@b.example", "MUSTER_BOUNCE_DOMAIN must be a domain"),
        ("MUSTER_SMTP_RATE", "-1", "MUSTER_SMTP_RATE"),
        ("MUSTER_SMTP_RATE", "nan", "MUSTER_SMTP_RATE"),
        ("MUSTER_SMTP_COMMAND_TIMEOUT", "0", "MUSTER_SMTP_COMMAND_TIMEOUT"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_the_variables_name(variable, text, complaint):
    with pytest.raises(SettingError, match=re.escape(complaint)) as caught:
        Settings.read({variable: text})

    assert caught.value.code == "setting"


def test_a_value_may_come_from_a_file(tmp_path):
    secret = tmp_path / "smtp"
    secret.write_text("smtps://relay.example.com\n", encoding="utf-8")

    settings = Settings.read({"MUSTER_SMTP_URL_FILE": str(secret), "MUSTER_SMTP_URL": "ignored"})

    assert settings.smtp_url == "smtps://relay.example.com"


def test_a_file_that_cannot_be_read_is_named_without_its_path(tmp_path):
    with pytest.raises(SettingError) as caught:
        Settings.read({"MUSTER_SECRET_KEYS_FILE": str(tmp_path / "missing")})

    assert (
        caught.value.message == "MUSTER_SECRET_KEYS_FILE cannot be read: No such file or directory"
    )


def test_a_file_that_is_no_text_is_named(tmp_path):
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(SettingError, match="MUSTER_SECRET_KEYS_FILE cannot be read"):
        Settings.read({"MUSTER_SECRET_KEYS_FILE": str(tmp_path / "binary")})


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://127.0.0.1:8000"),
        ("::1", "http://[::1]:8000"),
        ("muster.example.com", "http://muster.example.com:8000"),
    ],
)
def test_the_public_address_follows_from_the_host_that_listens(host, url):
    assert Settings.read({"MUSTER_HOST": host}).public_url == url


def test_no_value_is_shown_in_a_complaint():
    with pytest.raises(SettingError) as caught:
        Settings.read({"MUSTER_PORT": "hunter2"})

    assert "hunter2" not in caught.value.message


def test_another_process_reads_the_same_settings():
    here = Settings.read(
        {
            "MUSTER_DATA": "/srv/muster",
            "MUSTER_MAILBOX": "yes",
            "MUSTER_PREPARED_STATEMENTS": "off",
            "MUSTER_SMTP_RATE": "2.5",
            "MUSTER_SECRET_KEYS": "1:secret",
        }
    )

    assert Settings.read(here.environment()) == here


def test_the_command_line_wins_over_the_environment():
    settings = Settings.read({"MUSTER_PORT": "9000"}, overrides={"port": 9001})

    assert (settings.port, settings.public_url) == (9001, "http://127.0.0.1:9001")
