"""Lines into entries: tracebacks whole, severities read, the platform's own words added."""

from datetime import UTC, datetime, timedelta

from bot.demo.control_plane.log_entries import entries
from bot.demo.spec import Change, Line

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def _lines(text: str) -> list[Line]:
    return [Line(NOON + timedelta(seconds=n), line) for n, line in enumerate(text.split("\n"))]


LOG = """2026-11-23 12:00:00,1 INFO backend: listening on 127.0.0.1:1
2026-11-23 12:00:01,1 ERROR backend: health check failed
Traceback (most recent call last):
  File "a.py", line 1, in <module>
KeyError: 'x'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "b.py", line 2, in <module>
ValueError: y
2026-11-23 12:00:11,1 WARNING backend: 401
Memory limit of 256 MiB exceeded with 300 MiB used.
Traceback (most recent call last):
  File "c.py", line 3, in <module>
ModuleNotFoundError: No module named 'z'
plain words"""


def test_groups_and_severities() -> None:
    found = entries("backend-service", "backend-service-00001-abc", _lines(LOG), ())
    assert [(entry["severity"], entry["textPayload"].split("\n")[-1]) for entry in found] == [
        ("INFO", "2026-11-23 12:00:00,1 INFO backend: listening on 127.0.0.1:1"),
        ("ERROR", "ValueError: y"),
        ("WARNING", "2026-11-23 12:00:11,1 WARNING backend: 401"),
        ("ERROR", "Memory limit of 256 MiB exceeded with 300 MiB used."),
        ("ERROR", "ModuleNotFoundError: No module named 'z'"),
        ("DEFAULT", "plain words"),
    ]
    assert found[0]["timestamp"] == "2026-11-23T12:00:00.000000Z"
    assert found[0]["resource"]["labels"]["revision_name"] == "backend-service-00001-abc"


def test_an_exit_is_told_by_the_platform() -> None:
    changes = [Change(NOON, "exited with code 1 before it was ready"), Change(NOON, "stopped")]
    found = entries("s", "r", (), changes)
    assert [entry["severity"] for entry in found] == ["WARNING", "ERROR"]
    assert found[0]["textPayload"] == "Container called exit(1)."
    assert "STARTUP TCP probe failed" in found[1]["textPayload"]
