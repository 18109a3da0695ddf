"""What was seen of each service, and what a dependent of it would notice. Plain data between probes and engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntFlag
from types import MappingProxyType
from typing import Any

from handlers.core.ports import Health
from handlers.probes.base import ALSO, PAST, Observation
from handlers.probes.reasons import Reason


@dataclass(frozen=True, slots=True)
class Seen:
    """One finished probe of one service: its title, its kind in the registry, what it saw, and how long it took (s)."""

    probe: str
    kind: str
    observation: Observation
    seconds: float = 0.0


SeenByService = Mapping[str, Sequence[Seen]]


def unfold(observed: Sequence[Seen]) -> tuple[list[Seen], list[Seen]]:
    """The failing observations of one service with everything else they saw go wrong, and what is known of earlier.

    `also` of a failing probe names further failures it saw in the same look. `past` of any probe names what it knows of
    earlier: it counts only where something fails now, since a service that is well has got over its past.
    """
    failing: list[Seen] = []
    more = False
    for one in observed:
        seen = one.observation
        if seen.health is Health.FAILING:
            failing.append(one)
        if seen.facts and (ALSO in seen.facts or PAST in seen.facts):
            more = True
    if not more or not failing:
        return failing, []
    further = [_further(one, told) for one in failing for told in one.observation.facts.get(ALSO) or ()]
    past = [_further(one, told, EARLIER) for one in observed for told in one.observation.facts.get(PAST) or ()]
    return failing + further, past


EARLIER = {"earlier": True}
"""Marks an observation of the past among its facts."""


def _further(seen: Seen, told: Mapping[str, Any], mark: Mapping[str, Any] = MappingProxyType({})) -> Seen:
    facts = {key: value for key, value in told.items() if key not in ("reason", "detail")} | dict(mark)
    observation = Observation.failing(str(told.get("reason", "")), str(told.get("detail", "")), **facts)
    return Seen(seen.probe, seen.kind, observation, seen.seconds)


class Effect(IntFlag):
    """How a failure shows to whoever uses the service. Decides which failures can explain which."""

    DOWN = 1  # nothing is there
    HUNG = 2  # no answer in time
    ERROR = 4  # it answers that it cannot
    SLOW = 8  # right, but late
    DENIED = 16  # it refuses the caller
    PARTIAL = 32  # one thing it offers is missing, the rest works
    CUT_OFF = 64  # it says that it cannot reach what is behind it: a gateway's 502


ALL = Effect.DOWN | Effect.HUNG | Effect.ERROR | Effect.SLOW | Effect.DENIED | Effect.PARTIAL | Effect.CUT_OFF
_QUICK = ALL & ~Effect.HUNG  # what an answer, even a bad one, can bring about

_EXPLAINS = {
    Effect.DOWN: ALL,
    Effect.HUNG: ALL,
    Effect.ERROR: _QUICK,
    Effect.CUT_OFF: _QUICK,
    Effect.SLOW: Effect.HUNG | Effect.ERROR | Effect.SLOW,
    Effect.DENIED: Effect.DENIED | Effect.PARTIAL,
    Effect.PARTIAL: Effect.DENIED | Effect.PARTIAL,
}
_COVERS = {
    Effect.DOWN: ALL,
    Effect.HUNG: ALL & ~Effect.DOWN,
    Effect.ERROR: Effect.ERROR | Effect.SLOW,
    Effect.CUT_OFF: Effect.CUT_OFF | Effect.ERROR | Effect.SLOW,
    Effect.SLOW: Effect.SLOW,
    Effect.DENIED: Effect.DENIED,
    Effect.PARTIAL: Effect(0),
}


def _by_effects(table: dict[Effect, Effect]) -> tuple[int, ...]:
    """For every combination of effects, the union of what each of them has in the table."""
    joined = []
    for effects in range(ALL + 1):
        union = 0
        for effect, named in table.items():
            union |= named if effects & effect else 0
        joined.append(int(union))
    return tuple(joined)


EXPLAINS: tuple[int, ...] = _by_effects(_EXPLAINS)
"""Indexed by the effects a service shows: the effects which that can bring about in services that need it."""

COVERS: tuple[int, ...] = _by_effects(_COVERS)
"""Indexed likewise: the effects which that brings about in other probes of the same service."""

EFFECT_OF: Mapping[str, Effect] = {
    Reason.REFUSED: Effect.DOWN,
    Reason.DNS: Effect.DOWN,
    Reason.UNREACHABLE: Effect.DOWN,
    Reason.EXITED: Effect.DOWN,
    Reason.CRASH: Effect.DOWN,
    Reason.STOPPED: Effect.DOWN,
    Reason.NOT_READY: Effect.DOWN,
    Reason.STATE: Effect.DOWN,
    Reason.TRAFFIC: Effect.DOWN,
    Reason.TIMEOUT: Effect.HUNG,
    Reason.SUSPENDED: Effect.HUNG,
    Reason.LOCKED: Effect.HUNG,
    Reason.SLOW: Effect.SLOW,
    Reason.REPLICATION_LAG: Effect.SLOW,
    Reason.CONNECTIONS_SATURATED: Effect.SLOW,
    Reason.EVICTING: Effect.SLOW,
    Reason.QUEUE_DEEP: Effect.SLOW,
    Reason.HANDSHAKE_REFUSED: Effect.DENIED,
    Reason.CLOSED: Effect.DENIED,
    Reason.LOGIN_FAILED: Effect.DENIED,
    Reason.TOKEN_MISSING: Effect.DENIED,
    Reason.TOKEN_MALFORMED: Effect.DENIED,
    Reason.TOKEN_REFUSED: Effect.DENIED,
    Reason.TOKEN_ALGORITHM: Effect.DENIED,
    Reason.TOKEN_CLAIMS: Effect.DENIED,
    Reason.TOKEN_EXPIRED: Effect.DENIED,
    Reason.TOKEN_SIGNATURE: Effect.DENIED,
    Reason.CLOCK_SKEW: Effect.DENIED,
    Reason.SETTINGS_DIFFER: Effect.DENIED,
    Reason.SETTING_DEFAULT: Effect.DENIED,
    Reason.SETTING_WHITESPACE: Effect.DENIED,
    Reason.SETTING_VALUE: Effect.DENIED,
    Reason.SUBPROTOCOL: Effect.PARTIAL,
    Reason.UPGRADE_MISSING: Effect.PARTIAL,
    Reason.FIRST_FRAME: Effect.PARTIAL,
    Reason.REVISION_FAILED: Effect.PARTIAL,
    Reason.TLS_EXPIRING: Effect.PARTIAL,
    Reason.HEADER: Effect.PARTIAL,
    Reason.ERRORS_LOGGED: Effect.PARTIAL,
    Reason.PERSISTENCE: Effect.PARTIAL,
    Reason.MAINTENANCE: Effect.DOWN,
}


_BY_STATUS = frozenset({str(Reason.STATUS), str(Reason.HANDSHAKE_REFUSED), str(Reason.LOGIN_FAILED)})


def effect_of(observation: Observation) -> Effect:
    """How this failure shows to a user of the service; an error unless its reason says otherwise."""
    if observation.reason in _BY_STATUS and "status" in observation.facts:
        return _effect_of_status(observation.facts["status"])
    return EFFECT_OF.get(observation.reason, Effect.ERROR)


def _effect_of_status(status: object) -> Effect:
    if status in (502, 504):
        return Effect.CUT_OFF
    if status in (401, 403, 407):
        return Effect.DENIED
    if isinstance(status, int) and 400 <= status < 500 and status not in (408, 429):
        return Effect.PARTIAL
    return Effect.ERROR
