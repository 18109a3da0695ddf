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
