from datetime import UTC, datetime

from bot.demo.runs import Runs
from bot.demo.spec import Line


def test_a_run_tells_what_was_changed_for_it_and_whether_that_is_still_so() -> None:
    runs = Runs()
    runs.begin({"A": "1"})
    runs.ready()
    runs.end(0, by_request=True)
    runs.begin({"A": "2", "B": "1"})
    runs.end(1, by_request=False)
    newest, first = runs.describe({"A": "2"})
    assert (first["changed"], first["ready"], first["by_request"]) == ([], True, True)
    assert (newest["changed"], newest["reverted"], newest["exit_code"], newest["again"]) == (
        ["A", "B"],
        ["B"],
        1,
        False,
    )


def test_a_start_with_the_same_settings_stands_under_the_same_change() -> None:
    runs = Runs()
    for value in ("1", "2", "2"):
        runs.begin({"A": value})
    newest, before, _ = runs.describe({"A": "2"})
    assert (newest["changed"], newest["again"], before["again"]) == (["A"], True, False)


def test_each_run_keeps_its_own_lines_until_all_is_forgotten() -> None:
    runs = Runs()
    runs.add(Line(datetime.now(UTC), "nobody runs"))
    assert list(runs.lines) == []
    for value in ("1", "2"):
        runs.begin({"A": value})
        runs.add(Line(datetime.now(UTC), f"I am {value}"))
    assert [[line["text"] for line in run["log"]] for run in runs.describe({})] == [["I am 2"], ["I am 1"]]
    runs.forget()
    (left,) = runs.describe({"A": "2"})
    assert (left["changed"], left["log"]) == ([], [])
