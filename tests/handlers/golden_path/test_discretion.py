"""Making what was seen fit for a report."""

from __future__ import annotations

import json
from typing import Any

from handlers.core.redaction import Redactor
from handlers.golden_path.discretion import discreet, presentable, shown


def test_the_runs_own_secrets_and_the_processes_are_taken_out() -> None:
    clean = discreet(Redactor(["process-secret"]), ["run-secret"])
    made = presentable({"a": ["x run-secret y"], "process-secret": 1}, clean)
    assert "secret" not in json.dumps(made)


def test_what_cannot_be_written_is_replaced() -> None:
    assert presentable("\ud800", discreet(str, ())).encode() == b"?"
    assert presentable(float("nan"), str) == "nan"


def test_what_is_too_long_or_too_deep_is_cut() -> None:
    deep: Any = "end"
    for _ in range(50):
        deep = [deep]
    assert "…" in json.dumps(presentable(deep, str), ensure_ascii=False)
    assert len(presentable("x" * 5000, str)) == 2000
    assert len(shown(["x" * 2000] * 60)) == 4000
