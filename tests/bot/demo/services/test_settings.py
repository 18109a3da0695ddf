"""Settings from the environment."""

import pytest

from bot.demo.services.settings import MissingSetting, optional, required


def test_a_missing_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEMO_TEST_SETTING", raising=False)
    with pytest.raises(MissingSetting, match="environment variable DEMO_TEST_SETTING is not set"):
        required("DEMO_TEST_SETTING")
    assert optional("DEMO_TEST_SETTING", "x") == "x"


def test_a_value_is_taken_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO_TEST_SETTING", " a\n")
    assert required("DEMO_TEST_SETTING") == optional("DEMO_TEST_SETTING", "") == " a\n"
