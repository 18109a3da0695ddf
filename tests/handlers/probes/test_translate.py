from __future__ import annotations

import errno
import socket
import ssl

import aiohttp
import httpx
import pytest

from handlers.core.cloud import CloudRefusal
from handlers.core.ports import Health
from handlers.probes.reasons import Reason
from handlers.probes.translate import translate


def chained(outer: Exception, inner: BaseException) -> Exception:
    outer.__cause__ = inner
    return outer


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), Reason.REFUSED),
        (OSError("Multiple exceptions: [Errno 111] Connect call failed ('::1', 1), [Errno 111] ..."), Reason.REFUSED),
        (OSError(errno.EHOSTUNREACH, "no route"), Reason.UNREACHABLE),
        (OSError(errno.ENETUNREACH, "no network"), Reason.UNREACHABLE),
        (ConnectionResetError(errno.ECONNRESET, "reset"), Reason.RESET),
        (BrokenPipeError(errno.EPIPE, "pipe"), Reason.RESET),
        (EOFError("closed"), Reason.RESET),
        (FileNotFoundError(errno.ENOENT, "/run/redis.sock"), Reason.REFUSED),
        (socket.gaierror(socket.EAI_NONAME, "unknown"), Reason.DNS),
        (TimeoutError(), Reason.TIMEOUT),
        (OSError(errno.ETIMEDOUT, "timed out"), Reason.TIMEOUT),
        (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number"), Reason.TLS_HANDSHAKE),
        (httpx.ReadTimeout("late"), Reason.TIMEOUT),
        (httpx.InvalidURL("nonsense"), Reason.NOT_CONFIGURED),
        (chained(httpx.ConnectTimeout("x"), aiohttp.ServerDisconnectedError()), Reason.RESET),
        (chained(RuntimeError("x"), ConnectionRefusedError(errno.ECONNREFUSED, "refused")), Reason.REFUSED),
        (ExceptionGroup("both", [OSError("?"), ConnectionRefusedError(errno.ECONNREFUSED, "r")]), Reason.REFUSED),
        (CloudRefusal("no", status=403), Reason.FORBIDDEN),
        (CloudRefusal("no", status=404), Reason.NOT_FOUND),
        (CloudRefusal("no", status=503), Reason.UNAVAILABLE),
        (KeyError("bug"), Reason.INTERNAL),
    ],
)
def test_an_error_is_said_in_our_own_words(error: Exception, reason: Reason) -> None:
    assert translate(error).reason == reason


def test_what_says_nothing_about_the_target_is_unknown() -> None:
    assert translate(ZeroDivisionError("bug")).health is Health.UNKNOWN


def test_a_chain_that_bites_its_own_tail_ends() -> None:
    first, second = ValueError("a"), ValueError("b")
    first.__cause__, second.__cause__ = second, first
    assert translate(first).reason == Reason.INTERNAL
