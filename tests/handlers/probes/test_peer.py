from __future__ import annotations

from datetime import UTC, datetime, timedelta

from handlers.probes.peer import Certificate, certificate_seen
from handlers.probes.reasons import Reason

END = datetime(2026, 12, 1, tzinfo=UTC)


def test_a_certificate_is_held_to_the_time_it_must_last() -> None:
    certificate = Certificate("a.example.com", "CA", END, timedelta(days=5).total_seconds())
    assert certificate.expiring(86400, {}) is None
    seen = certificate.expiring(14 * 86400, {"status": 200})
    assert seen is not None
    assert seen.reason == Reason.TLS_EXPIRING
    assert seen.facts == {**certificate.facts(), "status": 200}
    assert "5.0 days (2026-12-01)" in seen.detail


def test_without_a_handshake_there_is_no_certificate() -> None:
    assert certificate_seen(END) is None
