"""``muster letter``: looking at letters before anybody gets one."""

from pathlib import Path
from typing import Annotated

import typer

from muster.base.language import LANGUAGES
from muster.features.organizations import Profile
from muster.run.cli.common import Json, answer, check_writable

app = typer.Typer(help="Look at letters.", no_args_is_help=True)


@app.callback()
def letters() -> None:
    """Look at letters."""


@app.command()
def preview(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write the letter (.eml).")],
    kind: Annotated[
        str,
        typer.Option(
            "--kind",
            help="invitation, home, stage, reminder, deadline, refusal, withdrawal or notice.",
        ),
    ] = "invitation",
    language: Annotated[str, typer.Option("--language", help=", ".join(LANGUAGES) + ".")] = "en",
    accent_color: Annotated[str | None, typer.Option("--accent-color", metavar="#RRGGBB")] = None,
    as_json: Json = False,
) -> None:
    """Write a sample letter as a mail file that any mail program opens."""
    from muster.edges.letters import preview as render_preview

    Profile(accent_color=accent_color).checked()
    content = render_preview(kind, language, accent_color=accent_color)
    check_writable(file)
    file.write_bytes(content)
    answer(
        {"file": str(file), "bytes": len(content)},
        as_json=as_json,
        text=f"Wrote {file} ({len(content)} bytes); open it with a mail program.",
    )
