from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator

import pytest

from handlers.diagnosis.catalogue import CATALOGUE
from handlers.diagnosis.logs.explain import explain, lines_of
from tests.handlers.diagnosis.logs.samples import HEALTHY, SAMPLES


def ids(*lines: str) -> list[str]:
    return [found.id for found in explain(lines)]


@pytest.mark.parametrize(("expected", "line"), SAMPLES, ids=[f"{i}-{sample[0]}" for i, sample in enumerate(SAMPLES)])
def test_a_real_line_is_explained_and_only_sensibly(expected: str, line: str) -> None:
    first, *others = expected.split("|")
    found = ids("2025-11-20 09:59:59 INFO starting", line)
    assert found[:1] == [first]
    assert set(found[1:]) <= set(others)


@pytest.mark.parametrize("line", HEALTHY)
def test_a_healthy_line_is_not_explained(line: str) -> None:
    assert ids(line) == []


def test_every_entry_that_reads_logs_has_a_sample() -> None:
    sampled = {expected.split("|")[0] for expected, _ in SAMPLES}
    assert {entry.id for entry in CATALOGUE if entry.log} <= sampled


def test_a_log_without_a_known_cause_gives_nothing() -> None:
    assert ids() == []
    assert ids("", "\n", "\x00\xff", "everything is as it should be") == []


def test_line_and_evidence_are_exact() -> None:
    found = explain(["start\n", "more\n", "  KeyError: 'JWT_SECRET'\n"])[0]
    assert (found.line, found.evidence) == (3, "KeyError: 'JWT_SECRET'")
    assert "JWT_SECRET" in found.title
    assert "JWT_SECRET" in found.next_step


@pytest.mark.parametrize(
    ("log", "order"),
    [
        (
            """[error] 7#7: *1 connect() failed (111: Connection refused) while connecting to upstream
               psycopg.OperationalError: connection to server at "10.0.0.3", port 5432 failed: Connection refused
               "GET /api HTTP/1.1" 502 157""",
            ["postgres-down", "upstream-down", "bad-gateway"],
        ),
        (
            """Traceback (most recent call last):
                 File "/app/main.py", line 3, in <module>
                   import orjson
               ModuleNotFoundError: No module named 'orjson'
               [ERROR] Reason: Worker failed to boot.
               Container called exit(3).
               The user-provided container failed to start and listen on the port defined by PORT=8080.""",
            ["missing-module", "wrong-port", "worker-boot-failed", "crash-loop"],
        ),
        (
            """FATAL:  could not write to file "pg_wal/xlogtemp.31": No space left on device
               LOG:  server process (PID 31) was terminated by signal 6: Aborted
               FATAL:  the database system is in recovery mode
               psycopg.OperationalError: connection to server at "db", port 5432 failed: Connection refused""",
            ["disk-full", "postgres-starting", "postgres-down", "database-connection-lost"],
        ),
        (
            """socket.gaierror: [Errno -2] Name or service not known
               redis.exceptions.ConnectionError: Error -2 connecting to redis:6379. Name or service not known.""",
            ["dns-failure"],
        ),
    ],
)
def test_what_lies_deepest_comes_first(log: str, order: list[str]) -> None:
    assert ids(*log.splitlines()) == order


def test_a_start_that_waited_and_went_well_is_no_cause() -> None:
    waiting = 'WARN waiting for postgres: connection to server at "db", port 5432 failed: Connection refused, retrying'
    assert ids(waiting, waiting, "successfully connected to postgres") == []
    assert ids(waiting, waiting) == ["postgres-down"]
    assert ids("successfully connected to postgres", waiting) == ["postgres-down"]


def test_secrets_in_the_evidence_are_masked() -> None:
    line = "could not connect to server: Connection refused postgresql://app:hunter22@db:5432/app"
    assert "hunter22" not in explain([line])[0].evidence


def test_structured_logs_are_read_too() -> None:
    assert ids('{"severity":"ERROR","message":"relation \\"messages\\" does not exist"}') == ["migration-pending"]
    assert ids('{"severity":"INFO","message":"handled ConnectionRefusedError in test"}') == []


def test_a_stream_of_any_bytes_is_read_by_lines() -> None:
    text = b"\xff\xfe junk\r\n" + b"x" * 200_000 + b"\nKeyError: 'JWT_SECRET'\r\nlast line without end"
    found = explain(lines_of(io.BytesIO(text)))
    assert [(one.id, one.line) for one in found] == [("missing-setting", 3)]


def test_a_cause_within_a_very_long_line_is_found() -> None:
    assert ids("x" * 1_500_000 + " No space left on device " + "y" * 1_500_000) == ["disk-full"]


def test_a_large_log_takes_little_memory() -> None:
    def log() -> Iterator[str]:
        for i in range(150_000):
            yield f'10.0.0.1 - - [20/Nov/2025:10:00:00] "GET /api/item/{i} HTTP/1.1" 200 {i} "-" "curl/8.5"\n'
        yield "FATAL:  sorry, too many clients already\n"

    explain([])
    tracemalloc.start()
    found = explain(log())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [(one.id, one.line) for one in found] == [("too-many-connections", 150_001)]
    assert peak < 20_000_000
