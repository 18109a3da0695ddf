"""When the search ends with empty hands: put aside, as comments, the lines the compiler refuses."""

from __future__ import annotations

from handlers.repair.synthesis.effort import Meter
from handlers.repair.synthesis.fault import find_fault
from handlers.repair.synthesis.search import Candidate, Edit

_COST = 100.0
_ROUNDS = 400
_BEYOND = 0.25  # of an effort that is used up, kept back for this
_ROUND, _LETTER = 20.0, 0.5  # units of work


def drop_lines(source: str, meter: Meter, most: int = _ROUNDS) -> list[Candidate]:
    """One candidate in which refused lines are comments, or none where that does not help or would leave no code.

    Nor is there one where more than `most` would have to be, or more than the `meter` has work left for.
    """
    lines = source.split("\n")
    edits: list[Edit] = []
    for _ in range(min(most + 1, len(lines))):
        meter.spend(_ROUND + _LETTER * len(source))
        if meter.spent(_BEYOND):
            break
        text = "\n".join(lines)
        fault = find_fault(text)
        if fault is None:
            kept = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
            return [Candidate(text, _COST + len(edits), tuple(edits))] if kept else []
        number = _next_code(lines, min(fault.line, len(lines)) - 1)
        if number is None:
            return []
        old = lines[number]
        lines[number] = old[: len(old) - len(old.lstrip())] + "# " + old.lstrip()
        edits.append(Edit("comment-out", number + 1, 1, old, lines[number]))
    return []


def _next_code(lines: list[str], index: int) -> int | None:
    order: list[int] = [*range(index, -1, -1), *range(index + 1, len(lines))]
    for number in order:
        if lines[number].strip() and not lines[number].lstrip().startswith("#"):
            return number
    return None
