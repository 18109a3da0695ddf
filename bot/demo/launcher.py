"""A child process that starts the demo's processes, each with a promise that none outlives the demo.

Every process is forked by this single-threaded launcher, made the leader of its own group, and asked from the kernel
to be signalled when the launcher dies (PR_SET_PDEATHSIG); the launcher asks the same for itself. So even `kill -9` of
the demo leaves nothing running. A Python service is forked from an interpreter that has already imported the libraries
(`--warm`), which turns a second of imports into ten milliseconds; all else is an ordinary exec.

Requests and replies are one JSON object per datagram on an inherited socket; a request carries its log's descriptor.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import pwd
import runpy
import select
import signal
import socket
import sys
import traceback
from typing import Any, NoReturn

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_LARGEST_REQUEST = 256 * 1024
_WARM = (
    "aiohttp.web",
    "asyncpg",
    "bot.demo.services.defects",
    "bot.demo.services.health",
    "bot.demo.services.serve",
    "bot.demo.services.tokens",
    "cryptography.x509",
)


def die_with_parent(parent: int, signum: int) -> None:
    """Ask the kernel for `signum` when the parent dies; exit at once when it is already gone.

    Linux only; elsewhere the end of the request socket is what stops the launcher. See prctl(2): the request is lost
    on a change of user, so it is made after that.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signum)
    if os.getppid() != parent:
        os._exit(1)


class Launcher:
    """The loop: fork what is asked for, tell of every end."""

    def __init__(self, requests: socket.socket) -> None:
        self._requests = requests
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_write, False)
        self._children: set[int] = set()

    def run(self) -> None:
        """Serve until the other side closes the socket, then kill what is left."""
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        gc.freeze()
        while True:
            ready, _, _ = select.select([self._requests.fileno(), self._wake_read], [], [])
            if self._wake_read in ready:
                os.read(self._wake_read, 4096)
                self._reap()
            if self._requests.fileno() in ready and not self._serve():
                break
        for pid in self._children:
            os.kill(pid, signal.SIGKILL)  # it may not lead its group yet
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
        for pid in self._children:
            os.waitpid(pid, 0)

    def _serve(self) -> bool:
        data, descriptors, _, _ = socket.recv_fds(self._requests, _LARGEST_REQUEST, 1)
        if not data:
            return False
        request = json.loads(data)
        launcher = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._become(request, descriptors[0], launcher)
        for descriptor in descriptors:
            os.close(descriptor)
        self._children.add(pid)
        self._reply({"id": request["id"], "pid": pid})
        return True

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            self._children.discard(pid)
            self._reply({"pid": pid, "exit": os.waitstatus_to_exitcode(status)})

    def _reply(self, message: dict[str, Any]) -> None:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._requests.send(json.dumps(message).encode())

    def _become(self, request: dict[str, Any], log: int, launcher: int) -> NoReturn:
        code = 1
        try:
            self._prepare(request, log, launcher)
            if request["module"] is None:
                os.execve(request["argv"][0], request["argv"], request["environment"])  # noqa: S606 - no shell wanted
            code = _run_module(request)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _prepare(self, request: dict[str, Any], log: int, launcher: int) -> None:
        signal.set_wakeup_fd(-1)
        for signum in (signal.SIGCHLD, signal.SIGINT):
            signal.signal(signum, signal.SIG_DFL)
        os.setsid()
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.closerange(3, 256)
        os.chdir(request["directory"])
        if request["user"] is not None:
            _change_user(request["user"])
        die_with_parent(launcher, request["death_signal"])


def _change_user(name: str) -> None:
    account = pwd.getpwnam(name)
    os.setgroups([])
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)


def _run_module(request: dict[str, Any]) -> int:
    """As `python -m` would: the exit status, an uncaught exception printed the same way."""
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.argv = [request["module"], *request["argv"]]
    try:
        runpy.run_module(request["module"], run_name="__main__", alter_sys=True)
    except SystemExit as stop:
        if isinstance(stop.code, str):
            sys.stderr.write(stop.code + "\n")
            return 1
        return stop.code or 0
    except BaseException as error:
        below = error.__traceback__.tb_next if error.__traceback__ else None
        traceback.print_exception(error.with_traceback(below))
        return 1
    return 0


def main() -> None:
    """`python -m bot.demo.launcher PARENT_PID SOCKET_FD [--warm]`."""
    parent, descriptor, *options = sys.argv[1:]
    die_with_parent(int(parent), signal.SIGKILL)
    if "--warm" in options:
        for module in _WARM:
            importlib.import_module(module)
    Launcher(socket.socket(fileno=int(descriptor))).run()


if __name__ == "__main__":
    main()
