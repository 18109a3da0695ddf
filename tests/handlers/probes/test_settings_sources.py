from __future__ import annotations

from handlers.probes.base import Tools
from handlers.probes.settings_sources import CloudRunSource, ProcessSource, ProcSource, parse_env_file, view_setting


def test_an_env_file_keeps_blanks_outside_quotes() -> None:
    text = "A=1\n#B=2\nexport C='three'\nD= padded \nE=\nnonsense\nF=\"x=y\"\n"
    assert parse_env_file(text) == {"A": "1", "C": "three", "D": " padded ", "E": "", "F": "x=y"}


async def test_what_cannot_be_reached_is_unknown_with_its_reason(tools: Tools) -> None:
    assert "no Google Cloud project" in (await view_setting("A", CloudRunSource(service="a"), "k", tools)).unknown
    assert "no supervisor" in (await view_setting("A", ProcessSource(process="a"), "k", tools)).unknown
    nobody = ProcessSource(process="a", url="http://127.0.0.1:1")
    assert "refused" in (await view_setting("A", nobody, "k", tools)).unknown
    assert "no such process" in (await view_setting("A", ProcSource(pid=2**30), "k", tools)).unknown
