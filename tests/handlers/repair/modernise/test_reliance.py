"""Files of the tree that import a renamed thing from one another."""

from __future__ import annotations

import pytest

from handlers.repair.modernise.reliance import reliance
from handlers.repair.modernise.renames import declared, modernise_text

DOTTED = declared({"app.ws.Old": "app.bridge.New"})
HOLDER = "from app.ws import Old\n"


@pytest.mark.parametrize(
    "taker",
    [
        "from tests.fakes import Old\n",
        "from .fakes import Old\n",
        "from fakes import *\nOld\n",
        "from tests import fakes\nfakes.Old\n",
        "import tests.fakes\ntests.fakes.Old\n",
    ],
)
def test_a_file_from_which_another_takes_the_name_keeps_it(taker):
    known = reliance({"tests/fakes.py": HOLDER, "tests/test_a.py": taker}, DOTTED)
    assert known.relied == {"tests/fakes.py": {"Old"}}


def test_a_package_is_taken_from_by_its_folder():
    sources = {"tests/fakes/__init__.py": HOLDER, "tests/fakes/test_a.py": "from . import Old\n"}
    assert reliance(sources, DOTTED).relied == {"tests/fakes/__init__.py": {"Old"}}


def test_files_that_take_it_from_its_old_place_rely_on_nobody():
    assert reliance({"tests/fakes.py": HOLDER, "tests/test_a.py": HOLDER, "bad.py": "Old ("}, DOTTED).relied == {}


def test_a_bare_rename_leaves_what_the_tests_define_themselves():
    sources = {"tests/fakes.py": "class Old: pass\n", "tests/test_a.py": "from tests.fakes import Old\n"}
    known = reliance(sources, declared({"Old": "New"}))
    moved = modernise_text(sources["tests/test_a.py"], known.renames)
    assert moved.source == sources["tests/test_a.py"]
    assert len(moved.left) == 1
