"""What can be said of any service when nothing more precise is known."""

from __future__ import annotations

from handlers.diagnosis.catalogue.entry import CERTAIN, GENERIC, LIKELY, Entry, Sign
from handlers.probes.reasons import Reason

CANNOT_USE = Entry(
    id="{service}-cannot-use-{dependency}",
    title="{service} cannot use {dependency}, although {dependency} itself is well",
    explanation="Its own health check says so: {quote}",
    next_step="Compare the address, name and credentials {service} has for {dependency} with those that work",
    own=False,
    level=LIKELY,
)
"""What a service says of itself in its health check; the engine fills in the dependency."""

ENTRIES = (
    Entry(
        id="{service}-down",
        title="{service} is down: nothing answers on its address",
        explanation="The address is right as far as is known, but no process accepts connections there.",
        next_step="Start {service} and read its log from the start",
        signs=(
            Sign((Reason.REFUSED, Reason.UNREACHABLE), weight=0.6),
            Sign((Reason.CRASH,), weight=0.8),
        ),
        own=False,
        level=GENERIC,
        action="restart-service",
    ),
    Entry(
        id="{service}-down",
        title="{service} has been stopped",
        explanation="Its process does not run, and it did not fall over by itself.",
        next_step="Start {service}",
        signs=(Sign((Reason.STOPPED,), weight=0.9),),
        level=LIKELY,
        action="restart-service",
    ),
    CANNOT_USE,
    Entry(
        id="{service}-not-answering",
        title="{service} is suspended: its process is there, but a signal keeps it from running",
        explanation="The kernel still accepts connections for it, and nobody answers them.",
        next_step="Let it go on (kill -CONT) or restart it, and find out who suspended it",
        signs=(Sign((Reason.SUSPENDED,), weight=0.9),),
        level=CERTAIN,
        action="restart-service",
    ),
    Entry(
        id="{service}-not-answering",
        title="{service} accepts connections but does not answer in time",
        explanation="Something listens, yet no answer came before the time-out: it hangs, or waits for something else.",
        next_step="Look at what {service} is waiting for (threads, locks, pools), then restart it",
        signs=(Sign((Reason.TIMEOUT, Reason.RESET), weight=0.5),),
        own=False,
        level=GENERIC,
        action="restart-service",
    ),
    Entry(
        id="{service}-slow",
        title="{service} answers, but too late",
        explanation="Every expectation held except the time it may take.",
        next_step="Look at the load of {service} and at its slowest phase: {detail}",
        signs=(Sign((Reason.SLOW,), weight=0.5),),
        own=False,
        level=GENERIC,
    ),
    Entry(
        id="{service}-failing",
        title="{service} fails: {detail}",
        explanation="It answers, but not as expected, and nothing it needs explains that.",
        next_step="Read the log of {service} at the time of the check",
        signs=(Sign(("*",), weight=0.4),),
        own=False,
        level=GENERIC,
    ),
)
