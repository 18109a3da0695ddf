"""Repair one file's bytes. Runs in worker processes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.repair.changes import changes
from handlers.repair.codec import as_text, decode
from handlers.repair.diff import diff
from handlers.repair.engine import repair_text
from handlers.repair.fidelity import Fidelity, measure
from handlers.repair.judge import refusal
from handlers.repair.placeholders import stood_before
from handlers.repair.result import Deed, Hunk, Repair, Verdict
from handlers.repair.words import kept


@dataclass(frozen=True, slots=True)
class FileRepair:
    """`after` is what to write; None where the file is to be left as it is."""

    path: str
    before: bytes
    after: bytes | None
    repair: Repair
    fidelity: Fidelity
    diff: str = ""


def repair_file(path: str, data: bytes, ancestors: Sequence[bytes] = (), budget: float = 5.0) -> FileRepair:
    """Repair `data`, the content of `path`; `ancestors` newest first; `budget` in seconds."""
    text, codec = decode(data)
    if refusal(data) is None:
        return left_alone(path, data)
    repair = repair_text(text, [as_text(older, codec) for older in ancestors], budget)
    after: bytes | None = None
    if repair.verdict is not Verdict.LEFT_ALONE:
        try:
            after = codec.encode(repair.source)
        except UnicodeError:
            after = None
    if after is None or refusal(after) is not None:
        after, repair = _resaved(data, text)
    return FileRepair(path, data, after, repair, measure(text, repair), diff(path, data, after) if after else "")


def _resaved(data: bytes, text: str) -> tuple[bytes | None, Repair]:
    """A file that was only saved in the encoding of Windows, and says nothing of it, as UTF-8; any other as it is."""
    try:
        read = data.decode("cp1252")
        after = read.encode()
    except UnicodeError:
        return None, Repair(text, Verdict.LEFT_ALONE, 1.0)
    if refusal(after) is not None:
        return None, Repair(text, Verdict.LEFT_ALONE, 1.0)
    return after, Repair(read, Verdict.REPAIRED, kept(text, read), tuple(changes(text, read)))


def left_alone(path: str, data: bytes) -> FileRepair:
    """The file as it is."""
    text, _ = decode(data)
    repair = Repair(text, Verdict.LEFT_ALONE, 1.0)
    return FileRepair(path, data, None, repair, measure(text, repair))


def refill_file(path: str, data: bytes, ancestors: Sequence[bytes]) -> FileRepair | None:
    """What stood in `path` before `data`, a placeholder, took its place; None where nothing rich did."""
    text, codec = decode(data)
    older = stood_before(text, [as_text(version, codec) for version in ancestors])
    if older is None:
        return None
    repair = Repair(older, Verdict.RESTORED, kept(text, older), (Hunk(1, Deed.TAKEN, text, older),))
    after = codec.encode(older)
    return FileRepair(
        path, data, after, repair, replace(measure(text, repair), placeholder=True), diff(path, data, after)
    )
