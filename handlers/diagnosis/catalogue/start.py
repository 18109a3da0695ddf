"""Why a service does not come up."""

from __future__ import annotations

from handlers.diagnosis.catalogue.entry import CERTAIN, Entry, Sign
from handlers.probes.reasons import Reason

ENTRIES = (
    Entry(
        id="{service}-crash-at-start",
        title="{service} crashes when it starts",
        explanation="Its process ends by itself shortly after it was started: {detail}",
        next_step="Mend what the last lines of its log name, or go back to the last revision that ran",
        signs=(
            Sign((Reason.EXITED,), weight=0.9),
            Sign((Reason.RESTARTING,), weight=0.85),
        ),
        level=CERTAIN,
        action="roll-back",
    ),
)
