from __future__ import annotations

from handlers.repair.synthesis.whole.slips import mend_slips


def test_a_docstring_of_one_line_ends_on_it() -> None:
    broken = 'def f():\n    """Say.\n    return 1\n\n\ndef g():\n    """Do."""\n    return 2\n'
    assert mend_slips(broken) == broken.replace("Say.", 'Say."""')


def test_the_quotes_that_are_left_at_its_end_are_made_three() -> None:
    broken = 'def f():\n    """Say.""\n    return 1\n\n\ndef g():\n    """Do."""\n    return 2\n'
    assert mend_slips(broken) == broken.replace('Say.""', 'Say."""')


def test_prose_below_a_definition_is_its_docstring() -> None:
    broken = "def f():\n    Say what it does.\n    return 1\n"
    assert mend_slips(broken) == broken.replace("Say what it does.", '"""Say what it does."""')
    assert '"""' not in mend_slips(broken.replace("Say what it does.", "SAY what = f(1)"))
    assert mend_slips("if x:\n    Say what it does.\n") == "if x:\n    Say what it does.\n"
