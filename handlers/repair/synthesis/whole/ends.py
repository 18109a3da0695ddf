"""Line ends, put back as they were after the search has worked without carriage returns."""

from __future__ import annotations

from handlers.repair.matching import matcher


def with_ends(mended: str, damaged: str) -> str:
    """`mended`, which has newlines alone, with the line ends of `damaged`, line by line where those are mixed."""
    crlf = damaged.count("\r\n")
    if not crlf:
        return mended
    if crlf == damaged.count("\n"):
        return mended.replace("\n", "\r\n")
    before, after = damaged.split("\n"), mended.split("\n")
    returns = [line.endswith("\r") for line in before]
    bare = [line.removesuffix("\r") for line in before]
    found: list[str] = []
    for _, i, j, m, n in matcher(bare, after).get_opcodes():
        for step in range(n - m):
            at = min(i + step, max(i, j - 1), len(returns) - 1)
            found.append(after[m + step] + ("\r" if returns[at] else ""))
    return "\n".join([*found[:-1], found[-1].removesuffix("\r")])
