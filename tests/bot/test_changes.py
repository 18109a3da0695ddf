from dataclasses import replace

from bot.changes import compare
from tests.bot.reports import failing_report, healthy_report


def test_what_is_gone_is_said():
    assert "cause postgres-down (postgres): root cause → gone" in compare(failing_report(), healthy_report())


def test_what_is_new_is_said():
    assert "cause postgres-down (postgres): - → root cause" in compare(healthy_report(), failing_report())


def test_no_change_is_said_too():
    assert compare(failing_report(), failing_report()) == ["nothing changed"]


def test_another_environment_is_not_compared():
    assert compare(replace(healthy_report(), environment="production"), healthy_report()) == []
