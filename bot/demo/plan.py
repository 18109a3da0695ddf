"""Everything one demo stack is made with: its ports, its secrets, its directory. Fixed before anything starts."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from bot.demo.ports import PortBlock

HOST = "127.0.0.1"


def _secret() -> str:
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class Ports:
    """Where each part listens."""

    postgres: int
    redis: int
    auth: int
    backend: int
    gateway: int
    gateway_tls: int
    supervisor: int
    control: int
    candidate: int
    promoted: int
    unused: int

    @classmethod
    def of(cls, block: PortBlock) -> Ports:
        """The first ports of a block."""
        return cls(*(block.take() for _ in range(11)))


@dataclass(frozen=True, slots=True)
class Secrets:
    """Random per stack."""

    postgres: str = field(default_factory=_secret)
    monitor: str = field(default_factory=_secret)
    redis: str = field(default_factory=_secret)
    jwt: str = field(default_factory=_secret)
    e2e_bypass: str = field(default_factory=_secret)
    supervisor: str = field(default_factory=_secret)
    control: str = field(default_factory=_secret)


@dataclass(frozen=True, slots=True)
class Plan:
    """One stack's plan; the addresses below follow from it."""

    directory: Path
    ports: Ports
    secrets: Secrets

    @property
    def postgres_dsn(self) -> str:
        """The product's database, as its services reach it."""
        return f"postgresql://demo:{self.secrets.postgres}@{HOST}:{self.ports.postgres}/demo"

    @property
    def redis_url(self) -> str:
        """The product's Valkey."""
        return f"redis://:{self.secrets.redis}@{HOST}:{self.ports.redis}/0"

    @property
    def auth_url(self) -> str:
        """The auth service itself."""
        return f"http://{HOST}:{self.ports.auth}"

    @property
    def backend_url(self) -> str:
        """The backend itself."""
        return f"http://{HOST}:{self.ports.backend}"

    @property
    def gateway_url(self) -> str:
        """The front door."""
        return f"http://{HOST}:{self.ports.gateway}"

    @property
    def control_url(self) -> str:
        """The local control plane, with the word that opens its secrets."""
        return f"http://{HOST}:{self.ports.control}/{self.secrets.control}"

    @property
    def supervisor_url(self) -> str:
        """The supervisor's interface."""
        return f"http://{HOST}:{self.ports.supervisor}"
