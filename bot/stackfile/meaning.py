"""What a well-formed file can still get wrong: names that lead nowhere, circles, times that never come.

One small function for each rule, on the tree rather than on the models, so that a mistake of form elsewhere in the
file does not hide these. A rule looks at one environment and yields problems; RULES is all of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from zoneinfo import ZoneInfo, available_timezones

from bot.sinks import is_address
from bot.stackfile.graph import circles
from bot.stackfile.node import Node
from bot.stackfile.problem import MOST_SHOWN, Mark, Problem, unknown_name
from bot.triggers import cron_trigger
from handlers.core.model import unset_variables
from handlers.stack.watch import CHECKS

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}", re.ASCII)
_SECTION_OF = {"golden-path": "golden_path", "repair tests": "tests"}
Rule = Callable[[Node], Iterator[Problem]]


def examine(root: Node) -> Iterator[Problem]:
    """Every mistake of meaning in the tree `root`, up to a number that nobody would read to the end."""
    yield from islice(_every_problem(root), 2 * MOST_SHOWN)


def _every_problem(root: Node) -> Iterator[Problem]:
    environments = root.at("environments")
    if environments.fields == {}:
        yield Problem("no environment is described", "at least one, by its name", mark=environments.mark)
    yield from _plain_names("environment", environments)
    yield from _slack_names(root)
    yield from _hooks(root)
    for _, environment in environments.pairs():
        for rule in RULES:
            yield from rule(environment)


def _plain_names(what: str, mapping: Node) -> Iterator[Problem]:
    """Names are typed as one word of a command, and stand in addresses."""
    for name in mapping.fields or {}:
        if not _NAME.fullmatch(name):
            expected = "letters, digits, '.', '_' and '-', at most 63"
            yield Problem(f"{name[:80]!r} cannot name {_article(what)}", expected, mark=mapping.keys[name])


def _article(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def _slack_names(root: Node) -> Iterator[Problem]:
    channels = [root.at("slack", "incident_channel")]
    channels += [environment.at("alerts", "channel") for _, environment in root.at("environments").pairs()]
    for channel in channels:
        if not re.fullmatch(r"#[^\sA-Z#.,]{1,80}|[CG][A-Z0-9]{8,}|.*\$\{.*", str(channel.value or "#none")):
            yield Problem(
                f"{channel.shown()} is not a channel", "for example '#incidents', or its id", mark=channel.mark
            )
    for name, mark in root.at("slack", "approvers").texts():
        if not unset_variables(name) and not re.fullmatch(r"@\S{1,80}|[SUW][A-Z0-9]{8,}", name):
            yield Problem(f"{name[:80]!r} is no user or user group", "for example '@oncall', or its id", mark=mark)
    for node in root.at("slack", "fallback").list():
        if isinstance(node.value, str) and not unset_variables(node.value) and not is_address(node.value):
            expected = "an address as Apprise writes it, for example mailto://user:${PASSWORD}@example.com"
            yield Problem("this fallback cannot be used", expected, mark=node.mark)


def _hooks(root: Node) -> Iterator[Problem]:
    """Alerts from elsewhere: each hook has an address of its own, and an environment that there is."""
    environments, taken = root.at("environments").fields or {}, set[object]()
    for hook in root.at("inbound").list():
        path = hook.at("name").value or hook.at("kind").value
        if path in taken:
            yield Problem(f"two hooks have the address {str(path)[:60]!r}", "a `name` for each", mark=hook.mark)
        taken.add(path)
        if isinstance(path, str) and not _NAME.fullmatch(path):
            yield Problem(
                f"{path[:60]!r} cannot stand in an address", "letters, digits, '.', '_' and '-'", mark=hook.mark
            )
        name = hook.at("environment").value
        if environments and isinstance(name, str) and name and name not in environments:
            yield unknown_name("environment", name, environments, hook.at("environment").mark)


def _service_names(environment: Node) -> Iterator[Problem]:
    services = environment.at("services")
    if services.fields == {}:
        yield Problem("this environment has no services", "at least one, by its name", mark=services.mark)
    yield from _plain_names("service", services)


def _references(environment: Node) -> Iterator[tuple[str, Mark]]:
    """Every place where a service is named by another part of the file."""
    for _, service in environment.at("services").pairs():
        yield from service.at("depends_on").texts()
        for group in service.at("any_of").list():
            yield from group.texts()
    for agreement in environment.at("settings_agree").list():
        members = agreement.at("members")
        yield from ((name, members.keys[name]) for name in members.fields or {})
    for phase in environment.at("recovery").list():
        yield from phase.at("order").texts()
    for window in environment.at("alerts", "maintenance").list():
        yield from window.at("services").texts()


def _known_services(environment: Node) -> Iterator[Problem]:
    services = environment.at("services").fields or {}
    for name, mark in _references(environment) if services else ():
        if name not in services:
            yield unknown_name("service", name, services, mark)


def _named_once(environment: Node) -> Iterator[Problem]:
    lists = [service.at("depends_on") for _, service in environment.at("services").pairs()]
    lists += [phase.at("order") for phase in environment.at("recovery").list()]
    for names in lists:
        seen: set[str] = set()
        for name, mark in names.texts():
            if name in seen:
                yield Problem(f"{name[:80]!r} is named twice in this list", "it once", mark=mark)
            seen.add(name)


def _no_circles(environment: Node) -> Iterator[Problem]:
    services = environment.at("services")
    edges: dict[str, list[str]] = {}
    for name, service in services.pairs():
        groups = [service.at("depends_on"), *service.at("any_of").list()]
        edges[name] = [needed for group in groups for needed, _ in group.texts()]
    for path in circles(edges):
        mark = services.keys[path[0]]
        yield Problem(f"these services depend on each other in a circle: {_arrows(path)}", mark=mark)


def _arrows(path: tuple[str, ...]) -> str:
    shown = path if len(path) <= 12 else (*path[:6], "...", *path[-5:])
    return " -> ".join(shown)


def _own_probe_names(environment: Node) -> Iterator[Problem]:
    """A probe's name, or its kind where it has none, is its title in every report of its service."""
    for service, node in environment.at("services").pairs():
        probes = list(node.at("probes").list())
        titles = [probe.at("name").value or probe.at("kind").value for probe in probes]
        counts = Counter(title for title in titles if isinstance(title, str))
        for probe, title in zip(probes, titles, strict=True):
            if isinstance(title, str) and counts.pop(title, 0) > 1:
                what = f"{service[:80]!r} has several probes called {title[:80]!r}"
                yield Problem(what, "a `name` of its own for each", mark=probe.mark)


def _known_checks(environment: Node) -> Iterator[Problem]:
    for entry in environment.at("schedule").list():
        check = entry.at("check")
        if not isinstance(check.value, str) or unset_variables(check.value):
            continue
        if check.value not in CHECKS:
            yield unknown_name("check", check.value, CHECKS, check.mark)
        section = _SECTION_OF.get(check.value)
        if section and environment.at(section).fields is None:
            yield Problem(f"{check.value!r} is scheduled", f"a section `{section}` to describe it", mark=check.mark)


def _possible_times(environment: Node) -> Iterator[Problem]:
    for entry in (*environment.at("schedule").list(), *environment.at("alerts", "maintenance").list()):
        zone = entry.at("timezone")
        known = not isinstance(zone.value, str) or bool(unset_variables(zone.value)) or _is_zone(zone.value)
        if not known:
            yield unknown_name("time zone", zone.text, available_timezones(), zone.mark)
        cron = entry.at("cron")
        if isinstance(cron.value, str) and not unset_variables(cron.value):
            yield from _cron(cron)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _cron(node: Node) -> Iterator[Problem]:
    expected = "five fields, for example '0 6 * * mon-fri'"
    try:
        trigger = cron_trigger(str(node.value))
    except ValueError as error:
        yield Problem(f"{node.shown()} is not a cron expression: {error}", expected, mark=node.mark)
        return
    if trigger.get_next_fire_time(None, datetime.now(UTC)) is None:
        yield Problem(f"{node.shown()} never comes", "a day that exists", mark=node.mark)


RULES: tuple[Rule, ...] = (
    _service_names,
    _known_services,
    _named_once,
    _no_circles,
    _own_probe_names,
    _known_checks,
    _possible_times,
)
