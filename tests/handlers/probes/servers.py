"""Real servers for the probes' tests: PostgreSQL, Valkey, raw sockets, TLS; each gone when its test or session ends."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import ipaddress
import os
import pwd
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.demo.binaries import postgres_account, postgres_programs, valkey_server

HBA = "host all guarded 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n"
SETTINGS = (
    "fsync=off",
    "listen_addresses=127.0.0.1",
    "shared_buffers=8MB",
    "io_method=sync",
    "autovacuum=off",
    "scram_iterations=64",
    "hot_standby=on",
)
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}

RawHandler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def free_port() -> int:
    """A port nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def accepts(port: int) -> bool:
    """Whether something accepts on `port`."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], seconds: float = 20.0) -> None:
    """Block until the server is ready; AssertionError when it ends or takes too long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended"
        if ready():
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.02)
    raise AssertionError("the server did not start")


@contextlib.contextmanager
def run(
    argv: list[str], ready: Callable[[], bool], user: str | None = None, stop: int = signal.SIGTERM
) -> Iterator[None]:
    """A server process, for as long as the block lasts; entered once it is `ready`."""
    process = subprocess.Popen(
        argv, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", user=user
    )
    try:
        wait_until(ready, process)
        yield
    finally:
        process.send_signal(stop)
        process.wait(20)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A PostgreSQL data directory that was initialised and never started."""

    programs: Path
    home: Path
    account: str | None

    @classmethod
    def create(cls, directory: Path) -> Cluster:
        """Blocking: initdb takes a third of a second."""
        account, home = postgres_account(), directory / "postgres"
        home.mkdir(parents=True)
        cluster = cls(postgres_programs(directory), home, account)
        if account:
            shutil.chown(home, account)
        argv = [
            str(cluster.programs / "initdb"),
            "-D",
            str(home / "data"),
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
        ]
        argv += ["--locale=C", "--no-sync", "--no-instructions", "--wal-segsize=1"]
        subprocess.run(argv, env=ENVIRONMENT, check=True, capture_output=True, cwd="/", user=account)
        (home / "data" / "pg_hba.conf").write_text(HBA)
        return cluster

    @classmethod
    @contextlib.contextmanager
    def temporary(cls) -> Iterator[Cluster]:
        """One in a directory of its own, which the server's account may enter, as it may not pytest's."""
        with tempfile.TemporaryDirectory(prefix="opsmedic-", ignore_cleanup_errors=True) as directory:
            Path(directory).chmod(0o711)
            yield cls.create(Path(directory))

    def standby(self) -> Cluster:
        """A copy that will start in recovery, as a standby does."""
        copy = self.home.with_name("standby")
        shutil.copytree(self.home, copy)
        (copy / "data" / "standby.signal").touch()
        if self.account:
            entry = pwd.getpwnam(self.account)
            for path in (copy, *copy.rglob("*")):
                os.chown(path, entry.pw_uid, entry.pw_gid)
        return Cluster(self.programs, copy, self.account)

    @contextlib.contextmanager
    def running(self, connections: int = 20) -> Iterator[int]:
        """The port of the started server. A standby must allow as many `connections` as initdb noted: 100."""
        port = free_port()
        settings = [*SETTINGS, f"max_connections={connections}"]
        argv = [str(self.programs / "postgres"), "-D", str(self.home / "data"), "-p", str(port), "-k", ""]
        argv += [word for setting in settings for word in ("-c", setting)]

        def ready() -> bool:
            asked = [str(self.programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
            return subprocess.run(asked, env=ENVIRONMENT, check=False).returncode == 0

        with run(argv, ready, self.account, signal.SIGINT):
            yield port


CLICKHOUSE = """<yandex>
<logger><level>error</level><console>1</console></logger>
<listen_host>127.0.0.1</listen_host><http_port>{port}</http_port>
<path>{home}/data/</path><tmp_path>{home}/tmp/</tmp_path><users_config>{home}/users.xml</users_config>
<mark_cache_size>10000000</mark_cache_size>
<default_profile>default</default_profile><default_database>default</default_database>
</yandex>"""
CLICKHOUSE_USERS = """<yandex><profiles><default/></profiles><quotas><default/></quotas><users><default>
<password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota>
</default></users></yandex>"""


@contextlib.contextmanager
def running_clickhouse(program: str, directory: Path) -> Iterator[int]:
    """The port of a ClickHouse with nothing in it."""
    port = free_port()
    (directory / "config.xml").write_text(CLICKHOUSE.format(port=port, home=directory))
    (directory / "users.xml").write_text(CLICKHOUSE_USERS)
    with run([program, f"--config-file={directory / 'config.xml'}"], lambda: accepts(port)):
        yield port


@contextlib.contextmanager
def running_valkey(directory: Path) -> Iterator[int]:
    """The port of a Valkey without persistence."""
    port = free_port()
    argv = [str(valkey_server()), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(directory)]
    with run(argv, lambda: accepts(port)):
        yield port


@contextlib.asynccontextmanager
async def raw_server(handle: RawHandler, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A TCP server that speaks whatever `handle` does; yields its port and cuts every connection at the end."""
    running: set[asyncio.Task[None]] = set()

    async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await handle(reader, writer)

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(guarded(reader, writer))
        task.add_done_callback(lambda _: writer.transport.abort())  # also when it is cancelled before it begins
        running.add(task)

    server = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=tls)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await server.wait_closed()


@dataclass(frozen=True, slots=True)
class Authority:
    """A certificate authority of the tests' own, and a directory for what it signs."""

    directory: Path
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def create(cls, directory: Path) -> Authority:
        """A fresh one, trusted by nobody but the tests."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "opsmedic tests")])
        builder = _builder(name, name, key, datetime.timedelta(days=30))
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        certificate = builder.sign(key, hashes.SHA256())
        (directory / "ca.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        return cls(directory, key, certificate)

    @property
    def path(self) -> Path:
        """The certificate to trust."""
        return self.directory / "ca.pem"

    def server(self, host: str = "localhost", lasting: float = 20.0) -> ssl.SSLContext:
        """A server's context with a certificate for `host` (and 127.0.0.1 for localhost) that lasts so many days."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        builder = _builder(name, self.certificate.subject, key, datetime.timedelta(days=lasting))
        names: list[x509.GeneralName] = [x509.DNSName(host)]
        if host == "localhost":
            names.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        certificate = builder.sign(self.key, hashes.SHA256())
        path = self.directory / f"{host}-{lasting}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, lasting: datetime.timedelta
) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=60))
        .not_valid_after(now + lasting)
    )
