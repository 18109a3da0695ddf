"""The part of Logging's filter language that is understood."""

from typing import Any

import pytest

from bot.demo.control_plane.errors import Refused
from bot.demo.control_plane.log_filter import parse

ENTRY: dict[str, Any] = {
    "timestamp": "2026-11-23T14:59:00.000000Z",
    "severity": "ERROR",
    "textPayload": 'could not "connect"',
    "resource": {"type": "cloud_run_revision", "labels": {"service_name": "backend-service"}},
}


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("", True),
        ("severity>=ERROR", True),
        ("severity >= DEFAULT", True),
        ("severity>ERROR", False),
        ("severity=WARNING", False),
        ('timestamp>="2026-11-23T14:23:22.380904Z"', True),
        ('timestamp>="2026-11-23T15:00:00Z"', False),
        ('timestamp<"2026-11-23T15:00:00+00:00"', True),
        ('resource.type="cloud_run_revision" AND resource.labels.service_name="backend-service"', True),
        ("resource.type = cloud_run_revision \n AND resource.labels.service_name = other", False),
        ("resource.labels.location!=us-central1", True),
        ("resource.labels.location=us-central1", False),
        ('textPayload:"COULD NOT"', True),
        (r'textPayload="could not \"connect\""', True),
        ("textPayload=~con+ect", True),
        ("(severity>=ERROR)", True),
    ],
)
def test_it_matches(text: str, matches: bool) -> None:
    assert parse(text)(ENTRY) is matches


@pytest.mark.parametrize("text", ["severity>=ERROR OR severity=INFO", "connect", "NOT severity=INFO"])
def test_beyond_it_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="Unparseable filter"):
        parse(text)
