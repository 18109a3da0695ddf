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
    ],
)
def test_the_likeliest_small_edit_is_made(damaged, healthy):
    assert mend_formats(f"x = {damaged}\n") == f"x = {healthy}\n"


@pytest.mark.parametrize(
    "text", ['x = f"{a}"\n', '# f"{len(a} in a comment"\n', 'x = "{len(a}"\n', "", 'x = f"{a["b"]}"\n']
)
def test_what_is_whole_or_no_format_is_left_alone(text):
    assert mend_formats(text) is None
