"""Old runs go once their time is over, and none that is not at its end."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.core.errors import Permanent
from handlers.repair.apply import journal as journals
from handlers.repair.apply.apply import apply, plan, undo
from handlers.repair.apply.journal import Change, Stage
from handlers.repair.apply.lock import locked
from handlers.repair.apply.tidy import tidy

NOW = datetime(2026, 1, 31, tzinfo=UTC)
DAY, MONTH = 86_400.0, 30 * 86_400.0


@pytest.fixture
def tree(tmp_path):
    top = tmp_path / "repo"
    top.mkdir()
    (top / "a.py").write_bytes(b"a (")
    return top


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state"


def planned(state, tree, run="r1"):
    return plan(state, run, tree, [Change("a.py", b"a (", b"a ()")])


def age(state, days, run="r1"):
    stamp = (NOW - timedelta(days=days)).timestamp()
    os.utime(state / "runs" / run / "journal.json", (stamp, stamp))


@pytest.mark.parametrize("done", [(), (apply,), (apply, undo)], ids=["planned", "applied", "undone"])
@pytest.mark.parametrize(("days", "gone"), [(29, ()), (31, ("r1",))])
def test_a_finished_run_goes_with_its_backups_when_its_time_is_over(state, tree, done, days, gone):
    planned(state, tree)
    for act in done:
        act(state, "r1")
    age(state, days)
    content = (tree / "a.py").read_bytes()
    assert tidy(state, tree, MONTH, NOW) == gone
    assert (state / "runs" / "r1").exists() is not bool(gone)
    assert list((state / "tidied").glob("*")) == []
    assert (tree / "a.py").read_bytes() == content


@pytest.mark.parametrize("stage", [Stage.APPLYING, Stage.UNDOING])
def test_a_run_that_was_cut_off_stays_however_old(state, tree, stage):
    journals.save(state, replace(planned(state, tree), stage=stage))
    age(state, 1000)
    assert tidy(state, tree, DAY, NOW) == ()
    assert undo(state, "r1").refused == {}


def test_runs_of_other_versions_stay(state, tree):
    journals.save(state, replace(planned(state, tree), digests="of another version"))
    age(state, 1000)
    assert tidy(state, tree, DAY, NOW) == ()


@pytest.mark.parametrize(("promised", "gone"), [(20 * DAY, ("r1",)), (40 * DAY, ()), (None, ())])
def test_runs_on_other_trees_are_kept_as_long_as_was_promised_when_they_were_made(
    state, tree, tmp_path, promised, gone
):
    (tmp_path / "other").mkdir()
    plan(state, "r1", tmp_path / "other", [Change("a.py", b"a (", b"a ()")], promised)
    shutil.rmtree(tmp_path / "other")
    age(state, 30)
    assert tidy(state, tree, DAY, NOW) == gone
    assert (state / "runs" / "r1").exists() is not bool(gone)


def test_what_was_applied_later_is_kept_from_then_on(state, tree):
    plan(state, "r1", tree, [Change("a.py", b"a (", b"a ()")], DAY)
    apply(state, "r1")
    age(state, 0.5)
    assert tidy(state, tree.parent, DAY, NOW) == ()
    assert undo(state, "r1").written == ("a.py",)


@pytest.mark.parametrize(("days", "gone"), [(0.5, ()), (2, ("r1",))])
def test_a_run_whose_plan_was_cut_off_goes_after_a_day(state, tree, days, gone):
    (state / "runs" / "r1" / "bytes").mkdir(parents=True)
    stamp = NOW.timestamp() - days * DAY
    os.utime(state / "runs" / "r1", (stamp, stamp))
    assert tidy(state, tree, None, NOW) == gone


def test_nothing_is_tidied_while_another_process_is_at_work_on_the_tree(state, tree):
    planned(state, tree)
    age(state, 1000)
    with locked(state, tree):
        assert tidy(state, tree, DAY, NOW) == ()
    assert tidy(state, tree, DAY, NOW) == ("r1",)


def test_what_a_killed_process_left_half_deleted_is_swept(state, tree):
    (state / "tidied" / "r0" / "bytes").mkdir(parents=True)
    assert tidy(state, tree, DAY, NOW) == ()
    assert not (state / "tidied" / "r0").exists()


def test_taking_back_a_run_whose_time_is_over_says_so(state, tree):
    planned(state, tree)
    age(state, 1000)
    tidy(state, tree, DAY, NOW)
    with pytest.raises(Permanent, match=r"its time is over \(`keep_runs` in stack\.yaml\)"):
        undo(state, "r1")
