"""What one known cause is made of. An entry is declarative: adding a cause is adding one."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.diagnosis.evidence import Effect

GENERIC, LIKELY, KNOWN, CERTAIN = 0, 1, 2, 3
"""How precisely an entry names what is wrong; on the same service the more precise one speaks."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A probe's result that speaks for a cause.

    `reasons`: any of these. `kinds`: any of these probe kinds (empty: any). `facts`: (name, regular expression) pairs
    that must all be found in the observation's facts. `beside`: (probe kind, `ok` or `failing`) pairs that must hold
    for other probes of the same service. `weight`: 0..1, how far this sign alone is believed.
    """

    reasons: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    beside: tuple[tuple[str, str], ...] = ()
    weight: float = 0.7


@dataclass(frozen=True, slots=True)
class Line:
    """A log line that speaks for a cause.

    `needle` is a piece of text (four characters or more, case ignored) that every such line holds; `pattern` is a
    regular expression (case ignored) to be found in it as well, empty when the needle says it all. Its named groups
    can be used in the entry's texts. `quiet`: it counts even when its writer logged it as mere information.
    """

    needle: str
    pattern: str = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One known cause.

    `id`, `title`, `explanation` and `next_step` may hold `{service}`, `{probe}`, `{detail}`, `{endpoint}` and names of
    the observation's facts. `signs` match probes; `log` matches lines of a log, in a probe's facts or pasted.
    `own`: it stands even while a dependency fails too; otherwise a failing dependency explains it away.
    `blames`: words for the dependency it speaks of (a probe kind or a service's name), when the line was written by
    another service than the one at fault. `level`: GENERIC to CERTAIN. `effect`: how it shows to dependents, where that
    is not plain from the probe. `deep`: 0..9, how close to the root a log line of this kind is: a consequence is 0.
    `action`: the name of the repair action that mends it. `lasting`: it stays so until somebody mends it, so that a
    line in the log of an earlier run still speaks of now.
    """

    id: str
    title: str
    explanation: str
    next_step: str
    signs: tuple[Sign, ...] = ()
    log: tuple[Line, ...] = ()
    own: bool = True
    blames: tuple[str, ...] = ()
    level: int = KNOWN
    effect: Effect | None = None
    deep: int = 5
    action: str = ""
    lasting: bool = False
