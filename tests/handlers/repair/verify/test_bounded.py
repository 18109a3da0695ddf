"""Commands held in bounds."""

from __future__ import annotations

import os
import sys
import textwrap

import psutil
import pytest

from handlers.core.errors import Permanent
from handlers.repair.verify.bounded import Bounds, run


async def python(code, directory, bounds=None):
    (directory / "code.py").write_text(code)
    return await run("python code.py", directory, sys.executable, bounds)


async def test_it_runs_without_a_shell_and_returns_what_was_said(tmp_path):
    ran = await python("import sys; print(sys.argv); sys.exit(3)", tmp_path)
    assert (ran.status, ran.output) == (3, "['code.py']\n")
    assert (await run("python -c 'print(1)' ';' echo '$HOME'", tmp_path, sys.executable)).output == "1\n"


async def test_secrets_do_not_reach_it(tmp_path, monkeypatch):
    monkeypatch.setenv("SLACK_BOT_TOKEN", "hidden")
    ran = await python("import os; print(sorted(os.environ))", tmp_path)
    assert "SLACK_BOT_TOKEN" not in ran.output


async def test_it_is_killed_at_the_time_limit_with_all_it_started(tmp_path):
    code = """
        import os, subprocess, sys
        child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"], start_new_session=True)
        print(child.pid, flush=True)
        import signal; signal.pause()
    """
    ran = await python(textwrap.dedent(code), tmp_path, Bounds(seconds=3))
    assert ran.status is None
    child = int(ran.output)
    assert not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE


async def test_memory_is_bounded(tmp_path):
    ran = await python("x = bytearray(600_000_000)", tmp_path, Bounds(memory=400_000_000))
    assert "MemoryError" in ran.output


@pytest.mark.parametrize("command", ["", "python 'open"])
async def test_a_command_that_makes_no_sense_is_said(tmp_path, command):
    with pytest.raises(Permanent):
        await run(command, tmp_path, sys.executable)


ORPHAN = """
    import os, sys
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.execve(sys.executable, [sys.executable, "-c", ORDERS], {})
        os._exit(0)
    os.wait()
    print("done", flush=True)
"""


async def test_an_orphan_without_a_mark_neither_outlives_the_command_nor_holds_it_up(tmp_path):
    ours = f"import signal; signal.pause()  # {tmp_path}"  # other tests have such processes too
    ran = await python(textwrap.dedent(ORPHAN).replace("ORDERS", repr(ours)), tmp_path, Bounds(seconds=60))
    assert (ran.status, ran.output) == (0, "done\n")
    assert not any(ours in (process.info["cmdline"] or ()) for process in psutil.process_iter(["cmdline"]))


async def test_a_command_that_cannot_be_started_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", os.defpath)  # of a folder one may not look into, the system says another thing
    ran = await run("no-such-command-here", tmp_path, sys.executable)
    assert (ran.status, ran.output) == (127, "no-such-command-here cannot be started: No such file or directory\n")


async def test_a_signal_that_ended_it_shows_in_its_status(tmp_path):
    assert (await python("import os; os.kill(os.getpid(), 9)", tmp_path)).status == 137
