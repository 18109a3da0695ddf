from __future__ import annotations

import pytest

from handlers.probes.settings_view import SettingView, fingerprint, looks_default


@pytest.mark.parametrize(
    "value",
    ["changeme", "CHANGE-ME-now", "your-secret-here", "secret", "test", "xxxx", "<secret>", "dev-secret-key", "aaaaaa"],
)
def test_what_nobody_replaced_looks_default(value: str) -> None:
    assert looks_default(value)


@pytest.mark.parametrize(
    "value", ["", "9f86d081884c7d659a2feaa0c55ad015", "https://api.acme.dev", "600s", "latest-and-tested"]
)
def test_what_somebody_chose_does_not(value: str) -> None:
    assert not looks_default(value)


def test_a_fingerprint_is_equal_only_under_the_same_key() -> None:
    assert fingerprint("v", "k") == fingerprint("v", "k")
    assert fingerprint("v", "k") != fingerprint("v", "l")
    assert "v" not in SettingView.of("very-secret", "k").fingerprint


def test_a_supervisor_that_says_nothing_is_unknown() -> None:
    assert SettingView.told(None).unknown
    assert SettingView.told({"present": True, "empty": True, "fingerprint": "f"}).empty
