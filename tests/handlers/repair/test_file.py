"""Bytes in, bytes out: encodings, BOM, line endings, and bytes that are no text."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.repair.file import repair_file
from handlers.repair.judge import refusal
from handlers.repair.result import Verdict
from tests.handlers.repair.repository import CLEAN, DAMAGED


@pytest.mark.parametrize(
    "written",
    [
        lambda text: text.encode(),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: ("# -*- coding: latin-1 -*-\n# caf\xe9\n" + text).encode("latin-1"),
        lambda text: text.rstrip("\n").encode(),
    ],
    ids=["plain", "bom", "crlf", "latin-1", "no final newline"],
)
def test_the_way_a_file_is_written_stays(written):
    repaired = repair_file("a.py", written(DAMAGED), [written(CLEAN)])
    assert repaired.after == written(CLEAN)


def test_an_ancestor_with_other_line_endings_serves_as_well():
    repaired = repair_file("a.py", DAMAGED.replace("\n", "\r\n").encode(), [CLEAN.encode()])
    assert repaired.after == CLEAN.replace("\n", "\r\n").encode()


def test_broken_bytes_come_back_from_the_ancestor():
    clean = CLEAN.replace("closed", "cl\u00f6sed").encode()
    assert repair_file("a.py", clean.replace("\u00f6".encode(), b"\xff"), [clean]).after == clean


def test_a_file_saved_in_another_encoding_is_saved_as_utf_8_and_one_that_nothing_tells_of_is_left_alone():
    text = CLEAN.replace("closed", "cl\u00f6sed \u201cyes\u201d")
    repaired = repair_file("a.py", text.encode("cp1252"))
    assert (repaired.after, repaired.repair.verdict) == (text.encode(), Verdict.REPAIRED)
    assert repair_file("a.py", b"# coding: klingon\n" + text.encode()).after is None


def test_a_valid_file_is_left_alone():
    assert repair_file("a.py", CLEAN.encode()).after is None


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=120))
def test_any_bytes_in_never_a_crash(data):
    repaired = repair_file("a.py", data, [b"x = 1\n"], budget=0.2)
    if refusal(data) is None:
        assert repaired.after is None
    if repaired.after is not None:
        assert refusal(repaired.after) is None
