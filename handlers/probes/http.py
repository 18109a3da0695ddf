"""One HTTP exchange: status, headers, body, JSON, latency by phase, redirects, and how long the certificate lasts."""

from __future__ import annotations

import re
import urllib.parse
from dataclasses import dataclass, field
from typing import Any, Literal

import aiohttp
import httpx
from pydantic import Field

from handlers.core.model import HttpUrl, Model, Pattern, Seconds
from handlers.probes import phases
from handlers.probes.base import Observation, ProbeConfig, Tools
from handlers.probes.expectations import Statuses, json_difference, status_matches, too_slow
from handlers.probes.peer import Certificate, certificate_seen
from handlers.probes.reading import BODY_LIMIT, Body, read_body
from handlers.probes.reasons import Reason

SNIPPET = 400  # characters of an unexpected body kept as a fact
REDIRECTS = (301, 302, 303, 307, 308)


class HttpExpect(Model):
    """What the answer must be. `body` is searched as a regular expression, `json` must be contained in the answer.

    `tls_valid_for` fails a certificate that ends sooner, such as `14d`.
    """

    status: Statuses = ("2xx",)
    body: Pattern | None = None
    json_subset: Any = Field(default=None, alias="json")
    headers: dict[str, Pattern] = Field(default_factory=dict)
    within: Seconds | None = None
    tls_valid_for: Seconds | None = None


class HttpProbe(ProbeConfig):
    """One request. A redirect is followed on the same host, and to the hosts in `follow_to`; nowhere else."""

    kind: Literal["http"]
    url: HttpUrl
    method: str = Field(default="GET", pattern=r"^[A-Z]{3,10}$")
    headers: dict[str, str] = Field(default_factory=dict)
    json_body: Any = Field(default=None, alias="json")
    body: str | None = None
    redirects: int = Field(default=5, ge=0, le=20)
    follow_to: tuple[str, ...] = ()
    max_bytes: int = Field(default=BODY_LIMIT, ge=1, le=16 * BODY_LIMIT)
    expect: HttpExpect = Field(default_factory=HttpExpect)


@dataclass(slots=True)
class Exchange:
    """The last answer of a chain of redirects."""

    status: int
    headers: httpx.Headers
    url: str
    body: Body
    trail: list[str] = field(default_factory=list)
    certificate: Certificate | None = None

    def facts(self) -> dict[str, Any]:
        """What any observation about this exchange carries."""
        facts: dict[str, Any] = {"status": self.status, "url": self.url}
        for name in ("server", "content-type", "www-authenticate", "retry-after", "via"):
            if name in self.headers:
                facts[name.replace("-", "_")] = self.headers[name]
        if self.trail:
            facts["redirects"] = self.trail
        if self.certificate:
            facts |= self.certificate.facts()
        return facts


async def measure(config: HttpProbe, tools: Tools) -> Observation:
    """OK when every expectation holds; network errors are raised, which the runner translates."""
    start = tools.clock.monotonic()
    found = await _follow(config, tools)
    if isinstance(found, Observation):
        return found
    found.certificate = certificate_seen(tools.clock.now())
    seconds = tools.clock.monotonic() - start
    wrong = judge(config.expect, found, seconds)
    return wrong or Observation.ok(f"{found.status} in {seconds * 1000:.0f} ms", **found.facts())


def judge(expect: HttpExpect, found: Exchange, seconds: float) -> Observation | None:
    """The first expectation that does not hold, the most telling first; None when all do."""
    facts = found.facts()
    if not status_matches(found.status, expect.status):
        wanted = " or ".join(expect.status)
        detail = f"answered {found.status}, expected {wanted}"
        return Observation.failing(Reason.STATUS, detail, **facts, body=found.body.text[:SNIPPET])
    return (
        _judge_headers(expect, found, facts)
        or _judge_body(expect, found, facts)
        or _judge_certificate(expect, found, facts)
        or too_slow(seconds, expect.within, phases.current().done)
    )


def _judge_headers(expect: HttpExpect, found: Exchange, facts: dict[str, Any]) -> Observation | None:
    for name, pattern in expect.headers.items():
        value = found.headers.get(name)
        if value is None or not re.search(pattern, value):
            seen = "is missing" if value is None else f"is {value[:60]!r}"
            return Observation.failing(Reason.HEADER, f"header {name} {seen}", **facts, header=name)
    return None


def _judge_body(expect: HttpExpect, found: Exchange, facts: dict[str, Any]) -> Observation | None:
    body, snippet = found.body, {"body": found.body.text[:SNIPPET]}
    if body.damage:
        return Observation.failing(Reason.BODY, body.damage, **facts)
    if not body.complete:
        size = len(body.content)
        detail = f"the body goes on beyond {size} bytes; reading was stopped there"
        return Observation.failing(Reason.TOO_LARGE, detail, **facts, limit=size, what="body")
    if expect.body is not None and not re.search(expect.body, body.text):
        return Observation.failing(Reason.BODY, f"the body does not match {expect.body[:60]!r}", **facts, **snippet)
    if expect.json_subset is None:
        return None
    try:
        difference = json_difference(expect.json_subset, body.json())
    except ValueError:
        return Observation.failing(Reason.JSON, "the body is not JSON", **facts, **snippet)
    if difference:
        return Observation.failing(
            Reason.JSON, f"in the answer {difference}", **facts, **snippet, difference=difference
        )
    return None


def _judge_certificate(expect: HttpExpect, found: Exchange, facts: dict[str, Any]) -> Observation | None:
    if expect.tls_valid_for is None or found.certificate is None:
        return None
    return found.certificate.expiring(expect.tls_valid_for, facts)


async def _follow(config: HttpProbe, tools: Tools) -> Exchange | Observation:
    request = _request(config, tools)
    trail: list[str] = []
    while True:
        found = await _exchange(request, config, tools)
        found.trail = trail
        location = found.headers.get("location", "")
        if found.status not in REDIRECTS or not location or not config.redirects:
            return found
        if str(found.status) in config.expect.status or "3xx" in config.expect.status:
            return found
        target = urllib.parse.urljoin(str(request.url), location)
        if target in trail or len(trail) >= config.redirects:
            detail = f"redirected {len(trail) + 1} times, last to {target}"
            return Observation.failing(Reason.REDIRECT_LOOP, detail, **found.facts(), location=target)
        if not _may_follow(str(request.url), target, config.follow_to):
            detail = f"redirects to {target}, a host this probe is not told to contact"
            return Observation.failing(Reason.REDIRECT_ELSEWHERE, detail, **found.facts(), location=target)
        trail.append(target)
        request = _redirected(request, target, found.status, tools)


def _may_follow(source: str, target: str, follow_to: tuple[str, ...]) -> bool:
    """Only to targets of the stack file: the same host, never from TLS down to plain text."""
    old, new = urllib.parse.urlsplit(source), urllib.parse.urlsplit(target)
    if new.scheme not in ("http", "https") or (old.scheme == "https" and new.scheme == "http"):
        return False
    same = new.hostname == old.hostname and (_port(new) == _port(old) or (old.scheme, new.scheme) == ("http", "https"))
    return same or new.hostname in follow_to or new.netloc in follow_to


def _port(url: urllib.parse.SplitResult) -> int:
    return url.port or (443 if url.scheme == "https" else 80)


def _request(config: HttpProbe, tools: Tools) -> httpx.Request:
    if config.json_body is not None:
        return tools.http.build_request(config.method, config.url, headers=config.headers, json=config.json_body)
    return tools.http.build_request(config.method, config.url, headers=config.headers, content=config.body)


def _redirected(request: httpx.Request, target: str, status: int, tools: Tools) -> httpx.Request:
    """RFC 9110, 15.4: 303 (and, by custom, 301 and 302 of a POST) become GET; headers stay on the same host only."""
    same_host = request.url.host == httpx.URL(target).host
    headers = dict(request.headers) if same_host else {}
    for name in ("host", "content-length", "transfer-encoding"):
        headers.pop(name, None)
    if status == 303 or (status in (301, 302) and request.method == "POST"):
        headers.pop("content-type", None)
        return tools.http.build_request("HEAD" if request.method == "HEAD" else "GET", target, headers=headers)
    return tools.http.build_request(request.method, target, headers=headers, content=request.content)


async def _exchange(request: httpx.Request, config: HttpProbe, tools: Tools) -> Exchange:
    response = await send(request, tools)
    try:
        body = await read_body(response, config.max_bytes)
    finally:
        await response.aclose()
    return Exchange(response.status_code, response.headers, str(request.url), body)


async def send(request: httpx.Request, tools: Tools) -> httpx.Response:
    """The streaming response; tries once more when an idle connection turned out to have been closed meanwhile.

    Without that, a target that was restarted since the last probe would look as if it cut us off.
    """
    try:
        return await tools.http.send(request, stream=True)
    except httpx.TransportError as error:
        if not isinstance(error.__cause__, aiohttp.ServerDisconnectedError) or "connect" in phases.current().done:
            raise
        return await tools.http.send(request, stream=True)
