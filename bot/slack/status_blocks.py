"""How environments are: what goes on, what fails, what is silent, what is checked next. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.incidents import mentions
from bot.incidents.model import Incident, State, Vital
from bot.incidents.rules import Rules
from bot.slack.blocks import Block, Message, button, clip, code, context, divider, escape, section, sections, split
from bot.slack.incident_answers import incident_line, moment, silence_line
from bot.store.incidents import Filed
from bot.watch.schedule import Upcoming
from handlers.core.ports import Health

PAUSE, RESUME = "check_pause", "check_resume"
_INCIDENTS, _SILENCES, _NAMED = 10, 5, 8


@dataclass(frozen=True, slots=True)
class EnvironmentStatus:
    """What is known of one environment."""

    rules: Rules
    state: State
    upcoming: tuple[Upcoming, ...] = ()


def status_message(statuses: Sequence[EnvironmentStatus], now: float, asked: str = "") -> Message:
    """The answer to `/status`; `asked`: the one environment that was asked for, empty for all."""
    blocks: list[Block] = []
    for status in statuses:
        if blocks:
            blocks.append(divider())
        blocks += environment_blocks(status, now, asked)
    pages = split(blocks) or [(section("stack.yaml names no environment."),)]
    more = [context("There is more than one message can show: name one environment.")] if len(pages) > 1 else []
    return Message("; ".join(map(_in_short, statuses)), (*pages[0][: 49 if more else 50], *more))


def environment_blocks(status: EnvironmentStatus, now: float, asked: str = "") -> list[Block]:
    """One environment. `asked` comes back with the buttons."""
    name = status.rules.environment
    incidents = _open(status)
    blocks: list[Block] = [section(f"{_mark(status)} *{escape(name)}* · {_counted(status)}")]
    lines = [incident_line(Filed(name, incident)) for incident in incidents[:_INCIDENTS]]
    if len(incidents) > _INCIDENTS:
        lines.append(f"… and {len(incidents) - _INCIDENTS} more open incidents")
    blocks += sections([*lines, *_quiet(status, now)])
    return [*blocks, *(_check(status, upcoming, asked) for upcoming in status.upcoming)]


def _open(status: EnvironmentStatus) -> list[Incident]:
    going_on = [incident for incident in status.state.incidents.values() if incident.is_open]
    return sorted(going_on, key=lambda incident: (-incident.severity, incident.opened))


def _in_short(status: EnvironmentStatus) -> str:
    count = len(_open(status))
    return f"{status.rules.environment}: {count} open incident{'' if count == 1 else 's'}"


def _vitals(status: EnvironmentStatus) -> dict[str, Vital]:
    """Every service's vital, and those of the checks of the whole environment that have run."""
    vitals = {name: status.state.vitals.get(name, Vital()) for name in sorted(status.rules.services)}
    whole = {name: vital for name, vital in status.state.vitals.items() if name not in vitals}
    return vitals | {name: vital for name, vital in whole.items() if name in status.rules.graph.depends_on}


def _mark(status: EnvironmentStatus) -> str:
    healths = {vital.status for vital in _vitals(status).values()}
    if _open(status) or Health.FAILING in healths:
        return ":red_circle:"
    return ":large_green_circle:" if healths == {Health.OK} else ":white_circle:"


def _counted(status: EnvironmentStatus) -> str:
    vitals = _vitals(status)
    failing = [name for name, vital in vitals.items() if vital.status is Health.FAILING]
    unknown = [name for name, vital in vitals.items() if vital.status is Health.UNKNOWN]
    parts = []
    if failing:
        parts.append(f"failing: {', '.join(map(code, failing[:_NAMED]))}{_more(failing)}")
    if unknown and len(unknown) == len(vitals):
        parts.append("nothing has been measured yet")
    elif unknown:
        parts.append(f"not measured: {', '.join(map(code, unknown[:_NAMED]))}{_more(unknown)}")
    well = len(vitals) - len(failing) - len(unknown)
    if well:
        parts.append(f"{well} of {len(vitals)} are well")
    seen = max((vital.seen_at for vital in vitals.values() if vital.seen_at is not None), default=None)
    if seen is not None:
        parts.append(f"last seen {moment(seen)}")
    return " · ".join(parts)


def _more(names: Sequence[str]) -> str:
    return f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""


def _quiet(status: EnvironmentStatus, now: float) -> Iterator[str]:
    silences = [silence for silence in status.state.silences if silence.until > now]
    for silence in silences[:_SILENCES]:
        yield silence_line(status.rules.environment, silence)
    if len(silences) > _SILENCES:
        yield f"… and {len(silences) - _SILENCES} more silences"
    for window in status.rules.windows:
        end = window.end(now)
        if end is not None:
            what = ", ".join(map(code, window.model.services)) or "everything"
            yield f":construction: maintenance of {what} until {moment(end)}"


def _check(status: EnvironmentStatus, upcoming: Upcoming, asked: str) -> Block:
    """One check, with the button that pauses it or lets it go on."""
    facts = [code(upcoming.check)]
    if upcoming.paused:
        by = mentions.in_slack(upcoming.paused.by)
        facts.append(f":double_vertical_bar: paused by {by} since {moment(upcoming.paused.at.timestamp())}")
    elif upcoming.at is not None:
        facts.append(f"next {moment(upcoming.at.timestamp())}")
    else:
        facts.append("never again")
    facts += _last(status, upcoming.check)
    value = {"environment": upcoming.environment, "check": upcoming.check, "asked": asked}
    element = button("Resume", RESUME, value) if upcoming.paused else button("Pause", PAUSE, value)
    return {**section(" · ".join(facts)), "accessory": element}


def _last(status: EnvironmentStatus, check: str) -> Iterator[str]:
    """How a check of the whole environment ended the last time; what a diagnosis saw stands above, by service."""
    vital = status.state.vitals.get(check)
    if vital is not None and vital.seen_at is not None:
        well = "well" if vital.status is Health.OK else f"failing: {escape(clip(vital.detail, 100))}"
        yield f"last {moment(vital.seen_at)}: {well}"
