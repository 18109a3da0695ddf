from __future__ import annotations

from typing import Any

import pytest

from handlers.probes.log_groups import Entry, entry_from_json, group, tracebacks_in_lines


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        ({"textPayload": "plain"}, "plain"),
        ({"jsonPayload": {"message": "structured", "n": 1}}, "structured"),
        ({"jsonPayload": {"message": "m", "stack_trace": "Traceback ..."}}, "Traceback ..."),
        ({"protoPayload": {"status": {"message": "container failed to start"}}}, "container failed to start"),
        ({"jsonPayload": {"n": 1}}, '{"n": 1}'),
        ({}, ""),
    ],
)
def test_the_text_is_found_in_any_payload(payload: dict[str, Any], text: str) -> None:
    assert entry_from_json(payload).text == text


def test_entries_that_differ_in_numbers_are_one_group() -> None:
    entries = [Entry(f"t{n}", "r", "ERROR", f"request {n} took {n * 3} ms at 0x{n:x}") for n in (3, 2, 1)]
    (only,) = group(entries)
    assert (only.count, only.first, only.last) == (3, "t1", "t3")


def test_a_failed_start_comes_first_and_a_kill_before_it() -> None:
    texts = ["noise"] * 5 + ["Container called exit(1)."] + ["Memory limit of 512 MiB exceeded"]
    groups = group(Entry("t", "r", "ERROR", text) for text in texts)
    assert [found.killed for found in groups] == [True, False, False]
    assert groups[1].at_start
    assert str(groups[2]) == "noise"


def test_a_variable_named_as_missing_is_told() -> None:
    (only,) = group([Entry("t", "r", "ERROR", "environment variable JWT_SECRET is not set")])
    assert only.facts()["variable"] == "JWT_SECRET"


def test_a_traceback_logged_line_by_line_is_put_together() -> None:
    lines = ["starting", "Traceback (most recent call last):", '  File "/app/a.py", line 1, in <module>', "    go()"]
    lines += ["ValueError: no", "stopping"]
    entries = [Entry(f"t{n}", "r7", "DEFAULT", line) for n, line in enumerate(lines)]
    (found,) = tracebacks_in_lines(reversed([*entries, Entry("t9", "r8", "DEFAULT", "another revision")]))
    assert (found.at, found.revision) == ("t1", "r7")
    (only,) = group([found])
    assert str(only) == "ValueError: no at /app/a.py:1 in <module>"
