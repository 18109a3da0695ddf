from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from handlers.repair.synthesis.fault import find_fault
from handlers.repair.synthesis.whole.imports import enclosed_imports, misplaced_imports

ENCLOSED = "import os\nfrom app.schemas import (\n{inside}    A,\n    B,\n)\n"


def first_cure(rule: Callable[..., Iterator[list[str]]], text: str) -> str:
    fault = find_fault(text)
    assert fault is not None
    return "\n".join(next(rule(text.split("\n"), fault)))


@pytest.mark.parametrize(
    ("line", "mended"),
    [
        ("import logging\n", "import os\nimport logging\nfrom app.schemas import (\n    A,\n    B,\n)\n"),
        (
            "from app.utils import f\n",
            "import os\nfrom app.schemas import (\n    A,\n    B,\n)\nfrom app.utils import f\n",
        ),
        ("from app.api import f\n", "import os\nfrom app.api import f\nfrom app.schemas import (\n    A,\n    B,\n)\n"),
        ("import os\n", ENCLOSED.format(inside="")),
    ],
)
def test_an_import_inside_another_goes_where_its_module_sorts(line: str, mended: str) -> None:
    assert first_cure(enclosed_imports, ENCLOSED.format(inside=line)) == mended


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("from typing import Any\n", "import os\n"),
        ("from b import c\n", "import a\n"),
    ],
)
def test_an_import_in_the_middle_of_a_body_goes_behind_those_at_the_top(line: str, place: str) -> None:
    top = "import os\n\nimport a\n\ndef f():\n    x = 1\n"
    text = top + line + "    return x\n"
    mended = first_cure(misplaced_imports, text)
    assert place + line in mended
    assert mended.endswith("x = 1\n    return x\n")
    assert find_fault(mended) is None


def test_a_blank_line_that_came_with_the_import_goes_too() -> None:
    text = 'import os\n\ndef f():\n    """Say."""\nfrom typing import Any\n\n    return os\n'
    assert '"""Say."""\n    return os' in first_cure(misplaced_imports, text)
