"""A failure of the journey: its stable id, where it happened, what was seen, and where to look.

The ids are part of the JSON report; scripts may rely on them. `docs/how-to/golden-path.md` lists them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.golden_path.closes import explain_close


@dataclass(frozen=True, slots=True)
class Failure:
    """`at` and `what` make the headline: *failed at tool_completed: `results` missing*.

    `event` is the offending event as it came (not yet redacted). `soft` failures (a budget passed) do not end the
    journey, so that what follows is still seen. `stage` is filled in by the journey.
    """

    id: str
    at: str
    what: str
    event: Any = None
    stage: str = ""
    soft: bool = False

    @property
    def headline(self) -> str:
        """One line for a person."""
        return f"{self.at}: {self.what}"


class Failed(Exception):
    """Carries a Failure out of the depth of a check; the journey turns it into the stage's end."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.headline)
        self.failure = failure


_ADVICE: Mapping[str, str] = {
    "token-alg-none": "The auth service signs nothing: anybody could forge such a token. Check its signing settings.",
    "token-algorithm": "Compare the auth service's signing algorithm with `token.algorithms` in stack.yaml.",
    "token-expired": "Compare the clocks of the auth service and of this machine, and the token's configured lifetime.",
    "token-not-yet-valid": "The auth service's clock is ahead of this machine's: check its time synchronisation.",
    "token-signature": "Auth signs with another key than the services verify with: compare their JWT secrets.",
    "token-missing": "Compare the login's answer with `login.token` in stack.yaml.",
    "token": "Look at how the auth service builds its tokens.",
    "subprotocol-dropped": "A proxy strips Sec-WebSocket-Protocol, or the server does not choose one: look at both.",
    "handshake-401": "The token was not accepted: compare the JWT settings of auth and backend.",
    "handshake-403": "Token, origin or permission was refused at the handshake: look at the gateway and at auth.",
    "handshake-404": "Nothing serves this path: compare `connect.url` with the gateway's routes.",
    "handshake-502": "The gateway cannot reach the backend: diagnose the backend.",
    "handshake-503": "No instance took the connection: diagnose the backend and its scaling.",
    "handshake": "Look at the gateway and at the service behind the WebSocket.",
    "silent-agent": "The message was taken and nothing came back: look at the agent's worker, queue and model calls.",
    "slow-first-event": "The agent starts late: look at the queue before it and at cold starts.",
    "slow-gap": "The agent paused too long between two events: look at the tool or model it was calling.",
    "late-answer": "The agent was still working when the budget ended: look at its tools and model calls.",
    "missing-event": "An event was never sent, or was lost on its way: look at the emitter and at the bridge.",
    "wrong-order": "Events overtook each other: look for concurrent sends without ordering in the bridge.",
    "duplicate-event": "An event was delivered twice: look for retries without de-duplication.",
    "repeated-event": "An event that happens once per run came again: look for two agents on one run.",
    "foreign-event": "Another user's event was delivered here: stop deploying and look at connection routing by user.",
    "foreign-run": "Another run's event was delivered here: look at how events are routed to connections.",
    "foreign-thread": "Another thread's event was delivered here: look at how events are routed to connections.",
    "tool-name-missing": "Emitter and schema disagree: look at the last change to the tool events.",
    "results-missing": "Emitter and schema disagree: look at the last change to the tool events.",
    "clock-backwards": "Events carry times that go backwards: look at the clocks of the replicas that emit them.",
    "error-event": "The product itself reported an error: its text is above, its log has the rest.",
    "empty-answer": "The run ended without an answer: look at the model call and at how its result is passed on.",
    "short-answer": "The answer is shorter than asked for: look at the model call's limits.",
    "text-after-completion": "The run went on after it said it was done: look at who emits the completion.",
    "resume-lost-event": "Events sent while the client was away were not replayed: look at the resume buffer.",
    "resume-duplicate-event": "Events were replayed that had been received: look at `last_event_id` handling.",
    "unknown-event": "List it under `expect.events`, or set `allow_unknown`, if it is meant to come.",
    "over-budget": "Every stage may be well and the whole too slow: compare the stages with the last good run.",
}


def advice(failure_id: str) -> str:
    """Where to look: the longest known beginning of the id decides; a general hint otherwise."""
    close = re.fullmatch(r"early-close-(\d{1,5})", failure_id)
    if close:
        return f"Close code {close[1]} means {explain_close(int(close[1]))}."
    for length in range(failure_id.count("-") + 1, 0, -1):
        known = _ADVICE.get("-".join(failure_id.split("-")[:length]))
        if known:
            return known
    return "Diagnose the service this stage exercises."
