"""A process under the supervisor of a process platform: its state, its restarts, and why it ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from urllib.parse import quote

from handlers.core.model import HttpUrl
from handlers.core.tracebacks import parse_tracebacks
from handlers.probes.base import PAST, Observation, ProbeConfig, SupervisorAddress, Tools
from handlers.probes.process_runs import crashes_in_a_row, crashes_within, last_exit, past_of
from handlers.probes.reading import read_body
from handlers.probes.reasons import Reason
from handlers.probes.translate import translate

CHANGES = 20  # kept as a fact, the newest first
LOG_LINES = 20  # the last lines of a log kept as a fact
CRASHES = 2  # this many within the window and up again: it does not stay up
WINDOW = timedelta(minutes=1)


class ProcessProbe(ProbeConfig):
    """Asks the supervisor at `url` (default: the environment's platform) about `process` (default: the name)."""

    kind: Literal["process"]
    process: str = ""
    url: HttpUrl | None = None
    token: str = ""


async def measure(config: ProcessProbe, tools: Tools) -> Observation:
    """OK while the process runs; an unreachable supervisor is UNKNOWN, since it says nothing about the process."""
    at = SupervisorAddress(config.url, config.token) if config.url else tools.supervisor
    name = config.process or config.name
    if at is None or not name:
        return Observation.unknown(Reason.NOT_CONFIGURED, "no supervisor is named: give `url` and `process`")
    try:
        status, answer = await ask_supervisor(at, f"/processes/{quote(name, safe='')}", tools)
    except Exception as error:
        seen = translate(error)
        detail = f"the supervisor does not answer: {seen.detail}"
        return Observation.unknown(Reason.UNAVAILABLE, detail, supervisor_reason=str(seen.reason))
    if status == 404:
        return Observation.failing(Reason.NOT_FOUND, f"the supervisor knows no process {name}", status=status)
    if status in (401, 403):
        return Observation.unknown(Reason.FORBIDDEN, f"the supervisor answered {status}", status=status)
    if status != 200 or not isinstance(answer, Mapping):
        return Observation.unknown(Reason.UNAVAILABLE, f"the supervisor answered {status}", status=status)
    return judge(answer, tools.clock.now())


async def ask_supervisor(
    at: SupervisorAddress, path: str, tools: Tools, headers: Mapping[str, str] | None = None
) -> tuple[int, Any]:
    """The status and the JSON (None when it is none) the supervisor answers at `path`; network errors are raised."""
    own = {"Authorization": f"Bearer {at.token}"} if at.token else {}
    request = tools.http.build_request("GET", at.url.rstrip("/") + path, headers={**own, **(headers or {})})
    response = await tools.http.send(request, stream=True)
    try:
        body = await read_body(response)
    finally:
        await response.aclose()
    try:
        return response.status_code, body.json()
    except ValueError:
        return response.status_code, None


def judge(answer: Mapping[str, Any], now: datetime) -> Observation:
    """What the supervisor's description of one process means at the moment `now`."""
    facts = _facts(answer)
    state, code = str(answer.get("state", "")), answer.get("exit_code")
    crashes = crashes_within(answer, WINDOW, now)
    crashes = _recent_crashes(answer.get("changes"), now) if crashes is None else crashes
    if state in ("exited", "crashed", "failed", "backoff") or (state == "stopped" and code):
        facts["restarts"] = max(int(facts.get("restarts") or 0), crashes_in_a_row(answer) - 1)
        return _ended(code, facts)
    if state == "stopped":
        return Observation.failing(Reason.STOPPED, "stopped, and not by itself", **facts)
    if state == "running" and crashes >= CRASHES:
        detail = f"running at this moment, but crashed {crashes} times within a minute"
        facts["exit_code"] = last_exit(answer)
        return Observation.failing(Reason.RESTARTING, f"{detail}{_because(facts)}", **facts)
    if answer.get("suspended"):
        detail = f"process {answer.get('pid')} is suspended by a signal: it holds its port and does nothing"
        return Observation.failing(Reason.SUSPENDED, detail, **facts)
    if state not in ("running", "starting"):
        return Observation.failing(Reason.STATE, f"in state {state or 'unknown'}", **facts, expected="running")
    return Observation.ok(f"{state}, process {answer.get('pid')}", **facts)


def _recent_crashes(changes: Any, now: datetime) -> int:
    """Restarts after a crash; those somebody asked for do not count."""
    found = 0
    for change in changes if isinstance(changes, list) else ():
        try:
            at = datetime.fromisoformat(str(change["at"]))
        except (TypeError, KeyError, ValueError):
            continue
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        found += "crash" in str(change.get("what")) and now - at <= WINDOW
    return found


def _ended(code: Any, facts: dict[str, Any]) -> Observation:
    if isinstance(code, int) and code < 0:
        hint = " (killed: out of memory?)" if code == -9 else ""
        detail = f"killed by signal {-code}{hint}{_because(facts)}"
        return Observation.failing(Reason.CRASH, detail, **facts, signal=-code)
    return Observation.failing(Reason.EXITED, f"exited with code {code}{_because(facts)}", **facts)


def _because(facts: Mapping[str, Any]) -> str:
    if not facts.get("exception"):
        return ""
    at = f" at {facts['frame']}" if facts.get("frame") else ""
    return f": {facts['exception']}: {facts['message']}{at}"


def _facts(answer: Mapping[str, Any]) -> dict[str, Any]:
    facts = {key: answer[key] for key in ("state", "exit_code", "restarts", "started_at", "port") if key in answer}
    log = [str(line) for line in answer.get("log") or ()]
    facts["log"] = "\n".join(log[-LOG_LINES:])
    changes = [dict(change) for change in answer.get("changes") or () if isinstance(change, Mapping)]
    facts["changes"] = changes[::-1][:CHANGES]
    if past := past_of(answer):
        facts[PAST] = past
    return facts | explain_log(log)


def explain_log(lines: list[str]) -> dict[str, Any]:
    """The root of the last traceback in `lines`, as facts; empty when there is none."""
    found = parse_tracebacks(lines)
    if not found:
        return {}
    last = found[-1]
    facts = {"exception": last.exception, "message": last.message, "frame": str(last.where or "")}
    return facts | {key: value for key, value in (("module", last.module), ("variable", last.variable)) if value}
