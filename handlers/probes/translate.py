"""Exceptions into Observations, in one place: what a client library raised, said in our own words.

The clients wrap each other's errors (httpx over aiohttp over the socket), and the outermost type often misleads: the
transport calls a dropped connection a connect time-out. So the whole chain of causes is looked at, innermost first.
"""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Callable, Iterator

import aiohttp
import httpx

from handlers.core.cloud import CloudRefusal
from handlers.probes.base import Observation
from handlers.probes.reasons import Reason

UNREACHABLE = {errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.EADDRNOTAVAIL}
RESET = {errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED, errno.ESHUTDOWN}
# X509_V_ERR_* of OpenSSL's x509_vfy.h
EXPIRED, HOSTNAME_MISMATCH, IP_MISMATCH = 10, 62, 64


def translate(error: BaseException) -> Observation:
    """What `error` says about the target; UNKNOWN `internal` when it says nothing about it."""
    for link in _chain(error):
        for kind, say in _WORDS:
            if isinstance(link, kind) and (observation := say(link)) is not None:
                return observation
    seen = f"{type(error).__name__}: {error}"
    return Observation.unknown(Reason.INTERNAL, f"the probe itself failed: {seen}", exception=seen)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """`error` and all it was raised from, innermost first; members of groups (several addresses tried) included."""
    links: list[BaseException] = []
    todo: list[BaseException | None] = [error]
    while todo and len(links) < 32:
        link = todo.pop(0)
        if link is None or link in links:
            continue
        links.append(link)
        todo += [link.__cause__, None if link.__suppress_context__ else link.__context__]
        todo += [getattr(link, "os_error", None), getattr(link, "certificate_error", None)]
        if isinstance(link, BaseExceptionGroup):
            todo += link.exceptions
    return reversed(links)


def _resolver(error: BaseException) -> Observation:
    return Observation.failing(Reason.DNS, f"the name does not resolve: {_text(error)}")


def _certificate(error: BaseException) -> Observation | None:
    code, words = getattr(error, "verify_code", 0), getattr(error, "verify_message", "") or str(error)
    if code == EXPIRED:
        return Observation.failing(Reason.TLS_EXPIRED, "the TLS certificate has expired", verify=words)
    if code in (HOSTNAME_MISMATCH, IP_MISMATCH):
        return Observation.failing(Reason.TLS_NAME, f"the TLS certificate is for another name: {words}", verify=words)
    return Observation.failing(Reason.TLS_UNTRUSTED, f"the TLS certificate is not trusted: {words}", verify=words)


def _handshake(error: BaseException) -> Observation:
    words = getattr(error, "reason", None) or str(error)
    hint = " (plain text on a TLS port?)" if "WRONG_VERSION_NUMBER" in str(words) else ""
    return Observation.failing(Reason.TLS_HANDSHAKE, f"the TLS handshake failed: {words}{hint}", verify=str(words))


def _system(error: BaseException) -> Observation | None:
    number = getattr(error, "errno", None)
    if isinstance(error, ConnectionRefusedError) or number == errno.ECONNREFUSED:
        return Observation.failing(Reason.REFUSED, "connection refused: nothing listens there")
    if number in UNREACHABLE:
        return Observation.failing(Reason.UNREACHABLE, f"no route: {_text(error)}")
    if isinstance(error, ConnectionError) or number in RESET:
        return Observation.failing(Reason.RESET, "the connection was cut off before the answer was complete")
    if isinstance(error, FileNotFoundError):  # a Unix socket that is not there
        return Observation.failing(Reason.REFUSED, "connection refused: no such socket")
    if text := str(error):
        return _several(text)
    return None


def _several(text: str) -> Observation | None:
    """asyncio joins the errors of several addresses into one text without a number."""
    if "Errno 111" in text or "Connect call failed" in text:
        return Observation.failing(Reason.REFUSED, "connection refused: nothing listens there")
    return None


def _late(_: BaseException) -> Observation:
    return Observation.failing(Reason.TIMEOUT, "no answer in time")


def _cut(_: BaseException) -> Observation:
    return Observation.failing(Reason.RESET, "the connection was cut off before the answer was complete")


def _not_http(error: BaseException) -> Observation:
    words = _text(error)
    if "Too many headers" in words or "Got more than" in words:
        return Observation.failing(Reason.TOO_LARGE, f"the response's headers are too large: {words}", what="headers")
    return Observation.failing(Reason.PROTOCOL, f"not an HTTP answer: {words}", seen=words)


def _url(error: BaseException) -> Observation:
    return Observation.unknown(Reason.NOT_CONFIGURED, f"the address cannot be used: {_text(error)}")


def _refusal(error: BaseException) -> Observation | None:
    if not isinstance(error, CloudRefusal):
        return None
    if error.forbidden:
        return Observation.unknown(Reason.FORBIDDEN, _text(error), status=error.status)
    if error.absent:
        return Observation.failing(Reason.NOT_FOUND, _text(error), status=error.status)
    return Observation.unknown(Reason.UNAVAILABLE, _text(error), status=error.status)


def _text(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__


_WORDS: tuple[tuple[type[BaseException], Callable[[BaseException], Observation | None]], ...] = (
    (CloudRefusal, _refusal),
    (socket.gaierror, _resolver),
    (UnicodeError, _url),
    (ssl.SSLCertVerificationError, _certificate),
    (ssl.CertificateError, _certificate),
    (ssl.SSLError, _handshake),
    (TimeoutError, _late),
    (aiohttp.ClientResponseError, _not_http),
    (aiohttp.InvalidURL, _url),
    (httpx.InvalidURL, _url),
    (httpx.UnsupportedProtocol, _url),
    (aiohttp.ServerDisconnectedError, _cut),
    (aiohttp.ClientPayloadError, _cut),
    (OSError, _system),
    (EOFError, _cut),
    (httpx.TimeoutException, _late),
    (httpx.TransportError, _cut),
)
