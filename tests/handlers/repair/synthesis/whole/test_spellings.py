from __future__ import annotations

import pytest

from handlers.repair.synthesis.whole.slips import mend_slips


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("from typing importList, Tuple\n", "from typing import List, Tuple\n"),
        ("from osimport path\n", "from os import path\n"),
        ("    import reimport urllib\n", "    import re\n    import urllib\n"),
        ("    def stub_mail-box--two(self):\n        pass\n", "    def stub_mail_box_two(self):\n        pass\n"),
        ("    x = a not is b\n", "    x = a is not b\n"),
        ("    mkdir(p, 0755)\n    y = 077\n", "    mkdir(p, 0o755)\n    y = 77\n"),
        ("    x = date(2025, 09, 04)\n", "    x = date(2025, 9, 4)\n"),
        ("    x = 0644 << 16L  # 0644L\n    y = 5L\n", "    x = 0o644 << 16  # 0644L\n    y = 5\n"),
        ("    x = ur'a'\n    y = UR'b'\n", "    x = r'a'\n    y = R'b'\n"),
        (
            "    @style.async\n    def f(self): pass\n    y.async()\n",
            "    @style.async_\n    def f(self): pass\n    y.async_()\n",
        ),
        ("    x = field(default_factory=l: [1])\n", "    x = field(default_factory=lambda: [1])\n"),
        ("    x = sorted(a, key=lamda v: v)\n", "    x = sorted(a, key=lambda v: v)\n"),
    ],
)
def test_words_that_are_no_python_are_written_as_they_were_meant(broken: str, mended: str) -> None:
    head = "if 1:\n" if broken.startswith(" ") else ""
    assert mend_slips(head + broken) == head + mended


def test_what_only_looks_alike_is_kept() -> None:
    text = "x = '0755 16L'  # 0644\ny = 0\nz = 00\nasync def f():\n    await g()\n"
    assert mend_slips(text + "import aimport b\n") == text + "import a\nimport b\n"
