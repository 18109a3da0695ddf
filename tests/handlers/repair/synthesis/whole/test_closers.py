from __future__ import annotations

import pytest

from handlers.repair.synthesis.whole.slips import mend_slips

HEALTHY = '''def report(rows):
    found = [
        {"name": "a", "tags": {"kind": "x"}},
        {"name": "b", "tags": {"kind": "y"}},
    ]
    send(
        {
            "error": type(rows).__name__,
            "left": len(rows),
        },
        notes=[note for note in rows],
    )
    return found


class Store:
    def keep(self):
        self.kept = {"at": now(), "meta": self.meta or {}}
        return self.kept

    def load(self):
        log("""a text with ( in it
        and } too""", [1, 2])
        return self.first([3, 4])
'''


@pytest.mark.parametrize(
    ("healthy", "broken"),
    [
        ('{"kind": "x"}}', '{"kind": "x"}'),
        ('"x"}},\n        {"name": "b", "tags": {"kind": "y"}}', '"x"},\n        {"name": "b", "tags": {"kind": "y"}'),
        ("type(rows).__name__", "type(rows}.__name__"),
        ("len(rows),", "len(rows)},"),
        ("        },\n        notes", "        )},\n        notes"),
        ("        },\n        notes", "        ),\n        notes"),
        ("rows],\n    )", "rows],\n    )}"),
        ("or {}}", "or {}"),
        ("    found = [", "    found = []"),
        ('        {\n            "error"', '        {},\n            "error"'),
        ("[3, 4])", "[3, 4]"),
        ('"meta": self.meta or {}}', '"meta": self.meta or {}}}'),
    ],
)
def test_brackets_are_closed_where_the_layout_closes_them(healthy: str, broken: str) -> None:
    assert healthy in HEALTHY
    assert mend_slips(HEALTHY.replace(healthy, broken)) == HEALTHY


def test_several_parts_are_mended_one_after_another() -> None:
    broken = HEALTHY.replace('"x"}}', '"x"}').replace("or {}}", "or {}").replace("[3, 4])", "[3, 4]")
    assert mend_slips(broken) == HEALTHY


def test_what_the_layout_allows_is_not_touched_when_something_else_is_wrong() -> None:
    broken = "x = foo(a,\n        b,\n        c)\ny = [\n    1,\n    2]\nz = {3: 4\n"
    assert mend_slips(broken) == broken.replace("3: 4", "3: 4}")


def test_all_that_a_line_opens_is_closed_with_it() -> None:
    broken = "def f():\n    send({\n        1: 2,\n    }\n    rest()\n"
    assert mend_slips(broken) == broken.replace("    }\n", "    })\n")


def test_the_brackets_of_prose_are_left_alone() -> None:
    broken = "def f():\n    ]] once upon a time { the till was\n    ] short ( of change and nobody } knew why\n"
    assert mend_slips(broken) == broken
