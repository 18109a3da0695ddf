"""Free ports that stay ours while a service on them is down, also against other demo stacks on this machine."""

from __future__ import annotations

import os
import random
import socket

_LOWEST, _HIGHEST = 20_000, 32_000  # below Linux' ephemeral range, from which others' port 0 is served
_BLOCK = 16


class PortBlock:
    """A run of neighbouring free ports, ours until `close`.

    A block is claimed by binding an abstract Unix socket named after it: the kernel gives it to one process only, and
    takes it back when that process dies, however it dies.
    """

    def __init__(self) -> None:
        starts = list(range(_LOWEST, _HIGHEST, _BLOCK))
        random.Random(os.getpid() ^ id(self)).shuffle(starts)  # noqa: S311 - only spreads the attempts
        for start in starts:
            claim = _claim(start)
            if claim is None:
                continue
            if all(_is_free(port) for port in range(start, start + _BLOCK)):
                self._claim, self._ports = claim, list(range(start, start + _BLOCK))
                return
            claim.close()
        raise OSError(f"no {_BLOCK} neighbouring free ports between {_LOWEST} and {_HIGHEST}")

    def take(self) -> int:
        """The next port of the block."""
        return self._ports.pop(0)

    def close(self) -> None:
        """Give the block back."""
        self._claim.close()


def _claim(start: int) -> socket.socket | None:
    claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        claim.bind(f"\0opsmedic-demo-{start}")
    except OSError:
        claim.close()
        return None
    return claim


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
