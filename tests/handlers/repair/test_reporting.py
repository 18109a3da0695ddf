"""What a person is told of a tree, the most doubtful first."""

from __future__ import annotations

import pytest

from handlers.core.report import DIFF, Role, Status
from handlers.repair.file import left_alone, repair_file
from handlers.repair.judge import Refusal
from handlers.repair.reporting import DIFFS, Results, report, ways
from handlers.repair.scan.interpreter import find_interpreter
from handlers.repair.scan.scan import Scan, Scanned, Scope
from handlers.repair.work import Work
from handlers.stack import environment as stack

SURE = b"def test_a(:\n    assert f(1) == 2\n"
ASIDE = b"def test_a():\n    return 1\n\n\n) ] what ( { is : this = = ?\n\n\ndef test_b():\n    return 2\n"


@pytest.fixture
def work(tmp_path):
    return Work(Scope(tmp_path, find_interpreter(None)), stack.Tests(), tmp_path / "state", "r1", {})


def results(files):
    scanned = [Scanned(file.path, "", len(file.before), Refusal("'(' was never closed", 1)) for file in files]
    return Results(Scan(tuple(scanned)), 0.9, list(files))


def test_the_most_doubtful_come_first_each_with_its_diff_or_what_to_do(work):
    files = [repair_file("sure.py", SURE), repair_file("aside.py", ASIDE), left_alone("stays.py", b"(")]
    told = report(work, "staging", results(files))
    stays, aside = told.findings
    assert (stays.role, stays.title) == (Role.CAUSE, "stays.py: left alone, nothing mends it")
    assert stays.next_step == "mend it by hand, or take an older version: git log -- stays.py"
    assert aside.title.startswith("aside.py: partial")
    assert [item.source for item in aside.evidence] == ["compile", DIFF]
    assert told.status is Status.FAILING
    assert "3 of 3 Python files do not compile; 2 can be repaired, 1 of them only with your yes" in told.headline
    assert told.tables[1].rows == (("brackets", "3"),)
    assert b"sure.py" in told.files[0].content


def test_no_more_files_than_can_be_read_are_shown_and_the_rest_is_counted(work):
    told = report(work, "staging", results([left_alone(f"t{number}.py", b"(") for number in range(9)]))
    assert [finding.id for finding in told.findings[DIFFS:]] == ["doubtful:more"]
    assert told.findings[-1].title == "4 more files are doubtful: see the patch"


@pytest.mark.parametrize(
    ("sure", "doubtful", "labels"),
    [
        (2, 0, ["Apply", "Open pull request"]),
        (2, 1, ["Apply", "Apply, with 1 doubtful", "Open pull request"]),
        (0, 3, ["Apply 3 doubtful"]),
        (0, 0, []),
    ],
)
def test_what_can_be_done_is_offered_with_its_way_back(sure, doubtful, labels):
    actions = ways({"run": "r1"}, sure, doubtful)
    assert [action.label for action in actions] == labels
    assert all(action.undo for action in actions)
    assert [action.arguments.get("accept") for action in actions if "doubtful" in action.label] == [["*"]] * bool(
        doubtful
    )
