"""Workers answer in order, on the configured interpreter, and outlive what ends a compiler."""

from __future__ import annotations

import sys

import pytest

from handlers.core.errors import Permanent
from handlers.repair.judge import Refusal
from handlers.repair.scan.interpreter import Interpreter
from handlers.repair.scan.workers import Unjudged, workers

OWN = Interpreter(sys.executable, sys.version_info[:2])
FILES = {
    "plain.py": b"x = 1\n",
    "returns.py": b"return 1\n",
    "deep.py": b"x = " + b"-" * 200_000 + b"1\n",
    "brackets.py": b"x = " + b"(" * 100_000 + b")" * 100_000,
    "late.py": b"y = 2\n",
}


@pytest.fixture
def top(tmp_path):
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def test_they_judge_in_order_and_outlive_hostile_nesting(top):
    with workers(OWN) as pool:
        verdicts = dict(zip(FILES, pool.judge(top, [(name, ()) for name in FILES]), strict=True))
        again = pool.judge(top, [("plain.py", ())])
    assert [name for name, verdict in verdicts.items() if verdict is None] == ["plain.py", "late.py"]
    assert verdicts["returns.py"] == Refusal("'return' outside function", 1)
    assert again == [None]


def test_they_compile_a_file_for_a_suspicion_only_where_it_is_confirmed(top):
    with workers(OWN) as pool:
        assert pool.judge(top, [("returns.py", ("case",)), ("returns.py", ("unheard of",))])[0] is None


def test_an_interpreter_that_is_not_there_is_named(top):
    with pytest.raises(Permanent, match="nowhere"), workers(Interpreter("/nowhere/python", (3, 11))):
        pass


def test_a_compiler_that_hangs_is_ended_and_its_files_are_not_judged(top, tmp_path):
    hanging = tmp_path / "python-that-hangs"
    hanging.write_text("#!/bin/sh\nexec sleep 1000\n")
    hanging.chmod(0o700)
    with workers(Interpreter(str(hanging), (3, 11)), limit=0.1) as pool:
        assert pool.judge(top, [("plain.py", ())]) == [Unjudged("the compiler did not come to an end")]
