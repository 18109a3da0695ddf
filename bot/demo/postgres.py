"""PostgreSQL for the demo: made in a moment, without durability, and reached through a door that can be slowed."""

from __future__ import annotations

import asyncio
import os
import pwd
import signal
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from bot.demo.binaries import postgres_account, postgres_programs
from bot.demo.launching import Command, Launching
from bot.demo.plan import Plan
from bot.demo.spec import Spec
from bot.demo.tcp_proxy import TcpProxy
from handlers.core.errors import Permanent

_SOCKET = ".s.PGSQL.5432"
_SETTINGS = {
    "listen_addresses": "",  # the door in front is what listens
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "16MB",
    "max_connections": "36",
    "reserved_connections": "12",  # for whoever watches it, also while many ask in vain
    "max_wal_size": "32MB",
    "min_wal_size": "2MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "io_method": "sync",
    "scram_iterations": "64",
    "log_statement": "none",
    "autovacuum": "off",
}
_ACCESS = "local all postgres trust\nlocal all all scram-sha-256\n"
_SCHEMA = """
create table users (
    id bigint generated always as identity primary key,
    email text not null unique,
    last_login timestamptz not null default now()
);
create table messages (
    id bigint generated always as identity primary key,
    user_id bigint not null references users (id),
    thread_id text not null,
    body text not null,
    at timestamptz not null default now()
);
create table heartbeats (
    service text primary key,
    at timestamptz not null default now()
);
create index messages_by_user on messages (user_id);
"""


@dataclass(frozen=True, slots=True)
class Postgres:
    """The server's files and its door."""

    plan: Plan
    proxy: TcpProxy
    programs: Path
    account: str | None

    @classmethod
    def of(cls, plan: Plan) -> Postgres:
        """Lay out the directories, owned by the account the server will run as."""
        account = postgres_account()
        home = plan.directory / "postgres"
        home.mkdir(mode=0o700)
        if account is not None:
            entry = pwd.getpwnam(account)
            os.chown(home, entry.pw_uid, entry.pw_gid)
        proxy = TcpProxy(plan.ports.postgres, str(home / _SOCKET))
        return cls(plan, proxy, postgres_programs(plan.directory), account)

    @property
    def home(self) -> Path:
        """Socket and data."""
        return self.plan.directory / "postgres"

    def spec(self) -> Spec:
        """The supervised server."""
        settings = [word for name, value in _SETTINGS.items() for word in ("-c", f"{name}={value}")]
        argv = (str(self.programs / "postgres"), "-D", str(self.home / "data"), "-k", str(self.home), *settings)
        return Spec(
            "postgres",
            Command(argv, directory=str(self.home), user=self.account, death_signal=signal.SIGQUIT),
            self.plan.ports.postgres,
            ready="ready to accept connections",
            environment=_environment(),
            stop_signal=signal.SIGINT,  # "fast": cut the clients, end in order
            front=self.proxy,
        )

    async def create(self, launching: Launching) -> None:
        """Run initdb; Permanent with its output when that fails."""
        argv = (
            str(self.programs / "initdb"), "-D", str(self.home / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8",
            "--locale=C", "--no-sync", "--no-instructions", "--wal-segsize=1",
        )  # fmt: skip
        lines: list[str] = []
        child = await launching.spawn(
            Command(argv, directory=str(self.home), user=self.account), _environment(), lines.append
        )
        if await child.exited != 0:
            raise Permanent("initdb failed: " + " / ".join(lines[-5:]))
        await asyncio.to_thread((self.home / "data" / "pg_hba.conf").write_text, _ACCESS)

    async def fill(self) -> None:
        """Create the product's role, database and tables."""
        admin = await self.admin("postgres")
        try:
            await admin.execute(f"create role demo login password '{self.plan.secrets.postgres}'")
            await admin.execute(f"create role monitor login password '{self.plan.secrets.monitor}'")
            await admin.execute("grant pg_monitor, pg_read_all_data, pg_use_reserved_connections to monitor")
            await admin.execute("create database demo owner demo strategy file_copy")
        finally:
            await admin.close()
        owner = await self.admin("demo")
        try:
            await owner.execute(f"set role demo; {_SCHEMA}")
        finally:
            await owner.close()

    async def connect(self, database: str = "demo", name: str = "") -> asyncpg.Connection[asyncpg.Record]:
        """One more of the product's own connections, past the door, that the caller closes; `name` is how it shows."""
        secret = self.plan.secrets.postgres
        return await asyncpg.connect(
            host=str(self.home), user="demo", password=secret, database=database, timeout=5,
            server_settings={"application_name": name},
        )  # fmt: skip

    async def admin(self, database: str = "postgres") -> asyncpg.Connection[asyncpg.Record]:
        """A superuser's connection, past the door, that the caller closes."""
        writing = {"default_transaction_read_only": "off"}  # also while that is how a fault has left the server
        return await asyncpg.connect(
            host=str(self.home), user="postgres", database=database, timeout=5, server_settings=writing
        )


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
