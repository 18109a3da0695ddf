"""The port to a cloud's management interface, and the ways its answers can refuse. See `handlers.platforms`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from handlers.core.errors import Failure


class CloudRefusal(Failure):
    """The management interface answered, and not with what was asked for. `status`: of HTTP (0: no answer)."""

    def __init__(self, message: str, *, status: int) -> None:
        super().__init__(message)
        self.status = status

    @property
    def forbidden(self) -> bool:
        """Whether the bot's own identity may not look: nothing is then known about the thing itself."""
        return self.status in (401, 403)

    @property
    def absent(self) -> bool:
        """Whether the thing asked for does not exist."""
        return self.status == 404


class GoogleCloud(Protocol):
    """One project and region of Google Cloud, spoken to over plain REST."""

    @property
    def project(self) -> str:
        """The project's id."""

    @property
    def region(self) -> str:
        """The region services run in, such as `us-central1`."""

    async def get(self, api: str, path: str, params: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The JSON object at `path` of `api` (`run`, `sqladmin`, `vpcaccess`, `logging`, `secretmanager`).

        Raises CloudRefusal when the answer is an error, after retrying what is worth it.
        """

    async def send(self, method: str, api: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Send `body` as JSON with `method` and return the JSON answer; raises CloudRefusal as `get` does."""
