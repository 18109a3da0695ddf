"""The stages that ask one thing and get one answer: HTTP requests, the token, connecting, sending, closing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.golden_path.answer import answer_text, check_answer
from handlers.golden_path.closes import explain_close, explain_status
from handlers.golden_path.failures import Failed, Failure
from handlers.golden_path.template import base64url, dig, fill, fill_text, fill_texts, fill_url, present
from handlers.golden_path.token import check_token
from handlers.golden_path.walk import Step, Walk
from handlers.golden_path.wire import (
    Answered,
    Close,
    Closed,
    Connect,
    Connected,
    Http,
    Input,
    Refused,
    Send,
    Unreachable,
)
from handlers.stack.journey_stages import AnswerStage, CloseStage, ConnectStage, HttpStage, SendStage, TokenStage

_SAID = {
    "refused": "connection refused: nothing listens there",
    "timeout": "no answer within its budget",
    "dns": "the name cannot be resolved",
    "tls": "TLS could not be established",
}


@dataclass(slots=True)
class HttpRunner:
    """One request; the answer's status, values and schema are checked, its captures remembered."""

    stage: HttpStage
    walk: Walk

    def begin(self, at: float) -> Step:
        """Ask."""
        stage, memory = self.stage, self.walk.memory
        request = Http(
            method=stage.method,
            url=fill_url(stage.url, memory),
            until=self.walk.until(at, stage.within),
            headers=fill_texts(stage.header, memory),
            json=fill(stage.json_body, memory),
            form=None if stage.form is None else fill_texts(stage.form, memory),
        )
        return Step((request,))

    def receive(self, event: Input) -> Step:
        """Judge the answer."""
        if isinstance(event, Unreachable):
            raise unreachable(self.stage.stage, event)
        if not isinstance(event, Answered):
            return Step()
        expect, name = self.stage.expect, self.stage.stage
        if event.status not in expect.statuses:
            said = event.body[:300].decode("utf-8", "replace").strip()
            what = f"answered {explain_status(event.status)}" + (f" ({said})" if said else "")
            raise Failed(Failure(f"{name}-{event.status}", name, what))
        if expect.json_values or expect.schema_name or self.stage.capture:
            self._take(_answer_json(name, event.body))
        return Step(done=True, detail=f"{event.status}")

    def _take(self, document: Any) -> None:
        name = self.stage.stage
        for path, wanted in self.stage.expect.json_values.items():
            found = dig(document, path)
            if found != fill(wanted, self.walk.memory):
                shown = json.dumps(found)[:80] if present(found) else "missing"
                raise Failed(Failure(f"{name}-json", name, f"`{path}` is {shown}, expected {json.dumps(wanted)}"))
        schema = self.walk.plan.schemas.get(self.stage.expect.schema_name or "")
        breach = schema.breach(document, name) if schema else None
        if breach:
            raise Failed(Failure(f"{name}-{breach.id}", name, breach.what, document))
        capture(self.stage.capture, document, self.walk, name)


@dataclass(slots=True)
class TokenRunner:
    """Looks at the token; asks nobody."""

    stage: TokenStage
    walk: Walk

    def begin(self, at: float) -> Step:
        """Judge."""
        memory, rules = self.walk.memory, self.stage.check
        claims = check_token(fill(self.stage.value, memory), rules, at + self.walk.session.wall)
        lifetime = memory.get("expires_in")
        if isinstance(lifetime, int | float) and lifetime <= 0:
            raise Failed(Failure("token-expired", "token", f"the login says it expires in {lifetime:g} s"))
        memory["claims"] = claims
        user = claims.get(rules.user) if rules.user else None
        if present(user):
            memory["user_id"] = str(user)
        return Step(done=True, detail=", ".join(rules.algorithms) if claims else "opaque")

    def receive(self, event: Input) -> Step:  # noqa: ARG002 - part of the Runner protocol
        """Nothing is awaited."""
        return Step()


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
class AnswerRunner:
    """Looks at the answer that the events brought."""

    stage: AnswerStage
    walk: Walk

    def begin(self, at: float) -> Step:
        """Judge."""
        failure = check_answer(self.walk.answer_event, self.stage.answer)
        if failure:
            raise Failed(failure)
        self.walk.answer = answer_text(self.walk.answer_event, self.stage.answer)
        return Step(done=True, ended=at, detail=f"{len(self.walk.answer)} characters")

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


def unreachable(name: str, event: Unreachable) -> Failed:
    """The failure for a request or connection that got no answer at all."""
    what = event.detail or _SAID.get(event.reason, "it failed")
    return Failed(Failure(f"{name}-{event.reason}", name, what))


def handshake_problem(event: Input, name: str, walk: Walk) -> Failure | None:
    """What is wrong with the answer to a Connect effect, if anything."""
    if isinstance(event, Unreachable):
        return unreachable(name, event).failure
    if isinstance(event, Refused):
        what = f"the handshake was answered {explain_status(event.status)}" + (
            f" ({event.detail})" * bool(event.detail)
        )
        return Failure(f"handshake-{event.status}", name, what)
    if isinstance(event, Closed):
        return early_close(event, name, "the handshake")
    offered = walk.connection.get("subprotocols", ())
    if isinstance(event, Connected) and offered and event.subprotocol not in offered:
        return Failure("subprotocol-dropped", name, "the server accepted none of the subprotocols it was offered")
    return None


def early_close(event: Closed, at: str, awaited: str) -> Failure:
    """The server closed while something was still awaited."""
    said = f" ({event.reason})" if event.reason else ""
    what = f"the server closed with {event.code}{said} while {awaited} was awaited: {explain_close(event.code)}"
    return Failure(f"early-close-{event.code}", at, what)


def capture(captures: Mapping[str, str], document: Any, walk: Walk, at: str) -> None:
    """Remember what the captures name; a name that ends in `?` may be absent. Raises Failed."""
    for name, path in captures.items():
        value = dig(document, path)
        if present(value):
            walk.memory[name.rstrip("?")] = value
        elif not name.endswith("?"):
            wanted = "token-missing" if name == "token" else "capture-missing"
            raise Failed(Failure(wanted, at, f"the answer has no `{path}`"))


def _answer_json(name: str, body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Failed(Failure(f"{name}-not-json", name, "the answer is not JSON")) from error
