"""What changed is said in one line."""

from typing import Any

import pytest

from bot.watch.differences import differences
from handlers.stack.environment import Stack


def stack(environments: dict[str, Any], **slack: Any) -> Stack:
    return Stack.model_validate({"version": 1, "environments": environments, **({"slack": slack} if slack else {})})


WEB: dict[str, Any] = {"services": {"web": {}, "cache": {}}}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"staging": WEB}, "nothing that counts has changed"),
        ({"staging": {"services": {"web": {}, "search": {}}}}, "staging: +search, -cache"),
        ({"staging": {"services": {"web": {"depends_on": ["cache"]}, "cache": {}}}}, "staging: web changed"),
        ({"staging": {"services": {"cache": {}, "web": {}}}}, "nothing that counts has changed"),
        (
            {"staging": {**WEB, "schedule": [{"check": "diagnose", "every": "1m"}], "alerts": {"gather": 5}}},
            "staging: schedule changed, alerts changed",
        ),
        ({"staging": WEB, "production": WEB}, "+environment production"),
        ({"production": WEB}, "+environment production; -environment staging"),
        (
            {"staging": {"services": {**WEB["services"], **{f"s{n}": {} for n in range(10)}}}},
            "staging: +s0 s1 s2 s3 s4 s5 s6 s7 and 2 more",
        ),
    ],
)
def test_changes_are_named(changed, words):
    assert differences(stack({"staging": WEB}), stack(changed)) == words


def test_a_change_of_who_may_approve_is_named():
    assert differences(stack({"staging": WEB}), stack({"staging": WEB}, approvers=["@oncall"])) == "slack changed"
