from __future__ import annotations

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.repair import suggest
from handlers.repair.judge import compiles
from handlers.repair.synthesis import fault
from handlers.repair.synthesis.effort import UNITS

# Any text may hold a bad escape or `1 is 2`, of which the compiler warns.
pytestmark = pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::DeprecationWarning")

_WORDS = st.sampled_from(
    [
        "def",
        "if",
        "else",
        "x",
        "f",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ":",
        ",",
        "=",
        "1",
        "'",
        '"',
        '"""',
        "\n",
        "    ",
        "print",
        "#",
        "\\",
    ]
)


@pytest.mark.parametrize(
    ("broken", "fixed"),
    [
        ("def f(x)\n    return x\n", "def f(x):\n    return x\n"),
        ("print 'hello'\n", "print ('hello')\n"),
        ("x = [1, 2\ny = 3\n", "x = [1, 2]\ny = 3\n"),
        ("x = f(1))\n", "x = f(1)\n"),
        ("for i in range(3):\nprint(i)\n", "for i in range(3):\n    print(i)\n"),
        (">>> x = 1\n>>> y = 2\n", "x = 1\ny = 2\n"),
        ("If x == 1:\n    y = 2\n", "if x == 1:\n    y = 2\n"),
        ("x = {'a': 1 'b': 2}\n", "x = {'a': 1, 'b': 2}\n"),
        ("x = {one': 1, two': 2}\n", "x = {'one': 1, 'two': 2}\n"),
        ("a = [x:1, y:2]\nb = [x:3, y:4]\n", "a = {x: 1, y: 2}\nb = {x: 3, y: 4}\n"),
        ("def f(a) -&gt; int:\n    return a\n", "def f(a) -> int:\n    return a\n"),
    ],
)
def test_common_mistakes_are_mended_as_people_do(broken: str, fixed: str) -> None:
    assert ast.dump(ast.parse(suggest(broken)[0].source)) == ast.dump(ast.parse(fixed))


def test_a_text_that_compiles_is_its_own_only_candidate() -> None:
    [only] = suggest("x = 1  # as it is\n")
    assert (only.source, only.cost, only.edits) == ("x = 1  # as it is\n", 0.0, ())


def test_candidates_compile_are_ranked_and_tell_their_edits() -> None:
    found = suggest("foo(a b)\n", limit=4)
    assert 1 < len(found) <= 4
    assert [c.cost for c in found] == sorted(c.cost for c in found)
    for candidate in found:
        ast.parse(candidate.source)
        assert candidate.edits
    assert found[0].edits[0].line == 1


def test_the_same_text_gives_the_same_candidates() -> None:
    source = "class A\n  def f(self:\n    retrun 1\n"
    assert suggest(source) == suggest(source)


@given(st.lists(_WORDS, max_size=25).map(" ".join))
@settings(max_examples=40, deadline=None)
def test_whatever_comes_in_only_what_compiles_comes_out_and_repairs_are_final(text: str) -> None:
    for candidate in suggest(text, budget=0.2):
        ast.parse(candidate.source)
        assert suggest(candidate.source)[0].source == candidate.source


@given(st.text(max_size=60))
@settings(max_examples=40, deadline=None)
def test_any_text_is_survived(text: str) -> None:
    for candidate in suggest(text, budget=0.1):
        ast.parse(candidate.source)


@pytest.mark.parametrize(
    "text", ["\x00", "(" * 3000, "x = '\x00\n", "\ud800 x", "\f(", "\t x\n  y\n\tz", "lambda " * 300, "'" * 999]
)
def test_hostile_texts_are_survived(text: str) -> None:
    for candidate in suggest(text, budget=0.2):
        compile(candidate.source, "<test>", "exec")


def test_fewer_candidates_wanted_are_the_first_of_more() -> None:
    assert suggest("foo(a b)\n", limit=2) == suggest("foo(a b)\n", limit=5)[:2]


_HOSTILE = {
    "headers alone": "if x:\n" * 5_000,
    "openings": "(" * 10_000,
    "decorators": "@a\n" * 5_000,
    "one line of calls": "x = (" + "f(a, b) " * 20_000,
    "lines without end": "y y\n" * 50_000,
    "ever deeper": "".join(" " * depth + "if x:\n" for depth in range(600)),
    "rows left open": "x = [\n" + "".join(f"  ({i}, 'a{i}'\n" for i in range(4_000)),
    "line ends escaped": "\\\n" * 20_000,
    "long quoted lines": "".join(f"'{'it is ' * 40}x{number} isn't\n" for number in range(300)),
}


@pytest.mark.parametrize("text", _HOSTILE.values(), ids=_HOSTILE)
def test_hostile_text_is_compiled_no_more_than_its_budget_allows(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    letters = []

    def counted(source: str, *given: object, **named: object) -> object:
        letters.append(len(source))
        return compile(source, *given, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(fault, "compile", counted, raising=False)
    found = suggest(text, budget=0.2)
    # A unit of work pays for two letters at the least; what must be compiled once, whatever the budget, is extra.
    assert sum(letters) < 2 * 0.2 * UNITS + 12 * len(text)
    assert all(compiles(candidate.source) for candidate in found)
