"""What ruff names, of files it is given in a list."""

from __future__ import annotations

from handlers.repair.scan.ruff import flagged

_FILES = {
    "plain.py": "x = 1\n",
    "syntax.py": "x = (\n" * 3,
    "returns.py": "return 1\n",
    "match.py": "match x:\n    case 1:\n        pass\n",
    "useless.py": "x\n",
}


def test_it_names_the_files_it_has_anything_to_say_about(tmp_path):
    for name, text in _FILES.items():
        (tmp_path / name).write_text(text)
    assert flagged(tmp_path, list(_FILES), (3, 11)) == {"syntax.py", "returns.py"}
    assert flagged(tmp_path, list(_FILES), (3, 9)) == {"syntax.py", "returns.py", "match.py"}
    assert flagged(tmp_path, ["plain.py"], (3, 99)) == set()


def test_there_is_nothing_to_ask_about_no_files(tmp_path):
    assert flagged(tmp_path, [], (3, 11)) == set()


def test_it_has_no_answer_where_ruff_does_not_know_the_version(tmp_path):
    (tmp_path / "plain.py").write_text("x = 1\n")
    assert flagged(tmp_path, ["plain.py"], (3, 2)) is None
