from __future__ import annotations

import pytest

from handlers.repair.synthesis.proposals.quotes import propose
from tests.handlers.repair.synthesis.proposals.scenes import texts_of


@pytest.mark.parametrize(
    ("broken", "fixed"),
    [
        ('set_env(A", "b")\n', 'set_env("A", "b")\n'),
        ('x = {"k: True},"\n', 'x = {"k": True},\n'),
        ("x = 'a\n", "x = 'a'\n"),
        ('x = "a "b c" d"\n', "x = 'a \"b c\" d'\n"),
        ('x = "a "b c" d"\n', "x = \"a 'b c' d\"\n"),
        ('x = "a\'s "b c" d"\n', 'x = """a\'s "b c" d"""\n'),
        ('f(\n    "one\n    two")\n', 'f(\n    "one two")\n'),
    ],
)
def test_the_mend_is_among_the_proposals(broken: str, fixed: str) -> None:
    assert fixed in texts_of(broken, propose)
