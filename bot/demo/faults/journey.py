"""Faults of the user's journey: every service is healthy, and yet the product does not work as its user needs."""

from __future__ import annotations

from bot.demo.faults.base import Fault, configured
from bot.demo.services.defects import variable


def _defect(name: str, service: str, description: str) -> Fault:
    return configured(name, service, description, {variable(name): "on"})


FAULTS: tuple[Fault, ...] = (
    _defect("missing-event", "backend", "agent_thinking is never sent."),
    _defect("wrong-order", "backend", "tool_completed is sent before tool_executing."),
    _defect("tool-name-missing", "backend", "The tool events have no tool_name."),
    _defect("results-missing", "backend", "tool_completed has no results."),
    _defect("duplicate-event", "backend", "agent_thinking is sent twice, with the same event_id."),
    _defect("foreign-event", "backend", "An event of another user's run arrives in between."),
    _defect("silent-agent", "backend", "The message is taken, and no event ever comes."),
    _defect("slow-first-event", "backend", "The first event comes four seconds after the message."),
    _defect("early-close-1011", "backend", "The server closes with 1011 while the tool is executing."),
    _defect("empty-answer", "backend", "agent_completed has an empty final_response."),
    _defect("error-event", "backend", "An error event comes in place of the tool's."),
    _defect("token-expired", "auth", "Tokens are issued already expired."),
    _defect("token-alg-none", "auth", "Tokens are issued unsigned, with alg none."),
    _defect("handshake-403", "backend", "The WebSocket handshake is answered with 403."),
    _defect("subprotocol-dropped", "backend", "The offered subprotocol is not selected in the handshake's answer."),
)
