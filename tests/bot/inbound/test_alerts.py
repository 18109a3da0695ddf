import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.inbound.alerts import read_alerts
from bot.incidents.events import Cleared, Fired
from handlers.core.errors import Usage
from handlers.stack.environment import Stack
from handlers.stack.outside import Inbound
from tests.bot.inbound.calls import alert, call

STACK = Stack.model_validate({"version": 1, "environments": {"staging": {"services": {"postgres": {}, "backend": {}}}}})
HOOK = Inbound(kind="alertmanager", token="t" * 20)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def read(*alerts, hook=HOOK):
    return read_alerts(call(*alerts), hook, STACK, NOW)


def test_a_firing_alert_names_its_environment_and_service():
    (heard,) = read(alert(environment="staging", service="postgres")).heard
    began = datetime(2026, 11, 23, 10, tzinfo=UTC).timestamp()
    assert heard.environment == "staging"
    assert heard.event == Fired("alertmanager:f1", "postgres", "Postgres is slow", "p99 is 4 s", began, "alertmanager")


def test_a_resolved_alert_clears_the_same_key():
    (heard,) = read(alert(status="resolved", environment="staging")).heard
    assert heard.event == Cleared("alertmanager:f1", "Postgres is slow", "alertmanager")


def test_a_service_that_is_none_of_ours_is_about_the_environment():
    (heard,) = read(alert(environment="staging", service="kafka")).heard
    assert heard.event.service == ""


def test_labels_may_have_other_names():
    hook = Inbound(kind="grafana", token="t" * 20, environment_label="env", service_label="job", name="graf")
    (heard,) = read(alert(env="staging", job="backend"), hook=hook).heard
    assert (heard.event.key, heard.event.service, heard.event.by) == ("graf:f1", "backend", "graf")


def test_without_the_label_the_hook_says_which_environment():
    hook = Inbound(kind="alertmanager", token="t" * 20, environment="staging")
    assert read(alert(), hook=hook).heard[0].environment == "staging"


def test_an_environment_that_is_none_of_ours_is_ignored_and_said():
    reading = read(alert(environment="stagign"), alert("f2"), alert("f3", environment="staging"))
    assert len(reading.heard) == 1
    assert "did you mean 'staging'" in reading.ignored[0]
    assert "no label 'environment'" in reading.ignored[1]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "the body"),
        (b"[]", "the body"),
        (b'{"alerts": [{"status": "firing"}]}', "alerts.0.fingerprint"),
        (b'{"alerts": [{"status": "firing", "fingerprint": "f", "startsAt": "yesterday"}]}', "alerts.0.startsAt"),
        (b'{"alerts": [{"status": "firing", "fingerprint": "f", "labels": {"a": {}}}]}', "alerts.0.labels.a"),
    ],
)
def test_what_is_no_such_call_is_named(body, problem):
    with pytest.raises(Usage, match=problem):
        read_alerts(body, HOOK, STACK, NOW)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body):
    with contextlib.suppress(Usage):
        read_alerts(body, HOOK, STACK, NOW)
