from __future__ import annotations

from handlers.repair.synthesis.whole.slips import mend_slips


def test_a_docstring_of_one_line_ends_on_it() -> None:
    broken = 'def f():\n    """Say.\n    return 1\n\n\ndef g():\n    """Do."""\n    return 2\n'
    assert mend_slips(broken) == broken.replace("Say.", 'Say."""')
