"""What Alertmanager and Grafana send, read. Both speak version 4 of Alertmanager's webhook; Grafana adds to it. Pure.

https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import AwareDatetime, BaseModel, Field, ValidationError

from bot.incidents.events import Cleared, Fired
from handlers.core.errors import Usage
from handlers.core.names import nearest
from handlers.stack.environment import Stack
from handlers.stack.outside import Inbound

_MOST = 1000  # alerts in one call; Alertmanager's groups are far smaller
_TITLE, _DETAIL, _KEY = 300, 1000, 200  # characters


class _Alert(BaseModel):
    status: str
    labels: dict[str, str] = Field(default_factory=dict)
    annotations: dict[str, str] = Field(default_factory=dict)
    startsAt: AwareDatetime | None = None  # noqa: N815 - the sender's spelling
    fingerprint: str = Field(min_length=1, max_length=_KEY)


class _Call(BaseModel):
    alerts: list[_Alert] = Field(max_length=_MOST)


@dataclass(frozen=True, slots=True)
class Heard:
    """One alert, meant for one environment. `started_at` tells one firing of it from the next."""

    environment: str
    event: Fired | Cleared
    started_at: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A call as it was understood; `ignored`: why each alert was not that nobody here can be told of."""

    heard: tuple[Heard, ...]
    ignored: tuple[str, ...]


def read_alerts(body: bytes, hook: Inbound, stack: Stack, now: datetime) -> Reading:
    """Read one call. Raises Usage, naming the first mistake, when it is no such call at all.

    An alert whose service is none of ours is about its environment as a whole; one whose environment is none of ours
    is ignored, for there is no channel in which to tell of it.
    """
    try:
        call = _Call.model_validate_json(body)
    except ValidationError as problem:
        first = problem.errors(include_input=False, include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "the body"
        raise Usage(f"{place}: {first['msg']}; expected what {hook.kind} sends to a webhook") from None
    heard, ignored = [], []
    for alert in call.alerts:
        environment = alert.labels.get(hook.environment_label) or hook.environment
        if environment in stack.environments:
            heard.append(_heard(alert, hook, environment, (stack, now)))
        else:
            ignored.append(_why_ignored(alert, hook, environment, stack))
    return Reading(tuple(heard), tuple(ignored))


def _heard(alert: _Alert, hook: Inbound, environment: str, around: tuple[Stack, datetime]) -> Heard:
    stack, now = around
    key, by = f"{hook.path}:{alert.fingerprint}", hook.path
    started_at = alert.startsAt or now
    title = _title(alert.labels, alert.annotations)
    if alert.status == "resolved":
        return Heard(environment, Cleared(key, title, by), started_at.isoformat())
    service = alert.labels.get(hook.service_label, "")
    if service not in stack.environments[environment].services:
        service = ""
    detail = alert.annotations.get("description") or alert.annotations.get("message") or ""
    event = Fired(key, service, title, _line(detail, _DETAIL), started_at.timestamp(), by)
    return Heard(environment, event, started_at.isoformat())


def _title(labels: Mapping[str, str], annotations: Mapping[str, str]) -> str:
    return _line(annotations.get("summary") or labels.get("alertname") or "an alert without a name", _TITLE)


def _line(text: str, most: int) -> str:
    return " ".join(text.split())[:most]


def _why_ignored(alert: _Alert, hook: Inbound, environment: str, stack: Stack) -> str:
    title = _title(alert.labels, alert.annotations)
    if not environment:
        return f"{title}: it has no label {hook.environment_label!r}, and the hook has no `environment`"
    near = nearest(environment, stack.environments)
    hint = f", did you mean {near!r}?" if near else ""
    return f"{title}: there is no environment {environment[:60]!r}{hint}"


def describe(reading: Reading) -> dict[str, Any]:
    """The answer to the sender."""
    return {"taken": len(reading.heard), "ignored": list(reading.ignored)}
