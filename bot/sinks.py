"""Other services that take a message when Slack does not: any address that Apprise knows."""

from __future__ import annotations

import asyncio
import hashlib
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from handlers.core.errors import Permanent, Temporary
from handlers.core.model import unset_variables

_TOKEN = re.compile(r"[\w.~%+-]{12,}", re.ASCII)
_TITLE, _BODY = 200, 3000  # characters; the shortest limits among the services are applied by Apprise
_TIMEOUT = 30.0  # seconds for one message; Apprise itself gives up on a connection after 4


class Tone(StrEnum):
    """What kind of news it is; some services open and resolve an alert of their own by it. Apprise's names."""

    BEGINS = "failure"
    CHANGES = "warning"
    ENDS = "success"


def is_address(text: str) -> bool:
    """Whether Apprise knows what to do with this address."""
    return _service(text) is not None


def secrets_in(address: str) -> set[str]:
    """What no output may hold of an address: the whole of it, and every part that is as long as a token."""
    _, _, rest = address.partition("://")
    return {address, *_TOKEN.findall(rest)}


def _service(address: str) -> Any:
    from apprise import Apprise  # here, for it takes a third of a second and few have a fallback

    return Apprise.instantiate(address, suppress_exceptions=True)


@dataclass(frozen=True, slots=True)
class Sink:
    """One service. `name` is the same wherever and however often the address is configured, and tells no secret."""

    name: str
    address: str = field(repr=False)

    @classmethod
    def of(cls, address: str) -> Sink:
        """The sink at an address."""
        kind = address.partition("://")[0][:20]
        return cls(f"{kind}-{hashlib.sha256(address.encode()).hexdigest()[:12]}", address)

    async def send(self, title: str, body: str, tone: Tone) -> None:
        """Hand one message over. Raises Temporary when the service did not take it, Permanent without an address."""
        if unset_variables(self.address):
            raise Permanent(f"the fallback {self.name} has a variable that is not set")
        try:
            async with asyncio.timeout(_TIMEOUT):
                taken = await asyncio.to_thread(self._notify, title[:_TITLE], body[:_BODY], tone)
        except TimeoutError as problem:
            raise Temporary(f"the fallback {self.name} did not answer within {_TIMEOUT:.0f} s") from problem
        except Exception as problem:  # a plugin of Apprise may raise anything, with the address in its text
            raise Temporary(f"the fallback {self.name} failed ({type(problem).__name__})") from None
        if not taken:
            raise Temporary(f"the fallback {self.name} did not take a message")

    def _notify(self, title: str, body: str, tone: Tone) -> bool:
        service = _service(self.address)
        if service is None:
            raise ValueError("no service has this address")
        return bool(service.notify(body=body, title=title, notify_type=tone.value, body_format="text"))
