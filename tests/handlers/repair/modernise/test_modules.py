"""A whole module renamed: its imports, the uses through it, and what is said of the rest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.repair.modernise.modules import package_of
from handlers.repair.modernise.renames import declared, modernise_text

RENAMES = declared({"app.old_mod": "app.new_mod"})
AWAY = declared({"app.old_mod": "core.new_mod"})


def moved(text, renames=RENAMES, package=""):
    renames = [replace(rename, package=package) for rename in renames]
    found = modernise_text(text, renames)
    assert modernise_text(found.source, renames).source == found.source
    return found


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from app.old_mod import X\nX\n", "from app.new_mod import X\nX\n"),
        ("from app.old_mod import *\n", "from app.new_mod import *\n"),
        ("from app.old_mod.sub import X as Y, Z\n", "from app.new_mod.sub import X as Y, Z\n"),
        ("import app.old_mod as m\nm.X\n", "import app.new_mod as m\nm.X\n"),
        ("import app.old_mod\napp.old_mod.X()\n", "import app.new_mod\napp.new_mod.X()\n"),
        ("import os, app.old_mod.sub\napp.old_mod.sub.X\n", "import os, app.new_mod.sub\napp.new_mod.sub.X\n"),
        ("import app\napp.old_mod.X\n", "import app\napp.new_mod.X\n"),
        ("from app import old_mod\nold_mod.X\n", "from app import new_mod\nnew_mod.X\n"),
        ("from app import old_mod as m\nm.X\n", "from app import new_mod as m\nm.X\n"),
        ('patch("app.old_mod.X.send")\n', 'patch("app.new_mod.X.send")\n'),
        ('import_module("app.old_mod")\n', 'import_module("app.new_mod")\n'),
        (
            "import app.old_mod_too\nfrom app.old_mod_too import X\n",
            "import app.old_mod_too\nfrom app.old_mod_too import X\n",
        ),
        ("def f(app):\n    return app.older\n", "def f(app):\n    return app.older\n"),
    ],
)
def test_imports_uses_and_paths_in_strings_follow_a_module(before, after):
    found = moved(before)
    assert (found.source, found.left) == (after, ())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import app.old_mod\napp.old_mod.X\n", "import core.new_mod\ncore.new_mod.X\n"),
        ("from app import old_mod\nold_mod.X\n", "from core import new_mod\nnew_mod.X\n"),
        ("from app import A, old_mod\n", "from app import A\nfrom core import new_mod\n"),
        ("from app.old_mod import X\n", "from core.new_mod import X\n"),
    ],
)
def test_a_module_may_go_to_another_package(before, after):
    assert moved(before, AWAY).source == after


def test_what_else_was_reached_through_the_old_package_is_reached_still():
    after = moved("import app.old_mod\napp.old_mod.X\napp.version\n", AWAY).source
    assert "core.new_mod.X\napp.version\n" in after
    assert "import core.new_mod" in after
    assert "import app\n" in after


def test_a_module_stays_where_a_use_of_it_could_not_reach_the_new_place():
    text = "import app.old_mod\napp.old_mod.X\ndef f(core):\n    return app.old_mod.X\n"
    found = moved(text, AWAY)
    assert found.source == text
    assert [left.line for left in found.left] == [1, 2, 4]


@pytest.mark.parametrize(
    ("package", "before", "after"),
    [
        ("app", "from .old_mod import X\n", "from .new_mod import X\n"),
        ("app", "from . import old_mod\nold_mod.X\n", "from . import new_mod\nnew_mod.X\n"),
        ("app.inner", "from ..old_mod import X\n", "from ..new_mod import X\n"),
        ("other", "from .old_mod import X\n", "from .old_mod import X\n"),
        ("", "from .old_mod import X\n", "from .old_mod import X\n"),
    ],
)
def test_a_relative_import_follows_where_its_package_is_known(package, before, after):
    assert moved(before, package=package).source == after


def test_a_relative_import_becomes_absolute_where_the_module_left_its_package():
    assert moved("from .old_mod import X\n", AWAY, "app").source == "from core.new_mod import X\n"


def test_a_renamed_thing_of_a_renamed_module_goes_where_it_is_said_to_go():
    renames = declared({"app.old_mod": "app.new_mod", "app.old_mod.X": "app.things.Y"})
    assert (
        moved("from app.old_mod import X, Z\nX\n", renames).source
        == "from app.new_mod import Z\nfrom app.things import Y\nY\n"
    )
    assert moved('patch("app.old_mod.X.go")\npatch("app.old_mod.Z")\n', renames).source == (
        'patch("app.things.Y.go")\npatch("app.new_mod.Z")\n'
    )


def test_the_package_of_a_file_is_what_its_init_files_say(tmp_path):
    (tmp_path / "src" / "app" / "inner").mkdir(parents=True)
    for folder in ("src/app", "src/app/inner"):
        (tmp_path / folder / "__init__.py").touch()
    assert package_of(tmp_path, "src/app/inner/test_x.py") == "app.inner"
    assert package_of(tmp_path, "src/test_x.py") == ""
