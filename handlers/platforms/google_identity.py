"""The bot's own identity on Google Cloud: a token from google-auth, fetched in a thread and kept while it lasts."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from handlers.core.cloud import CloudRefusal

SCOPE = "https://www.googleapis.com/auth/cloud-platform"


class GoogleIdentity:
    """Application-default credentials: a service account, workload identity, or a developer's own login.

    One per process. Calling it yields the headers of a request. Raises CloudRefusal (401) when there is no identity.
    """

    def __init__(self, credentials: Any = None) -> None:
        """`credentials`: a google-auth credentials object; None finds the default ones at the first use."""
        self._credentials = credentials
        self._refreshing = asyncio.Lock()

    async def __call__(self) -> Mapping[str, str]:
        """The headers that carry a valid token."""
        async with self._refreshing:
            if self._credentials is None or not self._credentials.valid:
                try:
                    self._credentials = await asyncio.to_thread(_refreshed, self._credentials)
                except Exception as error:
                    raise CloudRefusal(
                        f"no Google identity: {' '.join(str(error).split())[:200]}", status=401
                    ) from error
        return {"Authorization": f"Bearer {self._credentials.token}"}


def _refreshed(credentials: Any) -> Any:
    """Blocking: google-auth looks for files and asks the metadata server, each with its own time-out."""
    import google.auth
    from google.auth.transport.requests import Request

    if credentials is None:
        credentials, _ = google.auth.default(scopes=[SCOPE])
    credentials.refresh(Request())
    return credentials
