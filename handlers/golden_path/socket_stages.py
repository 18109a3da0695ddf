"""The stages that open the WebSocket, send over it and close it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from handlers.golden_path.closes import explain_close
from handlers.golden_path.failures import Failed, Failure
from handlers.golden_path.network_failures import handshake_problem
from handlers.golden_path.template import base64url, fill, fill_text, fill_texts, fill_url
from handlers.golden_path.walk import Step, Walk
from handlers.golden_path.wire import Close, Closed, Connect, Connected, Input, Send
from handlers.stack.journey_stages import CloseStage, ConnectStage, SendStage


@dataclass(slots=True)
class ConnectRunner:
    """Opens the WebSocket, showing the token as the stage says."""

    stage: ConnectStage
    walk: Walk

    def begin(self, at: float) -> Step:
        """Ask for the handshake."""
        stage, memory = self.stage, self.walk.memory
        headers = fill_texts(stage.header, memory)
        offered = tuple(fill_text(name, memory) for name in stage.subprotocols)
        if stage.auth == "bearer":
            headers.setdefault("Authorization", f"Bearer {fill_text(stage.token, memory)}")
        elif stage.auth == "subprotocol":
            offered = (*offered, f"jwt.{base64url(fill_text(stage.token, memory))}")
        self.walk.connection = {"url": fill_url(stage.url, memory), "headers": headers, "subprotocols": offered}
        return Step((Connect(until=self.walk.until(at, stage.within), **self.walk.connection),))

    def receive(self, event: Input) -> Step:
        """Judge the handshake."""
        problem = handshake_problem(event, self.stage.stage, self.walk)
        if problem:
            raise Failed(problem)
        return Step(done=True, detail="open") if isinstance(event, Connected) else Step()


@dataclass(slots=True)
class SendRunner:
    """Sends one message."""

    stage: SendStage
    walk: Walk

    def begin(self, at: float) -> Step:
        """Send; whether it arrived shows in the reply, which a journey always awaits."""
        if not self.walk.open:
            raise Failed(Failure("not-connected", self.stage.stage, "there is no open WebSocket to send over", None))
        memory = self.walk.memory
        if self.stage.text is not None:
            return _sent(fill_text(self.stage.text, memory), at)
        message = fill(self.stage.message, memory)
        for name in ("thread_id", "run_id"):
            if isinstance(message, dict) and isinstance(message.get(name), str):
                memory[f"sent_{name}"] = message[name]
        return _sent(json.dumps(message), at)

    def receive(self, event: Input) -> Step:  # noqa: ARG002 - part of the Runner protocol
        """Nothing is awaited."""
        return Step()


@dataclass(slots=True)
class CloseRunner:
    """Closes the WebSocket. The user has the answer by now, so a bad close is a remark and no failure."""

    stage: CloseStage
    walk: Walk

    def begin(self, at: float) -> Step:
        """Ask for the close."""
        if not self.walk.open:
            return Step(done=True, ended=at, detail="already closed")
        return Step((Close(self.stage.code, at + self.stage.within),))

    def receive(self, event: Input) -> Step:
        """Judge the server's side of it."""
        if not isinstance(event, Closed):
            return Step()
        well = event.code in (self.stage.code, 1000, 1001, 1005)
        return Step(done=True, remark=not well, detail=f"{event.code}: {explain_close(event.code).split(';')[0]}")


def _sent(text: str, at: float) -> Step:
    return Step((Send(text),), done=True, ended=at, detail=f"{len(text)} characters")
