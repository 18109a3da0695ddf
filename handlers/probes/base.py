"""What a probe is: its configuration, the tools it is given, and the Observation it returns."""

from __future__ import annotations

import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import httpx

from handlers.core.cloud import GoogleCloud
from handlers.core.model import Model, Seconds, unset_variables
from handlers.core.ports import Clock, Health
from handlers.core.redaction import Redactor
from handlers.platforms.google import Authorize
from handlers.platforms.google_identity import GoogleIdentity
from handlers.probes.resolver import Names


class ProbeConfig(Model):
    """The part every probe's configuration shares. `name` defaults to the kind; `timeout` bounds the whole probe."""

    kind: str
    name: str = ""
    timeout: Seconds = 10.0

    @cached_property
    def unset(self) -> tuple[str, ...]:
        """The variables this configuration waits for; found once, since a probe runs again and again."""
        return unset_variables(self)

    @property
    def title(self) -> str:
        """The name a person sees: unique within its service."""
        return self.name or self.kind


ALSO = "also"
"""The fact that holds further failures seen in the same look: mappings with `reason`, `detail` and their own facts."""
PAST = "past"
"""The fact that holds failures of earlier, in the same form, that nothing has mended since."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One measurement.

    `reason` is a word of `handlers.probes.reasons.Reason`, empty when all is well; `detail` says it to a person,
    without secrets. `facts` are JSON-able values that the cause catalogue matches on; `phases` are milliseconds per
    phase (`dns`, `connect`, `tls`, `first_byte`, ...).
    """

    health: Health
    detail: str
    reason: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    phases: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def ok(cls, detail: str, **facts: Any) -> Observation:
        """All expectations held."""
        return cls(Health.OK, detail, facts=facts)

    @classmethod
    def failing(cls, reason: str, detail: str, **facts: Any) -> Observation:
        """Something was measured and is wrong."""
        return cls(Health.FAILING, detail, reason, facts=facts)

    @classmethod
    def of_all(cls, found: Sequence[Observation]) -> Observation | None:
        """Several failures seen in one look as one observation, the first of them leading; None for none."""
        if len(found) < 2:
            return found[0] if found else None
        lead = found[0]
        rest = list(lead.facts.get(ALSO, ()))
        for one in found[1:]:
            own = {key: value for key, value in one.facts.items() if key != ALSO}
            rest += [{**own, "reason": str(one.reason), "detail": one.detail}, *one.facts.get(ALSO, ())]
        return cls(lead.health, lead.detail, lead.reason, {**lead.facts, ALSO: rest}, lead.phases)

    @classmethod
    def unknown(cls, reason: str, detail: str, **facts: Any) -> Observation:
        """The measurement could not be made: no permission, no route, a secret that is not set."""
        return cls(Health.UNKNOWN, detail, reason, facts=facts)


@dataclass(frozen=True, slots=True)
class SupervisorAddress:
    """Where a process platform's supervisor answers HTTP, and the bearer token it wants."""

    url: str
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Tools:
    """What probes share: one HTTP client per process, the clock, and the redactor every text passes through.

    `tls` is the trust the other TLS clients share with `http` (None: the system's). `google` and `supervisor` are the
    platform of the environment at hand; `handlers.stack.access.tools_for` fills them in. `names` looks names up without
    taking a thread that others need; `identity` is the process's own on Google Cloud, which keeps its token.
    """

    http: httpx.AsyncClient
    clock: Clock
    redact: Redactor
    tls: ssl.SSLContext | None = None
    google: GoogleCloud | None = None
    supervisor: SupervisorAddress | None = None
    names: Names = field(default_factory=Names)
    identity: Authorize = field(default_factory=GoogleIdentity)


@dataclass(frozen=True, slots=True)
class ProbeKind:
    """One line of the registry: the kind's configuration and the coroutine that measures it."""

    config: type[ProbeConfig]
    measure: Callable[[Any, Tools], Awaitable[Observation]]
