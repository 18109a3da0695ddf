"""What the probes of Google Cloud share: the environment's project, and the words for what it refuses."""

from __future__ import annotations

from handlers.core.cloud import CloudRefusal
from handlers.probes.base import Observation
from handlers.probes.reasons import Reason


def no_platform() -> Observation:
    """The observation of a Google probe in an environment that is not on Google Cloud."""
    return Observation.unknown(
        Reason.NOT_CONFIGURED, "the environment names no Google Cloud project: set its platform to kind cloud_run"
    )


def refused(what: str, error: CloudRefusal) -> Observation:
    """Why `what` (such as `service backend`) could not be looked at, or that it does not exist."""
    if error.forbidden:
        detail = f"the bot's identity may not look at {what} ({error.status}): {error}"
        return Observation.unknown(Reason.FORBIDDEN, detail, status=error.status)
    if error.absent:
        return Observation.failing(Reason.NOT_FOUND, f"there is no {what}", status=error.status)
    detail = f"Google's own interface does not answer for {what}: {error}"
    return Observation.unknown(Reason.UNAVAILABLE, detail, status=error.status)
