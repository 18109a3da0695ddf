"""One HTTP exchange over the shared client: redirects, stale connections, bounded bodies; nothing is judged here."""

from __future__ import annotations

import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from handlers.probes.base import Observation, Tools
from handlers.probes.client import HEADERS
from handlers.probes.http_config import HttpProbe
from handlers.probes.peer import Certificate, certificate_seen
from handlers.probes.reading import Body, read_body
from handlers.probes.reasons import Reason

REDIRECTS = (301, 302, 303, 307, 308)
TOLD = ("server", "content-type", "www-authenticate", "retry-after", "via")


@dataclass(slots=True)
class Exchange:
    """The last answer of a chain of redirects; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    url: str
    body: Body
    trail: list[str] = field(default_factory=list)
    certificate: Certificate | None = None

    def facts(self) -> dict[str, Any]:
        """What any observation about this exchange carries."""
        facts: dict[str, Any] = {"status": self.status, "url": self.url}
        facts |= {name.replace("-", "_"): self.headers[name] for name in TOLD if name in self.headers}
        if self.trail:
            facts["redirects"] = self.trail
        if self.certificate:
            facts |= self.certificate.facts()
        return facts


async def follow(config: HttpProbe, tools: Tools) -> Exchange | Observation:
    """The answer at the end of the redirects, or what is wrong with them; network errors are raised."""
    request = config.request
    trail: list[str] = []
    while True:
        found = await _exchange(request, config, tools)
        found.trail = trail
        target = _next(found, config)
        if not target:
            found.certificate = certificate_seen(tools.clock.now())
            return found
        if target in trail or len(trail) >= config.redirects:
            detail = f"redirected {len(trail) + 1} times, last to {target}"
            return Observation.failing(Reason.REDIRECT_LOOP, detail, **found.facts(), location=target)
        if not _may_follow(found.url, target, config.follow_to):
            detail = f"redirects to {target}, which this probe is not told to contact"
            return Observation.failing(Reason.REDIRECT_ELSEWHERE, detail, **found.facts(), location=target)
        trail.append(target)
        request = _redirected(request, target, found.status)


def _next(found: Exchange, config: HttpProbe) -> str:
    """Where the answer sends us; empty when it does not, or when that is what was expected."""
    location, expected = found.headers.get("location", ""), config.expect.status
    if found.status not in REDIRECTS or not location or not config.redirects:
        return ""
    if str(found.status) in expected or "3xx" in expected:
        return ""
    return urllib.parse.urljoin(found.url, location)


def _may_follow(source: str, target: str, follow_to: tuple[str, ...]) -> bool:
    """Only to targets of the stack file: the same host, never from TLS down to plain text."""
    old, new = urllib.parse.urlsplit(source), urllib.parse.urlsplit(target)
    if new.scheme not in ("http", "https") or (old.scheme == "https" and new.scheme == "http"):
        return False
    same = new.hostname == old.hostname and (_port(new) == _port(old) or (old.scheme, new.scheme) == ("http", "https"))
    return same or new.hostname in follow_to or new.netloc in follow_to


def _port(url: urllib.parse.SplitResult) -> int:
    return url.port or (443 if url.scheme == "https" else 80)


def _redirected(request: httpx.Request, target: str, status: int) -> httpx.Request:
    """RFC 9110, 15.4: 303 (and, by custom, 301 and 302 of a POST) become GET; headers stay on the same host only."""
    same_host = request.url.host == httpx.URL(target).host
    headers = dict(request.headers) if same_host else dict(HEADERS)
    for name in ("host", "content-length", "transfer-encoding"):
        headers.pop(name, None)
    if status == 303 or (status in (301, 302) and request.method == "POST"):
        headers.pop("content-type", None)
        return httpx.Request("HEAD" if request.method == "HEAD" else "GET", target, headers=headers)
    return httpx.Request(request.method, target, headers=headers, content=request.content)


async def _exchange(request: httpx.Request, config: HttpProbe, tools: Tools) -> Exchange:
    response = await tools.http.send(request, stream=True)
    try:
        body = await read_body(response, config.max_bytes)
    finally:
        await response.aclose()
    return Exchange(response.status_code, dict(response.headers.items()), str(request.url), body)
