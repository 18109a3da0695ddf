"""Late `__future__` imports."""

from __future__ import annotations

from handlers.repair.hoist import hoist
from handlers.repair.judge import compiles


def test_the_future_import_moves_up_behind_the_docstring():
    moved = hoist('"""Doc."""\nimport time\n\nfrom __future__ import annotations\n\nx = 1\n')
    assert moved is not None
    assert moved.index("__future__") < moved.index("import time")
    assert compiles(moved)


def test_an_import_put_above_the_docstring_moves_below_the_future_import():
    moved = hoist('import time\n\n"""Doc."""\n\nfrom __future__ import annotations\n')
    assert moved == '"""Doc."""\n\nfrom __future__ import annotations\nimport time\n'


def test_what_is_not_an_import_is_not_moved():
    assert hoist("x = 1\nfrom __future__ import annotations\n") is None
    assert hoist("x = (\n") is None


SHORT, LONG = '"""\nModule: a.py\n"""\n\n', '"""\nSay\nwhat\nthe\nmodule\ndoes.\n"""\n\n'
FUTURE = "from __future__ import annotations\n"


def test_a_short_docstring_above_the_modules_own_is_left_out():
    assert hoist("#!/usr/bin/env python3\n" + SHORT + LONG + FUTURE) == "#!/usr/bin/env python3\n" + LONG + FUTURE


def test_no_docstring_is_lost_that_says_much():
    long = LONG.replace("what", "what\nand\nwhy\nand\nhow")
    moved = hoist(long + SHORT + FUTURE + "x = 1\n")
    assert moved is not None
    assert moved.startswith(long + FUTURE)
    assert SHORT in moved
