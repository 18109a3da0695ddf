"""Do two services trust the same secret? Proven without reading it: a token minted by one is shown to the other."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from handlers.core.model import HttpUrl, Model, Seconds
from handlers.core.ports import Health
from handlers.probes.base import Observation, ProbeConfig, Tools
from handlers.probes.expectations import Statuses, status_matches, too_slow
from handlers.probes.login import LoginRequest, exchange, mint
from handlers.probes.reasons import Reason
from handlers.probes.translate import translate


class ShownExpect(Model):
    """What the other service must answer."""

    status: Statuses = ("2xx",)
    within: Seconds | None = None


class ShowTo(Model):
    """Where the token is shown: in `header`, with `prefix` before it."""

    url: HttpUrl
    method: str = Field(default="GET", pattern=r"^[A-Z]{3,10}$")
    header: str = "Authorization"
    prefix: str = "Bearer "
    json_body: Any = Field(default=None, alias="json")
    expect: ShownExpect = Field(default_factory=ShownExpect)


class TokenExchangeProbe(ProbeConfig):
    """Logs in at `login`, then shows the token to the service at `show_to`."""

    kind: Literal["token_exchange"]
    login: LoginRequest
    show_to: ShowTo


async def measure(config: TokenExchangeProbe, tools: Tools) -> Observation:
    """FAILING when the token is refused; UNKNOWN when none could be minted, so that the right service is blamed."""
    try:
        minted = await mint(config.login, tools)
    except Exception as error:
        seen = translate(error)
        detail = f"the login could not be reached ({seen.detail}), so there is no token to show"
        return Observation.unknown(Reason.LOGIN_FAILED, detail, login_reason=str(seen.reason), url=config.login.url)
    if isinstance(minted, Observation):
        return Observation(Health.UNKNOWN, minted.detail, Reason.LOGIN_FAILED, minted.facts)
    return await _show(config.show_to, minted[0], tools)


async def _show(to: ShowTo, token: str, tools: Tools) -> Observation:
    start = tools.clock.monotonic()
    request = LoginRequest(url=to.url, method=to.method, json_body=to.json_body)
    status, headers, _ = await exchange(request, {to.header: to.prefix + token}, tools)
    facts: dict[str, Any] = {"status": status, "url": to.url}
    if status_matches(status, to.expect.status):
        seconds = tools.clock.monotonic() - start
        slow = too_slow(seconds, to.expect.within, {})
        return slow or Observation.ok(f"a fresh token is accepted ({status}) in {seconds * 1000:.0f} ms", **facts)
    if status in (401, 403):
        detail = f"a token fresh from the login is refused with {status}: the services do not share one secret"
        facts["www_authenticate"] = headers.get("www-authenticate", "")
        return Observation.failing(Reason.TOKEN_REFUSED, detail, **facts)
    wanted = " or ".join(to.expect.status)
    return Observation.failing(Reason.STATUS, f"shown a fresh token, it answered {status}, expected {wanted}", **facts)
