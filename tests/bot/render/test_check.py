"""What `medic check` prints: complete for a person, complete for a script, without secrets for both."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime

from rich.console import Console

from bot.check import CheckResult, Scheduled
from bot.render.check import check_json, print_check
from bot.slack.reach import Reach
from bot.stackfile.problem import Mark, Problem
from handlers.core.redaction import MASK

RESULT = CheckResult(
    mistakes=(Problem("unknown key 'hunter22'", "one of [a]", "a", Mark(3, 5), "stack.yaml"),),
    warnings=(Problem("X is not set", file="environment"),),
    environments={"staging": (8, 9)},
    scheduled=(Scheduled("staging", "diagnose", "every 1m", "UTC", (datetime(2025, 3, 5, 12, 1, tzinfo=UTC),)),),
    slack=Reach(team="acme", bot="opsmedic", channel="#incidents", member=True),
    secrets=frozenset({"hunter22"}),
)


def printed(result: CheckResult) -> str:
    console = Console(file=io.StringIO(), width=120)
    print_check(console, result)
    return str(console.file.getvalue())  # type: ignore[attr-defined]  # a StringIO


def test_a_person_sees_everything_but_the_secret() -> None:
    text = printed(RESULT)
    assert f"stack.yaml:3:5: unknown key '{MASK}', expected one of [a]; did you mean 'a'?" in text
    for words in ("X is not set", "staging: 8 services, 9 probes", "opsmedic in acme", "every 1m", "12:01:00"):
        assert words in text
    assert "1 mistake, 1 warning" in text


def test_a_script_sees_the_same() -> None:
    document = json.loads(json.dumps(check_json(RESULT)))
    assert document["ok"] is False
    assert document["mistakes"][0]["line"] == 3
    assert document["mistakes"][0]["what"] == f"unknown key '{MASK}'"
    assert document["scheduled"][0]["next"] == ["2025-03-05T12:01:00+00:00"]
    assert document["slack"]["member"] is True


def test_nothing_wrong_is_said_so() -> None:
    assert check_json(CheckResult())["ok"] is True
    assert "0 mistakes, 0 warnings" in printed(CheckResult())
