"""Old runs go once their time is over, and none that is not at its end."""

from __future__ import annotations

import os
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
MONTH = timedelta(days=30)


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
    assert tidy(state, tree, NOW - MONTH) == gone
    assert (state / "runs" / "r1").exists() is not bool(gone)
    assert list((state / "tidied").glob("*")) == []
    assert (tree / "a.py").read_bytes() == content


@pytest.mark.parametrize("stage", [Stage.APPLYING, Stage.UNDOING])
def test_a_run_that_was_cut_off_stays_however_old(state, tree, stage):
    journals.save(state, replace(planned(state, tree), stage=stage))
    age(state, 1000)
    assert tidy(state, tree, NOW) == ()
    assert undo(state, "r1").refused == {}


def test_runs_of_other_trees_and_other_versions_stay(state, tree, tmp_path):
    (tmp_path / "other").mkdir()
    planned(state, tmp_path / "other")
    journals.save(state, replace(planned(state, tree, "r2"), digests="of another version"))
    for run in ("r1", "r2"):
        age(state, 1000, run)
    assert tidy(state, tree, NOW) == ()
    assert len(list((state / "runs").iterdir())) == 2


def test_nothing_is_tidied_while_another_process_is_at_work_on_the_tree(state, tree):
    planned(state, tree)
    age(state, 1000)
    with locked(state, tree):
        assert tidy(state, tree, NOW) == ()
    assert tidy(state, tree, NOW) == ("r1",)


def test_what_a_killed_process_left_half_deleted_is_swept(state, tree):
    (state / "tidied" / "r0" / "bytes").mkdir(parents=True)
    assert tidy(state, tree, NOW) == ()
    assert not (state / "tidied" / "r0").exists()


def test_taking_back_a_run_whose_time_is_over_says_so(state, tree):
    planned(state, tree)
    age(state, 1000)
    tidy(state, tree, NOW)
    with pytest.raises(Permanent, match=r"its time is over \(`keep_runs` in stack\.yaml\)"):
        undo(state, "r1")
