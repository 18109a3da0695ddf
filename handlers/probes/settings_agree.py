"""Does the same setting hold the same value in several services, under whatever name? Compared, never shown."""

from __future__ import annotations

import asyncio
import dataclasses
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Literal

from pydantic import Field

from handlers.core.model import Model
from handlers.probes.base import Observation, ProbeConfig, Tools
from handlers.probes.reasons import Reason
from handlers.probes.resolver import Names
from handlers.probes.settings_sources import Source, view_setting
from handlers.probes.settings_view import SettingView, fingerprint

Views = Mapping[str, SettingView]


class SettingMember(Model):
    """One service's copy of the setting: the name it has there, and where that is read."""

    variable: str
    source: Source


class SettingsAgreeProbe(ProbeConfig):
    """`members`: service -> its copy. `expect`: the value all must have; written as `${NAME}` where it is a secret."""

    kind: Literal["settings_agree"]
    members: dict[str, SettingMember] = Field(min_length=1)
    expect: str | None = None


async def measure(config: SettingsAgreeProbe, tools: Tools) -> Observation:
    """OK when every member has the same sound value; UNKNOWN when some could not be read and the rest agree."""
    key = secrets.token_hex(16)  # fresh each time: a fingerprint cannot be kept and compared later
    seen = await asyncio.gather(
        *(view_setting(member.variable, member.source, key, tools) for member in config.members.values())
    )
    views = dict(zip(config.members, seen, strict=True))
    expected = None if config.expect is None else fingerprint(config.expect, key)
    found = judge(config, views, expected)
    if found.reason != Reason.SETTING_VALUE:
        return found
    if tools.redact(str(config.expect)) != config.expect:
        words = f"{found.detail.rpartition(' is not ')[0]} is not what the stack file expects"
        found = dataclasses.replace(found, detail=words)
    return await _unresolved(config, views, found, tools.names)


async def _unresolved(config: SettingsAgreeProbe, views: Views, found: Observation, names: Names) -> Observation:
    """Says of a wrong address that its host does not resolve, where that is so; the host itself is not contacted."""
    for service in found.facts["differing"]:
        host = views[service].host
        try:
            if host:
                await names.look_up(host)
        except OSError:
            detail = f"{_called(config, service)} names the host {host}, which does not resolve"
            return Observation.failing(Reason.DNS, detail, **found.facts, host=host)
    return found


def judge(config: SettingsAgreeProbe, views: Views, expected: str | None) -> Observation:
    """What the views of all members amount to, the gravest first; `expected` is the wanted value's fingerprint."""
    read = {service: view for service, view in views.items() if not view.unknown}
    facts: dict[str, Any] = {
        "setting": config.name,
        "variables": {service: member.variable for service, member in config.members.items()},
        "members": {service: _state(view) for service, view in views.items()},
    }
    found = (
        _damaged(config, read, facts)
        or _differing(config, views, read, facts)
        or _unexpected(config, read, expected, facts)
        or (_placeholders(config, read, facts) if expected is None else None)
    )
    if found:
        return found
    unread = {service: view for service, view in views.items() if view.unknown and not _same_reference(views)}
    if unread:
        whose = "; ".join(f"{_called(config, service)}: {view.unknown}" for service, view in unread.items())
        return Observation.unknown(Reason.FORBIDDEN, f"cannot be compared: {whose}", **facts, unread=list(unread))
    names = " and ".join(_called(config, service) for service in views)
    return Observation.ok(f"{names} {'agree' if len(views) > 1 else 'is as expected'}", **facts)


def _damaged(config: SettingsAgreeProbe, read: Views, facts: dict[str, Any]) -> Observation | None:
    """Missing, empty or whitespace-damaged: each is named as such, and before any difference it causes."""
    damages: tuple[tuple[Reason, str, Callable[[SettingView], bool]], ...] = (
        (Reason.SETTING_MISSING, "is not set", lambda view: not view.present),
        (Reason.SETTING_EMPTY, "is empty", lambda view: view.empty),
        (Reason.SETTING_WHITESPACE, "begins or ends with whitespace", lambda view: view.whitespace),
    )
    for reason, words, holds in damages:
        damaged = [service for service, view in read.items() if holds(view)]
        if damaged:
            names = " and ".join(_called(config, service) for service in damaged)
            variable = config.members[damaged[0]].variable
            return Observation.failing(reason, f"{names} {words}", **facts, damaged=damaged, variable=variable)
    return None


def _differing(config: SettingsAgreeProbe, views: Views, read: Views, facts: dict[str, Any]) -> Observation | None:
    prints = Counter(view.fingerprint for view in read.values())
    if len(prints) <= 1:
        return None
    common, count = prints.most_common(1)[0]
    odd = [service for service, view in read.items() if view.fingerprint != common]
    if count > len(read) - count:  # a majority agrees, so the odd ones can be named
        names = " and ".join(_called(config, service) for service in odd)
        detail = f"{names} differs from the others"
    else:
        odd = list(read)
        detail = f"{' and '.join(_called(config, service) for service in read)} differ"
    unread = len(views) - len(read)
    detail += f" ({unread} could not be read)" if unread else ""
    return Observation.failing(Reason.SETTINGS_DIFFER, detail, **facts, differing=odd)


def _unexpected(
    config: SettingsAgreeProbe, read: Views, expected: str | None, facts: dict[str, Any]
) -> Observation | None:
    wrong = [service for service, view in read.items() if expected and view.fingerprint != expected]
    if not wrong:
        return None
    names = " and ".join(_called(config, service) for service in wrong)
    detail = f"{names} is not {config.expect!r}"
    variable = config.members[wrong[0]].variable
    return Observation.failing(Reason.SETTING_VALUE, detail, **facts, differing=wrong, variable=variable)


def _placeholders(config: SettingsAgreeProbe, read: Views, facts: dict[str, Any]) -> Observation | None:
    suspect = [service for service, view in read.items() if view.default_looking]
    if not suspect:
        return None
    names = " and ".join(_called(config, service) for service in suspect)
    return Observation.failing(
        Reason.SETTING_DEFAULT, f"{names} looks like a placeholder nobody replaced", **facts, damaged=suspect
    )


def _same_reference(views: Views) -> bool:
    """Whether all members point at the same version of the same secret: then they agree, read or not."""
    references = {view.reference for view in views.values()}
    return len(references) == 1 and "" not in references and all(view.present for view in views.values())


def _called(config: SettingsAgreeProbe, service: str) -> str:
    return f"{config.members[service].variable} of {service}"


def _state(view: SettingView) -> str:
    if view.unknown:
        return f"unknown: {view.unknown}"
    if not view.present:
        return "missing"
    if view.empty:
        return "empty"
    if view.whitespace:
        return "whitespace-damaged"
    return "default-looking" if view.default_looking else "set"
