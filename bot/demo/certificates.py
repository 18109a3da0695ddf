"""A small authority of the demo's own, and two certificates it signed for the gateway: a good and an expired one."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from bot.demo.plan import HOST

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Certificates:
    """PEM files: what to trust, and what to show (certificate and key in one file)."""

    authority: Path
    valid: Path
    expired: Path


def issue(directory: Path) -> Certificates:
    """Make all of them in `directory`."""
    directory.mkdir(mode=0o700)
    files = Certificates(*(directory / f"{name}.pem" for name in ("authority", "valid", "expired")))
    now = datetime.now(UTC)
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("opsmedic demo authority")
    root = (
        _builder(name, now - 400 * _DAY, now + 400 * _DAY)
        .issuer_name(name)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    files.authority.write_bytes(root.public_bytes(Encoding.PEM))
    _sign(files.valid, key, root, (now - _DAY, now + 90 * _DAY))
    _sign(files.expired, key, root, (now - 91 * _DAY, now - _DAY))
    return files


def _sign(
    file: Path, authority: ec.EllipticCurvePrivateKey, root: x509.Certificate, valid: tuple[datetime, datetime]
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key())
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address(HOST))])
    certificate = (
        _builder(_name("gateway.demo"), *valid)
        .issuer_name(root.subject)
        .public_key(key.public_key())
        .add_extension(names, critical=False)
        .add_extension(identifier, critical=False)
        .sign(authority, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(certificate.public_bytes(Encoding.PEM) + private)
    file.chmod(0o600)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _builder(subject: x509.Name, begin: datetime, end: datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
    )
