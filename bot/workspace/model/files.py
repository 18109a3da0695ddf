"""Files: announced, uploaded, then completed and shared. The order is the real one's external upload flow."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass, field
from pathlib import PurePath

from bot.workspace.json_types import Json

_KINDS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "text/plain": "Plain Text"}


@dataclass(slots=True)
class StoredFile:
    """One file. `upload_key` is the secret of its one-time upload address; `complete` once it may be shared.

    `shares` lists where it was shared, as (channel id, message ts, thread ts or nothing).
    """

    id: str
    name: str
    size: int
    user: str
    app_id: str
    created: int
    upload_key: str
    title: str = ""
    alt_text: str = ""
    content: bytes | None = field(default=None, repr=False)
    complete: bool = False
    shares: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def media_type(self) -> str:
        """Guessed from the name, as Slack does; plain bytes where nothing is known."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @property
    def is_image(self) -> bool:
        """Whether the page may show it inline. SVG is not among them: it may carry scripts."""
        return self.media_type in ("image/png", "image/jpeg", "image/gif", "image/webp")

    def as_json(self, base_url: str) -> Json:
        """The file object; its addresses want a token with `files:read`."""
        path = f"{base_url}/files-pri/{self.id}"
        extension = PurePath(self.name).suffix.lstrip(".") or "binary"
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.media_type,
            "filetype": extension,
            "pretty_type": _KINDS.get(self.media_type, extension.upper()),
            "user": self.user,
            "size": self.size,
            "mode": "hosted",
            "is_external": False,
            "is_public": True,
            "alt_txt": self.alt_text,
            "url_private": f"{path}/{self.name}",
            "url_private_download": f"{path}/download/{self.name}",
            "permalink": f"{base_url}/files/{self.user}/{self.id}/{self.name}",
            "channels": sorted({channel for channel, _, _ in self.shares}),
            "shares": {"public": self._shares()},
        }

    def _shares(self) -> dict[str, list[Json]]:
        shares: dict[str, list[Json]] = {}
        for channel, ts, thread_ts in self.shares:
            shares.setdefault(channel, []).append({"ts": ts} | ({"thread_ts": thread_ts} if thread_ts else {}))
        return shares
