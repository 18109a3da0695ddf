"""Damaged f-strings, each mended by itself."""

from __future__ import annotations

import pytest

from handlers.repair.formats import mend_formats


@pytest.mark.parametrize(
    ("damaged", "healthy"),
    [
        ('f"{len(posts} found"', 'f"{len(posts)} found"'),
        ('f"t_{int(time()}"', 'f"t_{int(time())}"'),
        ('f"t_{int(time())_{user}"', 'f"t_{int(time())}_{user}"'),
        ('f"{ev.get("joy")}"'.replace('"joy"', "'joy'").replace(")}", ")}:.2f}"), "f\"{ev.get('joy'):.2f}\""),
        ('f"{uuid4()}.hex[:8]}"', 'f"{uuid4().hex[:8]}"'),
        ('f"{uuid4(}.hex[:8]}"', 'f"{uuid4().hex[:8]}"'),
        ('f"{size)} bytes"', 'f"{size} bytes"'),
        ('f"{len(rows} - 3} more"', 'f"{len(rows) - 3} more"'),
        ('f"t_{int(now(} * 1000}"', 'f"t_{int(now()) * 1000}"'),
        ('f"t_{int(now(} * 10}_{tier)}"', 'f"t_{int(now()) * 10}_{tier}"'),
        ('f"c_{uuid4(}.hex[:12])}"', 'f"c_{uuid4().hex[:12]}"'),
        ('f"{done}/{min(len(rows}, 100} rows"', 'f"{done}/{min(len(rows), 100)} rows"'),
        ('f"({str(error)}[:70]}...)"', 'f"({str(error)[:70]}...)"'),
        ('f"{good / len(rows)}  * 100:.1f}%"', 'f"{good / len(rows) * 100:.1f}%"'),
        ('f"{len({row[0] for row in rows)})} rows"', 'f"{len({row[0] for row in rows})} rows"'),
        ("f\"{row.get('a', {)}).get('b', 0):.2f}/1\"", "f\"{row.get('a', {}).get('b', 0):.2f}/1\""),
        ('f"{type(row}}: {row}"', 'f"{type(row)}: {row}"'),
        ("f\"{{'a': {x}, 'b': '{y}'}\"", "f\"{{'a': {x}, 'b': '{y}'}}\""),
        ('f"a {row["k"]} b {row["l"]}"', "f\"a {row['k']} b {row['l']}\""),
        ("f\"{row[\\'k\\']} left\"", "f\"{row['k']} left\""),
        ('f"""{nl.join([f"- {row(x}" for x in y])}\n{a}"""', 'f"""{nl.join([f"- {row(x)}" for x in y])}\n{a}"""'),
    ],
)
def test_the_likeliest_small_edit_is_made(damaged, healthy):
    assert mend_formats(f"x = {damaged}\n") == f"x = {healthy}\n"


@pytest.mark.parametrize("text", ['x = f"{a}"\n', '# f"{len(a} in a comment"\n', 'x = "{len(a}"\n', ""])
def test_what_is_whole_or_no_format_is_left_alone(text):
    assert mend_formats(text) is None


def test_the_same_slip_is_mended_wherever_it_was_made():
    damaged = "".join(f'print(f"{{len(rows{n}}} of {{total}}")\n' for n in range(50))
    assert mend_formats(damaged) == damaged.replace("} of", ")} of")


def test_no_more_is_mended_than_the_budget_allows():
    damaged = "".join(f'print(f"{{len(rows{n}}} of {{total}}")\n' for n in range(50))
    mended = mend_formats(damaged, budget=0.05)
    assert mended is not None
    assert 0 < mended.count(")} of") < 50


@pytest.mark.parametrize("text", ['"""f"{len(a}" in a text"""\n', "x = f'{' + y\n" * 2, 'f"{' + "(" * 300 + '}"\n'])
def test_what_holds_no_likely_field_is_left_alone(text):
    assert mend_formats(text) is None
