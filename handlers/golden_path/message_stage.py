"""The stage that waits for one JSON message over the WebSocket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from handlers.golden_path.events import parse_object
from handlers.golden_path.failures import Failed, Failure
from handlers.golden_path.identity import MARKER
from handlers.golden_path.network_failures import early_close
from handlers.golden_path.template import dig, fill
from handlers.golden_path.walk import Step, Walk
from handlers.golden_path.wire import Closed, Elapsed, Input, Received, Wait
from handlers.stack.journey_stages import MessageStage


@dataclass(slots=True)
class MessageRunner:
    """Waits for one message in which every path has its value."""

    stage: MessageStage
    walk: Walk
    until: float = 0.0

    def begin(self, at: float) -> Step:
        """Wait."""
        if not self.walk.open:
            raise Failed(Failure("not-connected", self.stage.stage, "there is no open WebSocket to listen on"))
        self.until = self.walk.until(at, self.stage.within)
        return Step((Wait(self.until),))

    def receive(self, event: Input) -> Step:
        """Judge what came."""
        name = self.stage.stage
        if isinstance(event, Closed):
            raise Failed(early_close(event, name))
        if isinstance(event, Elapsed) and event.at >= self.until:
            raise Failed(Failure("no-reply", name, f"no matching message within {self.stage.within:g} s"))
        if not isinstance(event, Received):
            return Step((Wait(self.until),)) if isinstance(event, Elapsed) else Step()
        if event.at > self.until:
            raise Failed(Failure("no-reply", name, f"no matching message within {self.stage.within:g} s"))
        message = parse_object(event.data, name)
        _refuse_foreign_marker(event.data, message, self.walk)
        wanted = fill(self.stage.json_values, self.walk.memory)
        if all(dig(message, path) == value for path, value in wanted.items()):
            self.walk.capture(self.stage.capture, message, name)
            return Step(done=True, detail="as expected")
        if self.stage.strict:
            raise Failed(Failure("unexpected-message", name, "the message is not the expected one", message))
        return Step((Wait(self.until),))


def _refuse_foreign_marker(data: str | bytes, message: Any, walk: Walk) -> None:
    text = data if isinstance(data, str) else data.decode("utf-8", "replace")
    for found in MARKER.findall(text):
        if found != walk.session.marker:
            what = f"holds the marker {found}, which another session sent"
            raise Failed(Failure("foreign-event", "message", what, message))
