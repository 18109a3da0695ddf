"""The parts of a file around one line, smallest first: what a fault there can be judged in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from handlers.repair.synthesis.whole.parts import METHOD, Part, inner_parts, top_parts

_OUTER = re.compile(r"\s*nonlocal\b")  # what holds it cannot be judged without the function around it


def chunks(lines: Sequence[str], number: int) -> Iterator[tuple[Part, str]]:
    """The parts around the 0-based line `number`, smallest first, each with what must stand before it to compile."""
    around = [part for part in top_parts(list(lines)) if part.begin <= number < part.end]
    while around:
        begin, end = around[-1]
        inner = [Part(begin + part.begin, begin + part.end) for part in inner_parts(list(lines[begin:end]))]
        nearer = [part for part in inner if part.begin <= number < part.end]
        if not nearer or nearer[0] == around[-1] or len(inner) == 1:
            break
        around.append(nearer[0])
    for part in reversed(around):
        if part != around[0] and any(_OUTER.match(line) for line in lines[part.begin : part.end]):
            continue
        yield part, METHOD if lines[part.begin][:1] in (" ", "\t") else ""
