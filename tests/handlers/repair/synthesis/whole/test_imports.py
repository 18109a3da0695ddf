from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from handlers.repair.synthesis.fault import find_fault
from handlers.repair.synthesis.whole.imports import dotted_names, enclosed_imports, glued_imports, misplaced_imports

Rule = Callable[..., Iterator[list[str]]]
ENCLOSED = "import os\nfrom app.schemas import (\n{inside}    A,\n    B,\n)\n"


def first_cure(rule: Rule, text: str) -> str:
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


def test_an_import_whose_names_the_file_imports_elsewhere_is_left_out() -> None:
    text = (
        "from typing import (\n    Any,\n    List,\n)\ndef f():\n    x = 1\nfrom typing import List, Any\n    y = 1\n"
    )
    assert first_cure(misplaced_imports, text) == text.replace("from typing import List, Any\n", "")


@pytest.mark.parametrize(
    ("rule", "broken", "mended"),
    [
        (glued_imports, "from a import b import c\n", "from a import b\nimport c\n"),
        (dotted_names, "from a.b import a.c, d\n", "from a.b import c, d\n"),
    ],
)
def test_an_import_written_as_none_can_be_becomes_one(rule: Rule, broken: str, mended: str) -> None:
    assert first_cure(rule, broken) == mended
