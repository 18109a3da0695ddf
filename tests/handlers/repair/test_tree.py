"""A tree of damaged files, repaired in processes, critical ones first."""

from __future__ import annotations

from concurrent.futures import Future

from handlers.repair.result import Verdict
from handlers.repair.scan.interpreter import find_interpreter
from handlers.repair.scan.scan import Scanned, Scope, scan
from handlers.repair.tree import Plan, beside, in_order, repair_tree
from tests.handlers.repair.corruption import placeholder
from tests.handlers.repair.repository import CLEAN, DAMAGED, commit


def test_critical_files_come_first_in_the_order_of_their_globs():
    files = [Scanned(path, "", 0, None) for path in ("a.py", "ws/test_websocket.py", "crit/z.py", "b.py")]
    ordered = in_order(files, ("crit/**", "**/test_*websocket*.py"))
    assert [file.path for file in ordered] == ["crit/z.py", "ws/test_websocket.py", "a.py", "b.py"]


def test_every_damaged_file_is_repaired_and_nothing_is_written(tmp_path):
    names = [f"tests/test_{number}.py" for number in range(9)]
    commit(tmp_path, dict.fromkeys(names, CLEAN))
    commit(tmp_path, dict.fromkeys(names, DAMAGED))
    repaired = list(repair_tree(scan(Scope(tmp_path, find_interpreter(None))), Plan(tmp_path)))
    assert [file.path for file in repaired] == names
    assert {file.repair.verdict for file in repaired} == {Verdict.RESTORED}
    assert {file.after for file in repaired} == {CLEAN.encode()}
    assert {(tmp_path / name).read_text() for name in names} == {DAMAGED}


def test_a_file_that_changed_since_the_scan_is_left_out(tmp_path):
    (tmp_path / "a.py").write_text(DAMAGED)
    found = scan(Scope(tmp_path, find_interpreter(None)))
    (tmp_path / "a.py").write_text(DAMAGED + "\n")
    assert list(repair_tree(found, Plan(tmp_path))) == []


def test_what_a_placeholder_took_the_place_of_is_offered_but_needs_a_yes(tmp_path):
    commit(tmp_path, {"tests/test_a.py": CLEAN, "tests/test_b.py": CLEAN})
    commit(tmp_path, {"tests/test_a.py": placeholder()})
    (file,) = repair_tree(scan(Scope(tmp_path, find_interpreter(None))), Plan(tmp_path))
    assert (file.path, file.after) == ("tests/test_a.py", CLEAN.encode())
    assert file.fidelity.doubts(0.0) == ("puts what stood there before in a placeholder's place",)


def test_a_placeholder_that_always_was_one_is_not_mentioned(tmp_path):
    commit(tmp_path, {"tests/test_a.py": placeholder()})
    assert list(repair_tree(scan(Scope(tmp_path, find_interpreter(None))), Plan(tmp_path))) == []


def test_one_file_that_takes_long_holds_up_no_work_on_others():
    slow: Future[int] = Future()

    def submit(number: int) -> Future[int]:
        if number == 0:
            return slow
        quick: Future[int] = Future()
        quick.set_result(number)
        if number == 99:
            slow.set_result(0)
        return quick

    assert list(beside(iter(range(100)), submit)) == list(range(100))
