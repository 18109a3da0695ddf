from __future__ import annotations

import pytest

from handlers.repair.scan.definition import any_refused

_SOUND = b"import os\n\ndef a():\n    return 1\n\ndef b():\n    return 2\n"


def _places(data: bytes, word: bytes) -> list[int]:
    return [at for at in range(len(data)) if data.startswith(word, at)]


def test_places_in_definitions_that_compile_are_let_go() -> None:
    assert not any_refused(_SOUND, _places(_SOUND, b"return"))


@pytest.mark.parametrize("bad", [b"def a():\n    x = 1\n    nonlocal x\n", b"class A:\n  return 1\n", b"def f(:\n"])
def test_a_definition_that_does_not_compile_is_reason_to_ask(bad: bytes) -> None:
    data = _SOUND + b"\n" + bad
    assert any_refused(data, [data.index(bad) + 6])
    assert not any_refused(data, [20])


def test_a_place_that_may_be_inside_a_long_string_is_never_believed() -> None:
    data = b'x = """\n' + _SOUND
    assert any_refused(data, [data.index(b"return")])


def test_what_the_future_import_changes_counts_for_every_definition() -> None:
    annotated = b"\ndef f():\n    x: (yield) = 1\n"
    assert not any_refused(annotated, [annotated.index(b"yield")])
    eager = b"from __future__ import annotations\n" + annotated
    assert any_refused(eager, [eager.index(b"yield")])


def test_deleting_debug_is_for_the_whole_file_to_judge() -> None:
    data = b"\ndef f():\n    del __debug__\n"
    assert any_refused(data, [5])


def test_too_many_definitions_are_not_compiled_one_by_one() -> None:
    data = b"x = 1\n" + b"\ndef a():\n    return 1\n" * 3
    assert not any_refused(data, _places(data, b"return"))
    assert any_refused(data, _places(data, b"return") * 40)


_METHODS = b"""
class A:
    def a(self):
        return 1

    def b(self):
        return 2
"""


def test_a_method_is_compiled_without_the_class_around_it() -> None:
    broken = _METHODS.replace(b"return 1", b"return (")
    assert not any_refused(broken, [broken.index(b"return 2")])
    assert any_refused(broken, [broken.index(b"return (")])


def test_what_a_method_needs_from_around_it_is_looked_for_there() -> None:
    data = b"\ndef f():\n    x = 1\n    def g():\n        nonlocal x\n    return g\n"
    assert not any_refused(data, [data.index(b"nonlocal")])


def test_a_definition_in_a_block_is_not_taken_out_of_it() -> None:
    blocks = b"".join(b" " * (4 + n) + b"for a in b:\n" for n in range(20)) + b" " * 24 + b"pass\n"
    data = b"\nclass A:\n    pass\n\nfor a in b:\n    def f():\n        pass\n" + blocks
    assert any_refused(data, [data.index(b"pass", len(data) - 10)])
