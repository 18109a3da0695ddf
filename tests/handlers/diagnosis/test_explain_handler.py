"""A message's words and its files are explained together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from handlers.context import Context
from handlers.core.errors import Permanent, Usage
from handlers.core.ports import RecordedProgress
from handlers.core.report import Report, Role
from handlers.core.request import Request
from handlers.diagnosis.explain_handler import Attached, explain_text, explainer
from handlers.probes.client import open_tools
from handlers.stack.environment import Environment

MODULE = "ModuleNotFoundError: No module named 'orders'\n"


async def explained(text: str, *attached: Attached) -> Report:
    @asynccontextmanager
    async def attachments(_: Request, __: Context) -> AsyncIterator[Sequence[Attached]]:
        yield attached

    async with open_tools() as tools:
        context = Context(Environment(services={}), tools, RecordedProgress())
        handler = explainer(attachments) if attached else explain_text
        return await handler(Request("explain", options={"text": text}), context)


def written(folder: Path, name: str, content: bytes) -> Attached:
    (folder / name).write_bytes(content)
    return Attached(name, folder / name)


async def test_a_cause_in_a_file_is_named_with_file_and_line(tmp_path: Path) -> None:
    log = written(tmp_path, "app.log", b"fine\n\xff\xfe\n" + MODULE.encode())
    report = await explained("please look", log)
    assert "orders" in report.headline
    assert report.causes[0].evidence[0].source == "app.log line 3"


async def test_the_message_speaks_first_and_a_cause_is_named_once(tmp_path: Path) -> None:
    log = written(tmp_path, "app.log", MODULE.encode())
    report = await explained(MODULE, log)
    assert [finding.role for finding in report.findings] == [Role.CAUSE]
    assert report.causes[0].evidence[0].source == "line 1"


async def test_what_could_not_be_read_is_said_beside_the_rest(tmp_path: Path) -> None:
    report = await explained(MODULE, Attached("big.log", problem="it is larger than 100 MB"))
    assert report.findings[-1].title == "big.log was not read: it is larger than 100 MB"
    assert report.causes


async def test_nothing_known_names_where_was_looked(tmp_path: Path) -> None:
    report = await explained("", written(tmp_path, "app.log", b"all is well\n"))
    assert report.headline == "No known cause in this text or in app.log"


async def test_nothing_to_read_is_an_error_with_its_reason() -> None:
    with pytest.raises(Usage, match="no text to explain"):
        await explained("  ")
    with pytest.raises(Permanent, match=r"big\.log: it is larger"):
        await explained("", Attached("big.log", problem="it is larger than 100 MB"))
