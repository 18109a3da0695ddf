"""What stack.yaml says of an HTTP probe."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Literal

import httpx
from pydantic import Field

from handlers.core.model import HttpUrl, Model, Pattern, Seconds
from handlers.probes.base import ProbeConfig
from handlers.probes.client import HEADERS, prepared
from handlers.probes.expectations import Statuses
from handlers.probes.reading import BODY_LIMIT


class HttpExpect(Model):
    """What the answer must be. `body` is searched as a regular expression, `json` must be contained in the answer.

    `tls_valid_for` fails a certificate that ends sooner, such as `14d`. `skew`: by how much the clock that dates the
    answer may differ from ours.
    """

    status: Statuses = ("2xx",)
    body: Pattern | None = None
    json_subset: Any = Field(default=None, alias="json")
    headers: dict[str, Pattern] = Field(default_factory=dict)
    within: Seconds | None = None
    tls_valid_for: Seconds | None = None
    skew: Seconds = 300.0


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

    @cached_property
    def request(self) -> httpx.Request:
        """What is sent, made once: a probe runs again and again, and making it takes a fifth as long as the exchange.

        Raises httpx.InvalidURL, or ValueError for an address that aiohttp does not take.
        """
        headers = {**HEADERS, **self.headers}
        if self.json_body is not None:
            return prepared(httpx.Request(self.method, self.url, headers=headers, json=self.json_body))
        return prepared(httpx.Request(self.method, self.url, headers=headers, content=self.body))
