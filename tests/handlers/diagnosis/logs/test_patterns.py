from __future__ import annotations

import pytest

from handlers.diagnosis.catalogue import CATALOGUE
from handlers.diagnosis.catalogue.entry import CERTAIN, GENERIC, Entry, Line
from handlers.diagnosis.logs.patterns import Patterns


def entry(id_: str, line: Line, level: int = CERTAIN) -> Entry:
    return Entry(id_, "title", "explanation", "next step", log=(line,), level=level)


PATTERNS = Patterns((
    entry("full", Line("disk is full")),
    entry("generic", Line("disk"), GENERIC),
    entry("quiet", Line("revision failed", r"revision failed: (?P<why>\w+)", quiet=True)),
))  # fmt: skip


def ids(line: str) -> list[str]:
    return [hit.entry.id for hit in PATTERNS.hits(line)]


def test_the_more_precise_entry_speaks_alone() -> None:
    assert ids("ERROR the Disk is FULL") == ["full"]
    assert ids("ERROR disk trouble") == ["generic"]


@pytest.mark.parametrize(
    "line",
    [
        "2025-11-20 10:00:00 INFO disk is full",
        "DEBUG: disk is full",
        "info: disk is full",
        "[info] disk is full",
        "time=x level=info msg=disk is full",
        '{"severity":"INFO","message":"disk is full"}',
        '{"level":30,"msg":"disk is full"}',
    ],
)
def test_what_is_logged_as_mere_information_does_not_count(line: str) -> None:
    assert ids(line) == []


@pytest.mark.parametrize(
    "line", ["ERROR disk is full (More info: x)", "disk is full", '{"level":50,"msg":"disk is full"}']
)
def test_everything_else_does(line: str) -> None:
    assert ids(line) == ["full"]


def test_a_quiet_line_counts_at_any_level_and_gives_its_words() -> None:
    (hit,) = PATTERNS.hits("INFO revision failed: image")
    assert (hit.entry.id, hit.words) == ("quiet", {"why": "image"})


def test_only_the_needles_a_text_holds_need_be_looked_for() -> None:
    assert PATTERNS.needles_in("The DISK is here") == ["disk"]
    assert PATTERNS.hits("disk is full", ["disk"])[0].entry.id == "generic"


HOSTILE = ("open", "exec", "1", "a ", "x=", "lib", "could not be resolved", "permission denied on secret ")


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_line_made_to_hold_up_the_catalogue_holds_nothing_up(piece: str) -> None:
    known = Patterns(CATALOGUE)
    line = (piece * 1_000)[:3_900]
    for needle in known.needles:
        known.hits(f"{line} {needle} on secret", [needle])


def test_a_pattern_that_looks_ahead_is_shown_the_words_around_its_needle() -> None:
    known = Patterns((entry("down", Line("exited with", r"service (?P<who>\w+) exited with (?!0)\d+")),))
    far = "x" * 3_000
    assert [hit.words for hit in known.hits(f"{far} service auth exited with 3 {far}")] == [{"who": "auth"}]
    assert known.hits(f"{far} service auth exited with 0 {far}") == []
