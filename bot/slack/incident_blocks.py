"""An incident -> the messages people see. Pure: they follow from the incident and what was said of it alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.incidents import words
from bot.incidents.mentions import in_slack
from bot.incidents.model import Incident, Severity, Vital, Why
from bot.incidents.model import Message as Said
from bot.incidents.rules import Rules
from bot.slack.blocks import (
    TEXT_CHARACTERS,
    Block,
    Message,
    actions,
    button,
    clip,
    code,
    code_block,
    confirmed,
    context,
    escape,
    section,
    sections,
)

ACKNOWLEDGE, DIAGNOSE = "incident_ack", "incident_diagnose"
RESTORE, SILENCE = "incident_restore", "incident_silence"

_ENDED = ":large_green_circle:"
_GRAVE = {
    Severity.P0: ":rotating_light:",
    Severity.P1: ":red_circle:",
    Severity.P2: ":large_orange_circle:",
    Severity.P3: ":large_yellow_circle:",
}
_MARK = {
    Why.ENDED: _ENDED,
    Why.CLOSED: _ENDED,
    Why.MERGED: ":link:",
    Why.ACKNOWLEDGED: ":eyes:",
    Why.UNACKNOWLEDGED: ":wave:",
    Why.ASSIGNED: ":point_right:",
    Why.REMINDED: ":alarm_clock:",
    Why.REPEATED: ":repeat:",
    Why.ESCALATED: ":rotating_light:",
    Why.SILENCED: ":no_bell:",
    Why.UNSILENCED: ":bell:",
    Why.JOINED: ":arrow_lower_right:",
}
_ASKS = {Why.REMINDED: "Still on it", Why.REPEATED: "Acknowledge", Why.ESCALATED: "Acknowledge"}
_A_DATE = 10**8  # seconds; a made-up story may count from its own beginning instead of from 1970
_TITLE, _EVIDENCE, _DETAIL = 500, 600, 200  # characters
_LISTED = 10  # services


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known where a message is about to be shown.

    `vitals`: of the environment's services. `can_restart`: the platform can restart the incident's cause.
    `mentions`: name in stack.yaml -> Slack's markup for calling it, for the names that Slack knows.
    """

    rules: Rules
    incident: Incident
    vitals: Mapping[str, Vital] = field(default_factory=dict)
    can_restart: bool = False
    mentions: Mapping[str, str] = field(default_factory=dict)


def root_message(scene: Scene) -> Message:
    """The root message: what is wrong, what it puts at risk, since when, the evidence, and what can be done."""
    text = in_slack(clip(words.root(scene.incident, scene.rules), TEXT_CHARACTERS // 2))
    return Message(text, tuple(_over(scene) if not scene.incident.is_open else _going_on(scene)))


def reply_message(scene: Scene, said: Said) -> Message:
    """A line of the thread, which the channel sees as well where it is for the channel."""
    mark = _MARK.get(said.why) or _GRAVE[scene.incident.severity]
    called = "".join(f"{_called(scene, name)} " for name in said.mention if name not in said.text)
    text = called + in_slack(clip(said.text, TEXT_CHARACTERS // 2))
    blocks = [section(f"{mark} {text}")]
    details = [line for name in said.services[:_LISTED] if (line := _detail(name, scene.vitals.get(name)))]
    blocks += sections(details)
    if said.why in _ASKS and scene.incident.is_open:
        blocks.append(actions(button(_ASKS[said.why], ACKNOWLEDGE, _value(scene), style="primary")))
    return Message(clip(text, TEXT_CHARACTERS), tuple(blocks))


def moment(at: float) -> str:
    """A moment in the reader's own time zone."""
    if at < _A_DATE:
        return escape(words.when(at))
    return f"<!date^{int(at)}^{{date_short_pretty}} {{time_secs}}|{escape(words.when(at))}>"


def _over(scene: Scene) -> Iterator[Block]:
    incident = scene.incident
    verb = "Merged" if incident.merged_into else "Ended"
    yield section(f"{_ENDED} *{verb}: {_title(incident)}*\n{_where(scene)}")
    lasted = words.lasting((incident.closed or 0.0) - incident.began)
    yield context(" · ".join([f"{moment(incident.began)}, lasted {lasted}", *_facts(incident)]))


def _going_on(scene: Scene) -> Iterator[Block]:
    incident, rules = scene.incident, scene.rules
    lines = [f"{_GRAVE[incident.severity]} *{_title(incident)}*", _where(scene)]
    if rules.impact:
        lines.append(f"*At risk:* {escape(clip(rules.impact, _TITLE))}")
    symptoms = [name for name in incident.members if name != incident.cause]
    if symptoms:
        more = f" and {len(symptoms) - _LISTED} more" if len(symptoms) > _LISTED else ""
        lines.append(f"*Failing because of it:* {', '.join(map(code, symptoms[:_LISTED]))}{more}")
    yield section("\n".join(lines))
    evidence = scene.vitals.get(incident.cause, Vital()).detail
    if evidence and evidence not in incident.title:
        yield section(f"*Evidence*\n{code_block(evidence, _EVIDENCE)}")
    yield actions(*_buttons(scene))
    yield context(" · ".join([f"since {moment(incident.began)}", *_facts(incident)]))


def _title(incident: Incident) -> str:
    return f"{incident.severity.name} · {escape(clip(incident.title, _TITLE))}".replace("\n", " ")


def _where(scene: Scene) -> str:
    place = code(scene.rules.environment)
    return f"{code(scene.incident.cause)} in {place}" if scene.incident.cause else f"in {place}"


def _facts(incident: Incident) -> Iterator[str]:
    yield code(incident.id)
    if incident.flapping:
        yield "flapping: quiet until it is stable"
    if incident.holder:
        yield f"acknowledged by {in_slack(incident.holder.by)}"
    elif incident.is_open:
        yield "nobody has acknowledged it"
    if incident.assignee:
        yield f"assigned to {in_slack(incident.assignee)}"
    if incident.reopened:
        yield "came back once" if incident.reopened == 1 else f"came back {incident.reopened} times"


def _buttons(scene: Scene) -> Iterator[Block]:
    incident, value = scene.incident, _value(scene)
    if incident.holder:
        yield button("Take over", ACKNOWLEDGE, value)
    else:
        yield button("Acknowledge", ACKNOWLEDGE, value, style="primary")
    yield button(f"Diagnose {value['service'] or value['environment']}", DIAGNOSE, value)
    if scene.can_restart:
        question = f"Restart {incident.cause} in {scene.rules.environment}?"
        yield confirmed(button(f"Restore: restart {incident.cause}", RESTORE, value), question, "Restart")
    yield button("Silence", SILENCE, value)


def _value(scene: Scene) -> dict[str, str | None]:
    """What every button carries. `service` is None where the incident is not of one of the environment's services."""
    cause = scene.incident.cause
    service = cause if cause in scene.rules.services else None
    return {"incident": scene.incident.id, "environment": scene.rules.environment, "service": service}


def _called(scene: Scene, name: str) -> str:
    return scene.mentions.get(name) or in_slack(name)


def _detail(service: str, vital: Vital | None) -> str:
    if vital is None or not vital.detail:
        return ""
    return f"• {code(service)}: {escape(clip(' '.join(vital.detail.split()), _DETAIL))}"
