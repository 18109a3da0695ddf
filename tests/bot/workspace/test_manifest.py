"""Manifests that the real Slack would refuse are refused, with all their faults at once."""

from __future__ import annotations

from typing import Any

import pytest

from bot.workspace.manifest import InvalidManifest, features_of
from tests.bot.workspace.kit import manifest


def test_a_manifest_becomes_features() -> None:
    features = features_of(manifest())
    assert [command.command for command in features.commands] == ["/diagnose", "/repair"]
    assert features.socket_mode
    assert features.home_tab
    assert {shortcut.type for shortcut in features.shortcuts} == {"global", "message"}


def changed(path: str, value: Any, **options: Any) -> Any:
    body: Any = manifest(**options)
    *parents, last = path.split("/")
    target = body
    for key in parents:
        target = target[int(key)] if isinstance(target, list) else target[key]
    target[last] = value
    return body


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (changed("display_information/name", "n" * 36), "/display_information/name"),
        (changed("features/slash_commands/0/command", "diagnose"), "/features/slash_commands/0/command"),
        (changed("features/slash_commands/0/command", "/Diagnose"), "/features/slash_commands/0/command"),
        (changed("features/slash_commands/1/command", "/diagnose"), "duplicate of /diagnose"),
        (changed("features/slash_commands/0/description", ""), "/features/slash_commands/0/description"),
        (changed("features/shortcuts/0/name", "n" * 25), "/features/shortcuts/0/name"),
        (changed("features/shortcuts/0/type", "other"), "/features/shortcuts/0/type"),
        (changed("settings/socket_mode_enabled", False), "/features/slash_commands/0/url"),
        (changed("settings/socket_mode_enabled", False), "/settings/interactivity/request_url"),
        (changed("settings/sockets", True), "/settings/sockets: unknown property"),
        (manifest(without=("commands",)), "slash commands need the scope `commands`"),
        (manifest(without=("app_mentions:read",)), "app_mention needs the scope app_mentions:read"),
        ({**manifest(), "extra": 1}, "/extra: unknown property"),
    ],
)
def test_a_faulty_manifest_is_refused(body: Any, pointer: str) -> None:
    with pytest.raises(InvalidManifest) as refused:
        features_of(body)
    assert pointer in str(refused.value)


def test_all_faults_are_told_at_once() -> None:
    body = manifest(without=("commands", "app_mentions:read"))
    body["display_information"]["name"] = ""
    with pytest.raises(InvalidManifest) as refused:
        features_of(body)
    assert len(refused.value.problems) == 4
