"""Which service does a stage exercise? The one a probe of which looks at the same address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import SplitResult, urlsplit

from handlers.golden_path.outcome import StageResult
from handlers.stack.service import Service

_PORTS = {"http": 80, "ws": 80, "https": 443, "wss": 443}
_SOCKETS = ("ws", "wss")


def service_of(stages: Sequence[StageResult], name: str, services: Mapping[str, Service]) -> str | None:
    """The service that stage `name` exercises, or None.

    A stage without an address of its own (token, send, events, answer) exercises what the stage before it did.
    """
    before = [stage for stage in stages[: _place(stages, name) + 1] if stage.service or stage.url]
    for stage in reversed(before):
        return stage.service if stage.service in services else service_at(stage.url, services)
    return None


def service_at(url: str, services: Mapping[str, Service]) -> str | None:
    """The service whose probes look at this address: host and port must agree, then the likest path and scheme wins."""
    wanted = urlsplit(url)
    scored = [
        (score, name) for name, service in services.items() for score in [_score(service, wanted)] if score is not None
    ]
    return max(scored, key=lambda item: item[0])[1] if scored else None


def _place(stages: Sequence[StageResult], name: str) -> int:
    return next((place for place, stage in enumerate(stages) if stage.name == name), len(stages))


def _score(service: Service, wanted: SplitResult) -> tuple[int, int] | None:
    scores = [_likeness(probe, wanted) for probe in service.probes]
    return max((score for score in scores if score is not None), default=None)


def _likeness(probe: Any, wanted: SplitResult) -> tuple[int, int] | None:
    """How much a probe's address is like the stage's: None for another host or port."""
    url = getattr(probe, "url", None)
    if isinstance(url, str):
        seen = urlsplit(url)
        if _endpoint(seen) != _endpoint(wanted):
            return None
        shared = _shared(seen.path, wanted.path)
        return shared, int((seen.scheme in _SOCKETS) == (wanted.scheme in _SOCKETS))
    endpoint = (getattr(probe, "host", None), getattr(probe, "port", None))
    return (0, 0) if endpoint == _endpoint(wanted) else None


def _endpoint(url: SplitResult) -> tuple[str | None, int | None]:
    try:
        return url.hostname, url.port or _PORTS.get(url.scheme)
    except ValueError:
        return None, None


def _shared(one: str, other: str) -> int:
    """The number of leading path segments two paths share."""
    pairs = zip(one.strip("/").split("/"), other.strip("/").split("/"), strict=False)
    count = 0
    for left, right in pairs:
        if left != right:
            break
        count += 1
    return count
