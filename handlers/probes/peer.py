"""The certificate a TLS server showed, and how long it lasts."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from handlers.probes import phases
from handlers.probes.base import Observation
from handlers.probes.reasons import Reason

DAY = 86400.0


@dataclass(frozen=True, slots=True)
class Certificate:
    """`seconds_left` from the moment of the measurement; negative when it has ended."""

    subject: str
    issuer: str
    not_after: datetime
    seconds_left: float
    names: tuple[str, ...] = ()

    def facts(self) -> dict[str, Any]:
        """What observations say about it."""
        return {
            "tls_days_left": round(self.seconds_left / DAY, 1),
            "tls_not_after": self.not_after.isoformat(),
            "tls_subject": self.subject,
            "tls_issuer": self.issuer,
        }

    def expiring(self, at_least: float, facts: Mapping[str, Any]) -> Observation | None:
        """A `tls-expiring` observation when it ends sooner than in `at_least` seconds."""
        if self.seconds_left >= at_least:
            return None
        left, wanted = self.seconds_left / DAY, at_least / DAY
        detail = (
            f"the TLS certificate ends in {left:.1f} days ({self.not_after:%Y-%m-%d}), expected at least {wanted:g}"
        )
        return Observation.failing(Reason.TLS_EXPIRING, detail, **{**self.facts(), **facts})


def read_certificate(tls: ssl.SSLObject, now: datetime) -> Certificate | None:
    """The verified certificate of a finished handshake; None when there is none (yet)."""
    try:
        shown = tls.getpeercert()
    except ValueError:  # the handshake is not done
        return None
    if not shown or "notAfter" not in shown:
        return None
    not_after = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)
    names = tuple(str(pair[1]) for pair in shown.get("subjectAltName", ()))
    left = (not_after - now).total_seconds()
    return Certificate(_common_name(shown.get("subject")), _common_name(shown.get("issuer")), not_after, left, names)


def certificate_seen(now: datetime) -> Certificate | None:
    """The certificate of the running probe's last handshake; None on plain connections and on reused ones."""
    tls = phases.current().tls
    return read_certificate(tls, now) if tls else None


def _common_name(name: Any) -> str:
    """The commonName of OpenSSL's nested tuples, or the organisation, or nothing."""
    pairs = {key: value for part in name or () for key, value in part}
    return str(pairs.get("commonName") or pairs.get("organizationName") or "")
