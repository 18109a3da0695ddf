"""Read files as the scan's workers do, in this process."""

from __future__ import annotations

from handlers.repair.scan.worker import LARGEST, digest, read

__all__ = ["LARGEST", "digest", "read"]
