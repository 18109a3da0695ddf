from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from handlers.repair.synthesis.fault import find_fault
from handlers.repair.synthesis.whole import escapes

Rule = Callable[..., Iterator[list[str]]]


@pytest.mark.parametrize(
    ("rule", "broken", "mended"),
    [
        (escapes.literal_newlines, "x = 1\\ny = '\\n'\\n\n", "x = 1\ny = '\\n'\n"),
        (escapes.literal_newlines, "\\ny = 1\nz = 2\n", "y = 1\nz = 2\n"),
        (escapes.escaped_quotes, 'print(\\"a\\")\n', 'print("a")\n'),
        (escapes.lone_backslashes, 'x = a.replace("\\", "/")\n', 'x = a.replace("\\\\", "/")\n'),
        (escapes.four_quotes, '""" Say. """"\n', '""" Say. """\n'),
        (escapes.commands, "    %time f(x)\n", "    # %time f(x)\n"),
        (escapes.commands, "pip install x\n", "# pip install x\n"),
        (escapes.raw_paths, 'x = "C:\\Users"\n', 'x = r"C:\\Users"\n'),
        (escapes.fences, "```python\nx = 1\n", "x = 1\n"),
    ],
)
def test_marks_of_another_format_become_python(rule: Rule, broken: str, mended: str) -> None:
    fault = find_fault(broken)
    assert ["\n".join(lines) for lines in rule(broken.split("\n"), fault)] == [mended]


def test_a_string_of_four_quote_marks_is_not_touched_where_nothing_is_unterminated() -> None:
    fault = find_fault('x = ""\n)\n')
    assert fault is not None
    assert not list(escapes.four_quotes(['x = """" """'], fault))
