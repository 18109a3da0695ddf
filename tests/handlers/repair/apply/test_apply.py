"""Applying, crashing, resuming and undoing."""

from __future__ import annotations

import errno
import json
import os
import signal
import stat
import subprocess
import sys
import textwrap
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.core.errors import Permanent, Temporary, Usage
from handlers.repair.apply import place
from handlers.repair.apply.apply import Outcome, apply, plan, resume, undo, unfinished
from handlers.repair.apply.journal import Change
from handlers.repair.apply.lock import locked


@pytest.fixture
def tree(tmp_path):
    top = tmp_path / "repo"
    (top / "sub").mkdir(parents=True)
    (top / "a.py").write_bytes(b"a (\r\n")
    (top / "sub/b.py").write_bytes(b"\xef\xbb\xbfb (")
    (top / "sub/b.py").chmod(0o751)
    return top


CHANGES = [Change("a.py", b"a (\r\n", b"a ()\r\n"), Change("sub/b.py", b"\xef\xbb\xbfb (", b"\xef\xbb\xbfb ()")]


def contents(top):
    return {str(path.relative_to(top)): path.read_bytes() for path in sorted(top.rglob("*")) if path.is_file()}


def test_apply_then_undo_is_the_identity_and_modes_stay(tree, tmp_path):
    before, state = contents(tree), tmp_path / "state"
    plan(state, "r1", tree, CHANGES)
    assert contents(tree) == before
    assert set(apply(state, "r1").written) == {"a.py", "sub/b.py"}
    assert contents(tree) == {change.path: change.after for change in CHANGES}
    assert stat.S_IMODE((tree / "sub/b.py").stat().st_mode) == 0o751
    assert undo(state, "r1").refused == {}
    assert contents(tree) == before
    assert stat.S_IMODE((tree / "sub/b.py").stat().st_mode) == 0o751


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(before=st.binary(max_size=60), after=st.binary(max_size=60))
def test_any_bytes_come_back(tmp_path_factory, before, after):
    place = tmp_path_factory.mktemp("any")
    (place / "repo").mkdir()
    (place / "repo/a.py").write_bytes(before)
    plan(place / "state", "r", place / "repo", [Change("a.py", before, after)])
    apply(place / "state", "r")
    assert (place / "repo/a.py").read_bytes() == after
    undo(place / "state", "r")
    assert (place / "repo/a.py").read_bytes() == before


def test_a_file_that_changed_since_the_scan_is_refused_and_never_undone(tree, tmp_path):
    plan(tmp_path / "state", "r1", tree, CHANGES)
    (tree / "a.py").write_bytes(b"mine now")
    outcome = apply(tmp_path / "state", "r1")
    assert "changed since" in outcome.refused["a.py"]
    undo(tmp_path / "state", "r1", force=True)
    assert (tree / "a.py").read_bytes() == b"mine now"


def test_undo_refuses_what_changed_afterwards_unless_forced(tree, tmp_path):
    before = contents(tree)
    plan(tmp_path / "state", "r1", tree, CHANGES)
    apply(tmp_path / "state", "r1")
    (tree / "a.py").write_bytes(b"edited after")
    assert list(undo(tmp_path / "state", "r1").refused) == ["a.py"]
    assert (tree / "a.py").read_bytes() == b"edited after"
    assert undo(tmp_path / "state", "r1", force=True).refused == {}
    assert contents(tree) == before


def test_what_a_forced_undo_overwrites_is_kept(tree, tmp_path):
    plan(tmp_path / "state", "r1", tree, CHANGES)
    apply(tmp_path / "state", "r1")
    (tree / "a.py").write_bytes(b"edited after")
    outcome = undo(tmp_path / "state", "r1", force=True)
    assert Path(outcome.saved["a.py"]).read_bytes() == b"edited after"


def test_a_refused_undo_can_be_asked_again_and_leaves_nothing_to_finish(tree, tmp_path):
    before, state = contents(tree), tmp_path / "state"
    plan(state, "r1", tree, CHANGES)
    apply(state, "r1")
    (tree / "a.py").write_bytes(b"edited after")
    assert undo(state, "r1").written == ("sub/b.py",)
    assert unfinished(state) == []
    (tree / "a.py").write_bytes(CHANGES[0].after)
    assert undo(state, "r1").written == ("a.py",)
    assert contents(tree) == before


def test_undone_twice_the_second_does_nothing_and_the_run_can_be_applied_again(tree, tmp_path):
    before, state = contents(tree), tmp_path / "state"
    plan(state, "r1", tree, CHANGES)
    apply(state, "r1")
    undo(state, "r1")
    plan(state, "r2", tree, CHANGES)
    apply(state, "r2")
    assert undo(state, "r1").written == ()
    assert contents(tree) == {change.path: change.after for change in CHANGES}
    undo(state, "r2")
    apply(state, "r1")
    assert contents(tree) == {change.path: change.after for change in CHANGES}
    undo(state, "r1")
    assert contents(tree) == before


def test_a_file_that_cannot_be_written_is_said_and_the_others_are(tree, tmp_path, monkeypatch):
    real = place.write

    def write(top, path, contents, mark):
        if path == "a.py":
            raise PermissionError(errno.EACCES, "Permission denied", ".a.py.tmp")
        real(top, path, contents, mark)

    monkeypatch.setattr(place, "write", write)
    plan(tmp_path / "state", "r1", tree, CHANGES)
    refused = {"a.py": "it cannot be written: Permission denied"}
    assert apply(tmp_path / "state", "r1") == Outcome("r1", ("sub/b.py",), refused)


def test_backups_that_cannot_be_written_are_said_and_nothing_is_changed(tree, tmp_path):
    before = contents(tree)
    (tmp_path / "state/runs/r1").mkdir(parents=True)
    (tmp_path / "state/runs/r1/bytes").write_text("in the way")
    with pytest.raises(Permanent, match="backups cannot be written"):
        plan(tmp_path / "state", "r1", tree, CHANGES)
    assert contents(tree) == before


def test_a_doubtful_change_waits_for_an_explicit_yes(tree, tmp_path):
    changes = [Change("a.py", b"a (\r\n", b"", "loses tests: test_a")]
    plan(tmp_path / "state", "r1", tree, changes)
    assert apply(tmp_path / "state", "r1").written == ()
    plan(tmp_path / "state", "r2", tree, changes)
    assert apply(tmp_path / "state", "r2", ["a.py"]).written == ("a.py",)


def test_what_was_left_out_can_be_accepted_later_and_all_of_it_taken_back(tree, tmp_path):
    before, state = contents(tree), tmp_path / "state"
    plan(state, "r1", tree, [CHANGES[0], replace(CHANGES[1], doubt="empties bodies: f")])
    assert apply(state, "r1").written == ("a.py",)
    with pytest.raises(Usage, match="1 of its files want your yes: --accept"):
        apply(state, "r1")
    (tree / "a.py").write_bytes(b"edited after")
    assert apply(state, "r1", ["*"]) == Outcome("r1", ("sub/b.py",), {})
    with pytest.raises(Usage, match=r"is applied already$"):
        apply(state, "r1", ["*"])
    assert set(undo(state, "r1").refused) == {"a.py"}
    assert undo(state, "r1", force=True).written == ("a.py",)
    assert contents(tree) == before


_STEPS = {
    "apply": lambda state: apply(state, "r1"),
    "accept one": lambda state: apply(state, "r1", ["sub/b.py"]),
    "accept all": lambda state: apply(state, "r1", ["*"]),
    "undo": lambda state: undo(state, "r1"),
    "resume": lambda state: resume(state, "r1"),
}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(sorted(_STEPS)), max_size=7))
def test_in_whatever_order_things_are_done_the_last_undo_gives_everything_back(tmp_path_factory, steps):
    place = tmp_path_factory.mktemp("case")
    state, tree = place / "state", place / "repo"
    (tree / "sub").mkdir(parents=True)
    changes = [CHANGES[0], *(replace(CHANGES[1], path=path, doubt="?") for path in ("sub/b.py", "sub/c.py"))]
    before = {change.path: change.before for change in changes}
    for path, data in before.items():
        (tree / path).write_bytes(data)
    plan(state, "r1", tree, changes)
    for step in steps:
        with suppress(Usage):
            _STEPS[step](state)
        assert unfinished(state) == []
    with suppress(Usage):
        undo(state, "r1")
    assert contents(tree) == before


def test_a_link_put_in_the_way_is_not_followed(tree, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "b.py").write_bytes(CHANGES[1].before)
    plan(tmp_path / "state", "r1", tree, CHANGES)
    (tree / "sub/b.py").unlink()
    (tree / "sub").rmdir()
    (tree / "sub").symlink_to(outside)
    (tree / "a.py").rename(tree / "real.py")
    (tree / "a.py").symlink_to(tree / "real.py")
    refused = apply(tmp_path / "state", "r1").refused
    assert set(refused) == {"a.py", "sub/b.py"}
    assert refused["a.py"] == "a.py is a link now, and links are not followed"
    assert (outside / "b.py").read_bytes() == CHANGES[1].before


@pytest.mark.parametrize("path", ["../x.py", "/etc/passwd", "a/../../x.py"])
def test_a_path_out_of_the_tree_is_refused(tree, tmp_path, path):
    plan(tmp_path / "state", "r1", tree, [Change(path, b"a", b"b")])
    assert path in apply(tmp_path / "state", "r1").refused


def test_the_state_must_lie_outside_the_tree(tree):
    with pytest.raises(Permanent, match="inside the tree"):
        plan(tree / "state", "r1", tree, CHANGES)


@pytest.mark.parametrize("run", ["../x", "", "a/b", "x" * 99])
def test_a_run_has_a_plain_name(tree, tmp_path, run):
    with pytest.raises(Permanent):
        plan(tmp_path / "state", run, tree, CHANGES)


def test_one_at_a_time(tree, tmp_path):
    plan(tmp_path / "state", "r1", tree, CHANGES)
    with locked(tmp_path / "state", tree), pytest.raises(Temporary, match=str(os.getpid())):
        apply(tmp_path / "state", "r1")


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from handlers.repair.apply import place
    from handlers.repair.apply import apply
    left = int(sys.argv[3])
    def counted(name, real):
        def call(*arguments, **named):
            global left
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **named)
        return call
    for name in ("open", "rename", "fsync", "fchmod", "unlink", "stat"):
        setattr(os, name, counted(name, getattr(os, name)))
    getattr(apply, sys.argv[2])(Path(sys.argv[1]), "r1")
"""


def killed(state, act, calls):
    """How a process ended that did `act`, and was killed after so many calls of the system if it made as many."""
    root = Path(__file__).parents[4]
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(state), act, str(calls)],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        check=False,
    )
    assert done.returncode in (0, -signal.SIGKILL)
    return done.returncode


@pytest.mark.parametrize("calls", [2, 9, 14, 17, 22, 28])
def test_killed_at_any_point_it_resumes_or_goes_back(tree, tmp_path, calls):
    before, state = contents(tree), tmp_path / "state"
    plan(state, "r1", tree, CHANGES)
    status = killed(state, "apply", calls)
    for path, data in contents(tree).items():
        assert path.endswith(".tmp") or data in {change.before for change in CHANGES} | {c.after for c in CHANGES}
    if unfinished(state):
        resume(state, "r1")
    elif status:
        apply(state, "r1")
    assert contents(tree) == {change.path: change.after for change in CHANGES}
    undo(state, "r1")
    assert contents(tree) == before


@pytest.mark.parametrize("calls", [2, 9, 14, 17, 22, 28])
def test_killed_at_any_point_of_taking_back_it_ends_with_everything_back(tree, tmp_path, calls):
    before, state = contents(tree), tmp_path / "state"
    plan(state, "r1", tree, CHANGES)
    apply(state, "r1")
    killed(state, "undo", calls)
    for path, data in contents(tree).items():
        assert path.endswith(".tmp") or data in {change.before for change in CHANGES} | {c.after for c in CHANGES}
    undo(state, "r1")
    assert (contents(tree), unfinished(state)) == (before, [])


def test_a_run_begun_under_other_digests_is_refused_rather_than_misread(tree, tmp_path):
    before, state = contents(tree), tmp_path / "state"
    plan(state, "r1", tree, CHANGES)
    path = state / "runs/r1/journal.json"
    older = json.loads(path.read_text()) | {"stage": "applying"}
    del older["digests"]
    path.write_text(json.dumps(older))
    for continued in (apply, resume, undo):
        with pytest.raises(Permanent, match="another version"):
            continued(state, "r1")
    assert contents(tree) == before
