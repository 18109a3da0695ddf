"""What a run keeps, and how little room the same contents take in several runs."""

from __future__ import annotations

from handlers.repair.apply.journal import Change, folder, kept_bytes, load, plan
from handlers.repair.scan.look import digest

CHANGES = [Change("a.py", b"a (", b"a ()"), Change("b.py", b"b (", b"b ()")]


def kept(state, run, data):
    return folder(state, run) / "bytes" / digest(data)


def test_a_plan_reads_back_as_it_was_made(tmp_path):
    made = plan(tmp_path / "state", "r1", tmp_path, CHANGES)
    assert load(tmp_path / "state", "r1") == made
    assert [kept_bytes(tmp_path / "state", made, entry.after) for entry in made.entries] == [b"a ()", b"b ()"]


def test_the_same_contents_are_kept_once_for_several_runs(tmp_path):
    for run in ("r1", "r2", "r3"):
        plan(tmp_path, run, tmp_path, CHANGES)
    assert kept(tmp_path, "r3", b"a (").stat().st_nlink == 3


def test_contents_spoilt_in_one_run_are_not_taken_over_by_another(tmp_path):
    plan(tmp_path, "r1", tmp_path, CHANGES)
    kept(tmp_path, "r1", b"a (").write_bytes(b"spoilt")
    made = plan(tmp_path, "r2", tmp_path, CHANGES)
    assert kept_bytes(tmp_path, made, made.entries[0].before) == b"a ("
