"""What changed between two stack files, in one line for people. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from handlers.stack.environment import Environment, Stack

_NAMES = 8  # listed of a kind
_SECTIONS = tuple(name for name in Environment.model_fields if name != "services")


def differences(old: Stack, new: Stack) -> str:
    """For example `staging: +search, -cache, backend changed, schedule changed; slack changed`."""
    parts = list(_named(old.environments, new.environments, "environment "))
    for name, environment in new.environments.items():
        before = old.environments.get(name)
        if before is not None and before != environment:
            parts.append(f"{name}: {', '.join(_within(before, environment))}")
    parts += [f"{name} changed" for name in Stack.model_fields if name != "environments" if _differ(old, new, name)]
    return "; ".join(parts) or "nothing that counts has changed"


def _within(old: Environment, new: Environment) -> Iterator[str]:
    yield from _named(old.services, new.services)
    changed = [name for name, service in new.services.items() if name in old.services and old.services[name] != service]
    if changed:
        yield f"{_listed(changed)} changed"
    elif list(old.services) != list(new.services) and old.services.keys() == new.services.keys():
        yield "services in another order"
    yield from (f"{section} changed" for section in _SECTIONS if _differ(old, new, section))


def _named(old: Mapping[str, Any], new: Mapping[str, Any], noun: str = "") -> Iterator[str]:
    added, removed = [name for name in new if name not in old], [name for name in old if name not in new]
    if added:
        yield f"+{noun}{_listed(added)}"
    if removed:
        yield f"-{noun}{_listed(removed)}"


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
    return " ".join(names[:_NAMES]) + more


def _differ(old: Any, new: Any, name: str) -> bool:
    return bool(getattr(old, name) != getattr(new, name))
