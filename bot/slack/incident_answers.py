"""What is answered about incidents and silences, to the person who asked. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.incidents import mentions, words
from bot.incidents.model import Incident, Severity, Silence
from bot.slack.blocks import (
    TEXT_CHARACTERS,
    Block,
    Message,
    clip,
    code,
    context,
    section,
    sections,
    split,
)
from bot.store.incidents import Filed

MARK = {
    Severity.P0: ":rotating_light:",
    Severity.P1: ":red_circle:",
    Severity.P2: ":large_orange_circle:",
    Severity.P3: ":large_yellow_circle:",
}
UNSURE = ":warning: The bot could not reach its own records. Nothing is certain; try again."
_OVER = ":large_green_circle:"
_TITLE = 200
_LISTED = 15
_LINES = 60  # of a timeline; the post-mortem has all of it


def said(markdown: str) -> Message:
    """One short answer. Untrusted parts must have been escaped."""
    return Message(clip(markdown, TEXT_CHARACTERS), (section(markdown),))


def moment(at: float) -> str:
    """A moment in the reader's own time zone; in UTC where that cannot be shown."""
    return f"<!date^{int(at)}^{{date_short_pretty}} {{time_secs}}|{words.when(at)}>"


def incident_line(filed: Filed) -> str:
    """One incident in one or two lines: how grave, what, since when, who takes care."""
    incident = filed.incident
    mark = MARK[incident.severity] if incident.is_open else _OVER
    title = mentions.in_slack(clip(" ".join(incident.title.split()), _TITLE))
    facts = [code(incident.id), *_facts(incident)]
    return f"{mark} *{incident.severity.name} · {title}*\n{' · '.join(facts)}"


def _facts(incident: Incident) -> Iterator[str]:
    if incident.closed is None:
        yield f"since {moment(incident.began)}"
        if incident.holder:
            yield f"{mentions.in_slack(incident.holder.by)} takes care"
        else:
            yield "nobody has acknowledged it"
    else:
        yield f"{moment(incident.began)}, lasted {words.lasting(incident.closed - incident.began)}"
        if incident.merged_into:
            yield f"went on as {code(incident.merged_into)}"
    if incident.assignee:
        yield f"assigned to {mentions.in_slack(incident.assignee)}"
    others = [name for name in incident.members if name != incident.cause]
    if others:
        yield f"also failing: {code(words.names(others))}"
    if incident.flapping:
        yield "comes and goes"


def incident_list(going_on: Sequence[Filed], over: Sequence[Filed]) -> Message:
    """Those that go on, and the last that ended."""
    lines = ["*Open incidents*"] if going_on else ["*No open incidents*"]
    lines += [incident_line(filed) for filed in going_on[:_LISTED]]
    if len(going_on) > _LISTED:
        lines.append("… and more; `medic incidents --open` lists them all")
    if over:
        lines += ["*Ended last*", *map(incident_line, over)]
    return _message("Incidents", sections(lines))


def incident_shown(filed: Filed) -> Message:
    """One incident with its timeline."""
    incident = filed.incident
    hidden = len(incident.timeline) - _LINES
    lines = [f"… {hidden} earlier lines are not shown"] if hidden > 0 else []
    lines += [
        f"{moment(line.at)}  {mentions.in_slack(clip(' '.join(line.text.split()), 600))}"
        for line in incident.timeline[-_LINES:]
    ]
    blocks = [section(incident_line(filed)), *sections(["*Timeline*", *lines])]
    return _message(f"Incident {incident.id}", blocks)


def silence_line(environment: str, silence: Silence) -> str:
    """One silence: what, until when, by whom, why."""
    what = ", ".join(map(code, silence.services)) or "everything"
    why = f": {mentions.in_slack(clip(silence.why, 300))}" if silence.why else ""
    by = f" by {mentions.in_slack(silence.by)}" if silence.by else ""
    return f":no_bell: {what} in {code(environment)} until {moment(silence.until)}{by}{why} ({code(silence.id)})"


def silence_list(silences: Sequence[tuple[str, Silence]]) -> Message:
    """What is silent now, with how to end it."""
    if not silences:
        return said("Nothing is silenced.")
    blocks: list[Block] = sections(silence_line(*one) for one in silences)
    return _message("Silences", [*blocks, context("`silence end ID` ends one before its time")])


def _message(text: str, blocks: Sequence[Block]) -> Message:
    """What fits one message; an ephemeral answer cannot go on in a second one."""
    pages = split(blocks)
    more = [context("There is more than one message can show.")] if len(pages) > 1 else []
    return Message(text, (*pages[0][: 49 if more else 50], *more))
