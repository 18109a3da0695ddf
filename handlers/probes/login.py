"""Minting a token through the product's own login, for the probes that look at tokens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from handlers.core.model import HttpUrl, Model
from handlers.probes.base import Observation, Tools
from handlers.probes.expectations import status_matches
from handlers.probes.reading import read_body
from handlers.probes.reasons import Reason


class LoginRequest(Model):
    """The request that answers with a token; `token` names the field it is in, with dots for nested ones."""

    url: HttpUrl
    method: str = Field(default="POST", pattern=r"^[A-Z]{3,10}$")
    header: dict[str, str] = Field(default_factory=dict)
    json_body: Any = Field(default=None, alias="json")
    form: dict[str, str] | None = None
    token: str = "access_token"  # noqa: S105 - the name of a field


async def mint(login: LoginRequest, tools: Tools) -> tuple[str, str] | Observation:
    """The fresh token and the answer's Date header; an UNKNOWN observation when there is none to be had.

    UNKNOWN, because a login that fails says nothing about the service the token is for. Network errors are raised.
    """
    status, headers, body = await exchange(login, {}, tools)
    if not status_matches(status, ("2xx",)):
        detail = f"the login answered {status}, so there is no token to look at"
        return Observation.unknown(Reason.LOGIN_FAILED, detail, status=status, url=login.url)
    token = _pick(body, login.token)
    if not isinstance(token, str) or not token:
        detail = f"the login's answer holds no {login.token}"
        return Observation.unknown(Reason.TOKEN_MISSING, detail, status=status, url=login.url)
    tools.redact.add(token)
    return token, str(headers.get("date", ""))


async def exchange(login: LoginRequest, extra: Mapping[str, str], tools: Tools) -> tuple[int, Mapping[str, str], Any]:
    """Send the request and return the answer's status, headers and JSON (None when it is none)."""
    request = tools.http.build_request(
        login.method, login.url, headers={**login.header, **extra}, json=login.json_body, data=login.form
    )
    response = await tools.http.send(request, stream=True)
    try:
        body = await read_body(response)
    finally:
        await response.aclose()
    try:
        return response.status_code, response.headers, body.json()
    except ValueError:
        return response.status_code, response.headers, None


def _pick(body: Any, path: str) -> Any:
    for key in path.split("."):
        body = body.get(key) if isinstance(body, Mapping) else None
    return body
