"""Storms of alerts told by bots that are killed at random: is every message there once, in order, and every end told?

    python -m benchmarks.alert_storm --kills 200
    python -m benchmarks.alert_storm --kills 60 --replicas 2     (two bots on one PostgreSQL of the demo's extras)

Four environments fail and heal at random. The local Slack answers some calls with 429 or 500, drops some, and of some
only the answer. A bot is killed with SIGKILL at a random moment, half of the times just after a message has arrived.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from typing import Any

from benchmarks import alert_storm_bot
from benchmarks.alert_storm_bot import ENVIRONMENTS, Orders, channel_of
from bot.incidents.model import Incident, Why
from bot.slack.manifest import manifest
from bot.store.database import open_database, parse_database_url
from bot.store.incidents import IncidentStore
from bot.store.watches import WatchStore
from bot.workspace.api.faults import Fault, Trouble
from bot.workspace.server import LocalSlack
from tests.handlers.probes.servers import Cluster

_METHODS = ("chat.postMessage", "chat.postMessage", "chat.update", "conversations.replies", "conversations.history")
_UNPOSTED = {Why.NOTED, Why.FLAPPING, Why.STABLE, Why.UNHEARD, Why.FIRST_FAILURE}
_CALM = 120.0  # seconds after the storm within which everything must have been told


@dataclass
class Storm:
    """What is done to the bots, and was. `longest`: seconds that they are left alone before the next is killed."""

    kills: int
    seed: int
    replicas: int = 1
    database: str = ""
    longest: float = 2.5
    faults: Counter[str] = field(default_factory=Counter)


async def storm(plan: Storm) -> dict[str, Any]:
    """Let it blow over; what was found, with `wrong` empty when all is as it should be."""
    began = time.monotonic()
    slack = LocalSlack()
    for environment in ENVIRONMENTS:
        slack.control.admin.add_channel(channel_of(environment))
    await slack.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            app = slack.install(manifest(), join=map(channel_of, ENVIRONMENTS))
            database = plan.database or f"sqlite:///{folder}/medic.db"
            now = time.time()
            orders = Orders(database, slack.api_url, app.credentials.bot_token, plan.seed, now, now + 10**6)
            await _blow(plan, slack, orders)
            found = await _judge(slack, database)
    finally:
        await slack.stop()
    return {
        "kills": plan.kills,
        "replicas": plan.replicas,
        "seed": plan.seed,
        "faults": dict(plan.faults),
        "seconds": round(time.monotonic() - began, 1),
        **found,
    }


async def _blow(plan: Storm, slack: LocalSlack, orders: Orders) -> None:
    dice = random.Random(plan.seed)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([alert_storm_bot.__name__])

    def start(orders: Orders) -> Any:
        process = context.Process(target=alert_storm_bot.run, args=(orders,), daemon=True)
        process.start()
        return process

    bots = [start(orders) for _ in range(plan.replicas)]
    try:
        for _ in range(plan.kills):
            await _misfortune(plan, slack, dice)
            number = dice.randrange(plan.replicas)
            bots[number].kill()
            await asyncio.to_thread(bots[number].join)
            bots[number] = start(orders)
        slack.faults.clear()
        for bot in bots:
            bot.kill()
            await asyncio.to_thread(bot.join)
        bots = [start(replace(orders, ends=time.time() + plan.longest)) for _ in bots]
        await _calm(slack, orders.database)
    finally:
        for bot in bots:
            bot.kill()
            await asyncio.to_thread(bot.join)


async def _misfortune(plan: Storm, slack: LocalSlack, dice: random.Random) -> None:
    """Let the bots run for a while, make calls fail meanwhile, and return at a bad moment."""
    for _ in range(dice.randrange(3)):
        trouble = dice.choice((Trouble.RATE_LIMITED, Trouble.SERVER_ERROR, Trouble.SERVER_ERROR, Trouble.DROP))
        after = trouble is not Trouble.RATE_LIMITED and dice.random() < 0.5
        slack.faults.order(Fault(dice.choice(_METHODS), trouble, after=after))
        plan.faults[f"{trouble.value} {'after' if after else 'before'}"] += 1
    await asyncio.sleep(dice.uniform(0.2, plan.longest))
    if dice.random() < 0.5:
        with suppress(TimeoutError):
            await _message_arrives(slack)
        await asyncio.sleep(dice.choice((0.0, 0.0, 0.002, 0.01)))


async def _message_arrives(slack: LocalSlack) -> None:
    async with asyncio.timeout(3.0):
        before = _count(slack)
        while _count(slack) == before:
            await slack.workspace.journal.after(slack.workspace.journal.revision)


def _count(slack: LocalSlack) -> int:
    return sum(len(list(slack.workspace.messages.all(channel))) for channel in slack.workspace.channels)


async def _calm(slack: LocalSlack, database: str) -> None:
    """Until all has ended and is told."""
    engine = await open_database(parse_database_url(database))
    store = WatchStore(engine)
    try:
        async with asyncio.timeout(_CALM):
            while True:
                await asyncio.sleep(0.5)
                states = [await store.get(environment) for environment in ENVIRONMENTS]
                is_open = any(incident.is_open for state in states for incident in state.incidents.values())
                edited = all(
                    _shows_its_end(slack, incident) for state in states for incident in state.incidents.values()
                )
                if not is_open and edited and not any(state.outbox for state in states):
                    return
    except TimeoutError:
        return  # the judge will say what is missing
    finally:
        await engine.dispose()


def _shows_its_end(slack: LocalSlack, incident: Incident) -> bool:
    if incident.root is None:
        return True
    entries = slack.control.transcript(channel_of(incident.id.rpartition("-")[0]))
    return any(_key(entry) == incident.root.key and _is_over(entry) for entry in entries)


async def _judge(slack: LocalSlack, database: str) -> dict[str, Any]:
    """Hold what the channels show against what the machine has written down."""
    engine = await open_database(parse_database_url(database))
    try:
        states = [await WatchStore(engine).get(environment) for environment in ENVIRONMENTS]
        incidents = [filed.incident for filed in await IncidentStore(engine).page(limit=100_000)]
    finally:
        await engine.dispose()
    entries = [one for environment in ENVIRONMENTS for one in slack.control.transcript(channel_of(environment))]
    wrong = [f"{len(state.outbox)} messages of {state.environment} still wait" for state in states if state.outbox]
    keys = Counter(map(_key, entries))
    wrong += [f"{key} is there {count} times" for key, count in keys.items() if count > 1]
    for incident in incidents:
        wrong += _wrong_with(incident, [entry for entry in entries if _key(entry).rpartition(".")[0] == incident.id])
    told = [incident for incident in incidents if incident.root]
    return {
        "incidents": len(incidents),
        "told": len(told),
        "reopened": sum(incident.reopened for incident in incidents),
        "messages": len(entries),
        "taken_back": sum(line.why not in _UNPOSTED for one in incidents for line in one.timeline) - len(entries),
        "wrong": wrong[:50],
    }


def _wrong_with(incident: Incident, entries: list[dict[str, Any]]) -> Iterator[str]:
    """What is not as it should be with the messages of one incident, which are in the order they stand in Slack."""
    name = incident.id
    if incident.root is None:
        if entries:
            yield f"{name} was never told of, and has messages"
        return
    roots = [entry for entry in entries if not entry["is_reply"]]
    if [_key(root) for root in roots] != [incident.root.key]:
        yield f"{name} has {len(roots)} roots"
        return
    if any(entry["thread_ts"] != roots[0]["ts"] for entry in entries if entry["is_reply"]):
        yield f"{name} is told in several threads"
    numbers = [int(_key(entry).rpartition(".")[2]) for entry in entries]
    if numbers != sorted(numbers):
        yield f"{name} is told out of order: {numbers}"
    yield from _wrong_words(incident, [entry["text"] for entry in entries[1:]])
    if not _is_over(roots[0]):
        yield f"the root of {name} does not show that it ended: {roots[0]['text'][:80]}"


def _wrong_words(incident: Incident, texts: list[str]) -> Iterator[str]:
    """Beginnings and ends take turns, the last is an end, and nothing is missing but what was taken back."""
    turns = ["again" if text.startswith("Again") else "end" for text in texts if re.match("Again|Ended|This has", text)]
    if turns != ["end", "again"] * (len(turns) // 2) + ["end"]:
        yield f"{incident.id} goes {turns}"
    lines = [line for line in incident.timeline if line.why not in _UNPOSTED and line.why is not Why.BEGAN]
    left = iter(lines)
    for text in texts:
        if not any(text.startswith(line.text[:60]) for line in left):
            yield f"{incident.id}: {text[:60]!r} is not in its timeline, or not in this order"
            return
    missing = len(lines) - len(texts)
    if missing and not incident.reopened and not any(line.why is Why.UNHEARD for line in incident.timeline):
        yield f"{incident.id}: {missing} messages are missing"


def _key(entry: dict[str, Any]) -> str:
    return str(((entry["metadata"] or {}).get("event_payload") or {}).get("key", ""))


def _is_over(entry: dict[str, Any]) -> bool:
    return bool(re.match("Ended|Merged", entry["text"]))


def postgres(exits: ExitStack) -> str:
    """A PostgreSQL of this machine's own, until the exits are taken."""
    cluster = exits.enter_context(Cluster.temporary())
    return f"postgresql://postgres@127.0.0.1:{exits.enter_context(cluster.running(connections=60))}/postgres"


def main() -> int:
    """Print what was found as JSON; 1 when anything is wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--replicas", type=int, default=1)
    asked = parser.parse_args()
    with ExitStack() as exits:
        database = postgres(exits) if asked.replicas > 1 else ""
        found = asyncio.run(storm(Storm(asked.kills, asked.seed, asked.replicas, database)))
    print(json.dumps(found, indent=2))
    return 1 if found["wrong"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
