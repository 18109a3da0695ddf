"""The one loose type of this package: JSON objects as they travel over Slack's wire."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
