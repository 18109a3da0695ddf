"""A TLS handshake: trusted, for the right name, and for how long still."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime
from typing import Literal

from cryptography import x509
from pydantic import Field

from handlers.core.model import Model, Port, Seconds
from handlers.probes import phases
from handlers.probes.base import Observation, ProbeConfig, Tools
from handlers.probes.peer import Certificate, read_certificate
from handlers.probes.reasons import Reason
from handlers.probes.timed_tls import private_context, timed_context
from handlers.probes.translate import translate


class TlsExpect(Model):
    """`valid_for`: how long the certificate must still last. `version`: the oldest protocol that will do."""

    valid_for: Seconds = 14 * 86400.0
    version: Literal["TLSv1.2", "TLSv1.3"] = "TLSv1.2"


class TlsProbe(ProbeConfig):
    """Connects, shakes hands as `server_name` (default: the host), and closes.

    `authority`: a PEM file of the private authority to trust, instead of the system's.
    """

    kind: Literal["tls"]
    host: str
    port: Port = 443
    server_name: str | None = None
    authority: str | None = None
    expect: TlsExpect = Field(default_factory=TlsExpect)


async def measure(config: TlsProbe, tools: Tools) -> Observation:
    """OK when the handshake succeeds and the certificate lasts; other network errors are raised."""
    try:
        context = private_context(config.authority) if config.authority else tools.tls or timed_context()
    except OSError as error:
        return Observation.unknown(Reason.NOT_CONFIGURED, f"the authority's file cannot be used: {error.strerror}")
    phases.current().begin("connect")
    try:
        shown, version = await _shake_hands(config, context)
    except ssl.SSLCertVerificationError as error:
        return await _distrusted(config, error, tools.clock.now())
    certificate = read_certificate(shown, tools.clock.now())
    if certificate is None:
        return Observation.failing(Reason.TLS_UNTRUSTED, "the server shows no certificate")
    facts = certificate.facts() | {"tls_version": version}
    if version < config.expect.version:
        detail = f"speaks only {version}, expected {config.expect.version} or newer"
        return Observation.failing(Reason.TLS_HANDSHAKE, detail, **facts)
    wrong = certificate.expiring(config.expect.valid_for, facts)
    return wrong or Observation.ok(f"{version}, {_lasting(certificate)}", **facts)


async def _shake_hands(config: TlsProbe, context: ssl.SSLContext) -> tuple[ssl.SSLObject, str]:
    watch = phases.current()
    _, writer = await asyncio.open_connection(
        config.host, config.port, ssl=context, server_hostname=config.server_name or config.host
    )
    watch.end("tls")
    watch.end("connect")
    try:
        shown: ssl.SSLObject = writer.get_extra_info("ssl_object")
        return shown, shown.version() or ""
    finally:
        writer.transport.abort()


async def _distrusted(config: TlsProbe, error: ssl.SSLCertVerificationError, now: datetime) -> Observation:
    """The verdict on a certificate that did not pass, with what stands in it, read over a second, unverified hand."""
    verdict = translate(error)
    blind = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    blind.check_hostname = False
    blind.verify_mode = ssl.CERT_NONE
    try:
        shown, _ = await _shake_hands(config, blind)
        encoded = shown.getpeercert(binary_form=True)
    except OSError:
        return verdict
    if not encoded:
        return verdict
    certificate = parse_certificate(encoded, now)
    names = ", ".join(certificate.names[:3]) or certificate.subject
    detail = f"{verdict.detail}; it is for {names} and {_lasting(certificate)}"
    facts = {**certificate.facts(), **verdict.facts, "tls_names": list(certificate.names)}
    return Observation.failing(verdict.reason, detail, **facts)


def parse_certificate(encoded: bytes, now: datetime) -> Certificate:
    """What stands in a DER certificate, whether or not it is to be trusted."""
    found = x509.load_der_x509_certificate(encoded)
    try:
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        names = x509.SubjectAlternativeName([])
    not_after = found.not_valid_after_utc.astimezone(UTC)
    return Certificate(
        found.subject.rfc4514_string(),
        found.issuer.rfc4514_string(),
        not_after,
        (not_after - now).total_seconds(),
        tuple(str(name.value) for name in names),
    )


def _lasting(certificate: Certificate) -> str:
    days = certificate.seconds_left / 86400
    if days < 0:
        return f"ended {-days:.1f} days ago, on {certificate.not_after:%Y-%m-%d}"
    return f"lasts {days:.0f} days, until {certificate.not_after:%Y-%m-%d}"
