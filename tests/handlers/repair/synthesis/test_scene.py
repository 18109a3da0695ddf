from __future__ import annotations

from handlers.repair.synthesis.fault import find_fault
from handlers.repair.synthesis.scene import look, match
from handlers.repair.synthesis.tokens import tokenize


def test_the_token_the_compiler_stopped_at_is_found() -> None:
    source = "x = 1\nfoo(a b)\n"
    fault = find_fault(source)
    assert fault is not None
    scene = look(source, fault)
    assert scene.tokens[scene.at].text == "a"
    assert scene.line_of(scene.at) == 2


def test_lines_without_tokens_are_skipped() -> None:
    source = "x = (\n\n# only words\ny\n"
    fault = find_fault(source)
    assert fault is not None
    scene = look(source, fault)
    assert scene.blank(2)
    assert scene.near(1, 1) == 4
    assert scene.near(4, 1) == 0


def test_brackets_without_partners_are_told_apart() -> None:
    brackets = match(tokenize("( [ ) ]"))
    assert brackets.partner[0] == 2
    assert brackets.open == (1,)
    assert brackets.stray == (3,)
