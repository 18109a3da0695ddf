"""Repairs for another Python than the one that runs this."""

from __future__ import annotations

import sys
from contextlib import suppress

import pytest

from handlers.core.errors import Permanent
from handlers.repair.elsewhere import elsewhere
from handlers.repair.file import repair_file
from handlers.repair.scan.interpreter import Interpreter, find_interpreter
from tests.handlers.repair.repository import CLEAN, DAMAGED

OWN = Interpreter(sys.executable, sys.version_info[:2])


def repaired(python, *files, processes=2):
    with elsewhere(python, processes) as submit:
        return [each.result() for each in [submit(repair_file, file) for file in files]]


def test_a_process_of_that_python_repairs_as_this_one_does():
    files = [("a.py", DAMAGED.encode(), (CLEAN.encode(),)), ("b.py", b"x = (\n", ()), ("c.py", b"x = 1\n", ())]
    assert repaired(OWN, *files) == [repair_file(*file) for file in files]


def test_a_file_that_ends_its_process_is_left_alone_and_the_next_one_is_not(tmp_path):
    dies = tmp_path / "python"
    dies.write_text(f'#!/bin/sh\n[ -e {tmp_path}/died ] && exec {sys.executable} "$@"\ntouch {tmp_path}/died\n')
    dies.chmod(0o755)
    files = [("a.py", b"x = (\n", ()), ("b.py", b"x = (\n", ())]
    first, second = repaired(Interpreter(str(dies), OWN.version), *files, processes=1)
    assert (first.path, first.after) == ("a.py", None)
    assert second == repair_file(*files[1])


@pytest.mark.parametrize(("status", "after"), [(1, None), (0, b"x = ()\n")])
def test_what_an_older_python_refuses_is_left_alone(tmp_path, status, after):
    old = tmp_path / "python"
    old.write_text(f"#!/bin/sh\ncat > /dev/null\nexit {status}\n")
    old.chmod(0o755)
    [found] = repaired(Interpreter(str(old), (3, 9)), ("a.py", b"x = (\n", []))
    assert found.after == after


def newer_python():
    """A Python on this machine that knows more syntax than this one."""
    for version in ("3.14", "3.13", "3.12"):
        with suppress(Permanent):
            return find_interpreter(version)
    return pytest.skip("no newer Python is on this machine")


def test_the_syntax_of_a_newer_python_is_kept():
    newer = 'type Pair = tuple[int, int]\n\n\ndef first[T](items: list[T]) -> T:\n    print(f"{items["a"]}")\n'
    [found] = repaired(newer_python(), ("a.py", f"{newer}    return (items[0]\n".encode(), []))
    assert found.after == f"{newer}    return (items[0])\n".encode()
