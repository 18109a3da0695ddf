"""The demo's directory: locked while it lives, removed at its end, swept when its owner was killed."""

from pathlib import Path

import pytest

from bot.demo.state_directory import StateDirectory, may_enter, sweep


def test_it_is_removed_at_the_end() -> None:
    directory = StateDirectory()
    directory.open()
    (directory.path / "file").write_text("x")
    assert may_enter(directory.path)
    directory.close()
    assert not directory.path.exists()
    directory.close()


def test_a_sweep_spares_the_living(tmp_path: Path) -> None:
    (tmp_path / "opsmedic-demo-stale").mkdir()
    (tmp_path / "opsmedic-demo-file").touch()
    (tmp_path / "another").mkdir()
    living = StateDirectory()
    living.open()
    try:
        sweep(living.path.parent)
        assert living.path.exists()
    finally:
        living.close()
    sweep(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"opsmedic-demo-file", "another"}


def test_no_usable_directory_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.demo.state_directory._LONGEST", 0)
    with pytest.raises(OSError, match="set TMPDIR"):
        StateDirectory().open()
