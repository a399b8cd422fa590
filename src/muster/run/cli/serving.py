"""``muster serve`` and what is needed before and beside it."""

from typing import Annotated

import typer

from muster.base.setting_list import SETTINGS
from muster.base.settings import Settings
from muster.run import logs
from muster.run.cli.common import (
    Data,
    DatabaseUrl,
    Json,
    answer,
    console,
    run,
    settings_of,
    table,
)
from muster.run.house import database_of
from muster.run.secrets import generate_ring

Host = Annotated[str | None, typer.Option("--host", help="Address to listen on.")]
Port = Annotated[int | None, typer.Option("--port", help="Port to listen on; 0 takes a free one.")]
SmtpUrl = Annotated[
    str | None,
    typer.Option("--smtp-url", help="The relay that takes letters.", metavar="URL"),
]
Role = Annotated[str | None, typer.Option("--role", help="all, web or worker.")]
Processes = Annotated[int | None, typer.Option("--processes", help="Number of equal processes.")]


def serve(
    host: Host = None,
    port: Port = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
    smtp_url: SmtpUrl = None,
    role: Role = None,
    processes: Processes = None,
    as_json: Json = False,
) -> None:
    """Serve Muster until it is told to stop (SIGTERM or Ctrl-C; ten seconds at most)."""
    from muster.run.first_links import first_links_of
    from muster.run.serve import serve as serve_until_stopped  # pages and surfaces, slow to load

    settings = settings_of(
        data, database_url, host=host, port=port, smtp_url=smtp_url, role=role, processes=processes
    )
    logs.configure(settings.log_level)

    async def ready(bound: Settings) -> None:
        facts = {"ready": True, "url": bound.public_url, "role": bound.role, "port": bound.port}
        text = f"Muster serves {bound.public_url} (role {bound.role}); API docs at /docs"
        if bound.role != "worker":
            links = await first_links_of(bound)
            facts["sign_in"] = links
            text += "".join(
                f"\nNo owner of {slug} has signed in yet; this link works once, for 24 hours:\n  {link}"
                for slug, link in links.items()
            )
        answer(facts, as_json=as_json, text=text)

    run(serve_until_stopped(settings, ready))


def demo(
    host: Host = None,
    port: Port = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Serve a demo: sample organization, activities and key, and a mailbox for all letters."""
    from muster.run.demo import at_name, prepare_demo
    from muster.run.serve import serve as serve_until_stopped

    settings = at_name(settings_of(data, database_url, host=host, port=port, mailbox=True))
    logs.configure(settings.log_level if as_json else "warning")

    async def ready(bound: Settings) -> None:
        welcome = await prepare_demo(bound)
        answer(welcome.facts, as_json=as_json, text=welcome.text)

    run(serve_until_stopped(settings, ready))


def migrate(data: Data = None, database_url: DatabaseUrl = None, as_json: Json = False) -> None:
    """Bring the database's schema up to this version."""
    from muster.storage.migrate import migrations

    async def work() -> int:
        async with database_of(settings_of(data, database_url)):
            return len(migrations())

    number = run(work())
    answer({"migrations": number}, as_json=as_json, text=f"The schema is at migration {number}.")


def doctor(
    data: Data = None,
    database_url: DatabaseUrl = None,
    smtp_url: SmtpUrl = None,
    as_json: Json = False,
) -> None:
    """Check the settings, the database, the relay and what waits; exit with 1 when one is bad."""
    from muster.run.checkup import examine

    settings = settings_of(data, database_url, smtp_url=smtp_url)
    findings = run(examine(settings))
    lines = table("", "check", "finding")
    for finding in findings:
        lines.add_row(
            {"ok": "✓", "warning": "!", "bad": "✗"}[finding.grade], finding.check, finding.text
        )
    answer(
        {
            "findings": [
                {"check": one.check, "grade": one.grade, "text": one.text} for one in findings
            ],
            "settings": {
                setting.variable: "(set)" if setting.secret and value else str(value)
                for setting in SETTINGS
                for value in [getattr(settings, setting.field)]
            },
        },
        as_json=as_json,
        text=lines,
    )
    if any(one.grade == "bad" for one in findings):
        raise typer.Exit(1)


def secret(as_json: Json = False) -> None:
    """Print a new value for MUSTER_SECRET_KEYS."""
    ring = generate_ring()
    if as_json:
        answer({"secret_keys": ring}, as_json=True, text="")
    else:
        console.print(ring, highlight=False, soft_wrap=True)
