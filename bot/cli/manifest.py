"""`medic manifest`."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from bot.slack import manifest as slack_manifest


def manifest(
    prefix: Annotated[str, typer.Option(help="Put before every command's name.")] = "",
    http: Annotated[
        str | None, typer.Option(metavar="URL", help="Signed HTTP at this address, not Socket Mode.")
    ] = None,
) -> None:
    """Print the Slack app manifest, generated from the command registry."""
    sys.stdout.write(json.dumps(slack_manifest.manifest(prefix, http), indent=2) + "\n")
