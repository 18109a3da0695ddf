"""One agent run: the five events a user watches while the agent answers."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.demo.services.database import Database

_STORE = "insert into messages (user_id, thread_id, body) values ($1, $2, $3) returning id"
_COUNT = "select count(*) from messages where user_id = $1"
_AGENT = "spend-analyst"
_TOOL = "message_history"


@dataclass(frozen=True, slots=True)
class Run:
    """Whose run it is, and in which thread."""

    user_id: str
    thread_id: str
    run_id: str

    @classmethod
    def begin(cls, user_id: str, request: Mapping[str, Any]) -> Run:
        """A run for a user's message, in the thread it names or a new one."""
        return cls(user_id, str(request.get("thread_id") or uuid.uuid4()), str(uuid.uuid4()))

    def event(self, kind: str, **more: Any) -> dict[str, Any]:
        """One event, complete."""
        return {
            "type": kind,
            "timestamp": datetime.now(UTC).isoformat(),
            "event_id": str(uuid.uuid4()),
            "user_id": self.user_id,
            "thread_id": self.thread_id,
            "run_id": self.run_id,
            "agent_name": _AGENT,
            **more,
        }


async def answer(database: Database, run: Run, message: str) -> AsyncIterator[dict[str, Any]]:
    """The events of one run. The message is stored; the tool really counts what is stored."""
    yield run.event("agent_started")
    await database.fetch_value(_STORE, int(run.user_id), run.thread_id, message)
    yield run.event("agent_thinking", thought="Looking at what you asked before.")
    yield run.event("tool_executing", tool_name=_TOOL, arguments={"user_id": run.user_id})
    count = await database.fetch_value(_COUNT, int(run.user_id))
    yield run.event("tool_completed", tool_name=_TOOL, results={"messages": count})
    response = f"You asked: {message}. That is message {count} from you; all is on record."
    yield run.event("agent_completed", final_response=response)
