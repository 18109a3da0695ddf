"""`medic check`."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.check import check as run_check
from bot.cli import common
from bot.cloudsecrets import with_cloud_secrets
from bot.render.check import check_json, print_check
from bot.stack import stack_schema
from handlers.core.redaction import Redactor


def check(
    stack: common.StackOption = None,
    offline: Annotated[bool, typer.Option("--offline", help="Do not ask Slack.")] = False,
    as_json: common.JsonOption = False,
    schema: Annotated[bool, typer.Option("--schema", help="Print the stack file's JSON Schema, for editors.")] = False,
) -> None:
    """Validate the stack file and the settings, reach Slack, list what would be scheduled."""
    if schema:
        sys.stdout.write(json.dumps(stack_schema(), indent=2) + "\n")
    else:
        common.run(_check(stack, offline, as_json))


async def _check(stack: common.StackOption, offline: bool, as_json: bool) -> int:
    result = await run_check(
        common.stack_path(stack), await with_cloud_secrets(os.environ), datetime.now(UTC), reach=not offline
    )
    terminal = common.Terminal(Redactor(result.secrets))
    if as_json:
        terminal.document(check_json(result))
    else:
        print_check(terminal.out, result)
    return result.exit_code
