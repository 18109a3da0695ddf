"""What is known of an incident once it is over: the facts for a summary, and the draft of a post-mortem. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.incidents import mentions, words
from bot.incidents.model import Incident, Moment, Why

_SLOW = 300.0  # seconds until a failure is certain, from which on the follow-ups ask why
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
_EVIDENCE = 2_000  # characters of one observation


@dataclass(frozen=True, slots=True)
class Proof:
    """One observation that names the cause. `source`: what saw it."""

    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was changed while the incident went on, at `at` (seconds since 1970)."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Account:
    """Everything a post-mortem begins with. `incident` has ended.

    `impact`: what stack.yaml says is at risk; `explanation`: the diagnosis' words; `done`: changes through the bot;
    `seen`: deployments and settings that a diagnosis saw change.
    """

    environment: str
    incident: Incident
    impact: str = ""
    explanation: str = ""
    proofs: tuple[Proof, ...] = ()
    done: tuple[Done, ...] = ()
    seen: tuple[str, ...] = ()

    @property
    def lasted(self) -> float:
        """Seconds from the first failure to the end."""
        return (self.incident.closed or self.incident.began) - self.incident.began

    @property
    def detected_after(self) -> float:
        """Seconds from the first failure until it was certain."""
        return self.incident.opened - self.incident.began

    @property
    def acknowledged_after(self) -> float | None:
        """Seconds from the first failure until somebody took care; None when nobody did."""
        at = self.incident.acknowledged_at
        return None if at is None else at - self.incident.began

    @property
    def acknowledged_by(self) -> str:
        """Who took care first, as `mentions` keeps people; empty when nobody did."""
        texts = [line.text for line in self.incident.timeline if line.why is Why.ACKNOWLEDGED]
        return texts[0].removesuffix(" is taking care of this.") if texts else ""


def post_mortem(account: Account) -> str:
    """The draft as Markdown, times in UTC. What only people know is asked for in italics."""
    incident = account.incident
    parts = [
        f"# Post-mortem: {_line(incident.title)}",
        "Draft by opsmedic from its own records. The lines in italics wait for a person.",
        _table(_facts(account)),
        "## Summary",
        _summary(account),
        "_What did people notice, in one sentence?_",
        "## Impact",
        *_impact(account),
        "## Timeline (UTC)",
        "\n".join(_timeline(account)),
        "## Root cause",
        *_root_cause(account),
        "## What was changed",
        *_changed(account),
        "## Follow-ups",
        "\n".join(f"- [ ] {prompt}" for prompt in _follow_ups(account)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _facts(account: Account) -> Iterator[tuple[str, str]]:
    incident = account.incident
    yield "Incident", incident.id
    yield "Environment", account.environment
    yield "Severity", incident.severity.name
    yield "Began", words.when(incident.began)
    yield "Detected", f"{words.when(incident.opened)}, after {words.lasting(account.detected_after)}"
    if incident.acknowledged_at is None or account.acknowledged_after is None:
        yield "Acknowledged", "by nobody"
    else:
        by = f" by {mentions.plain(account.acknowledged_by)}" if account.acknowledged_by else ""
        after = words.lasting(account.acknowledged_after)
        yield "Acknowledged", f"{words.when(incident.acknowledged_at)}{by}, after {after}"
    yield "Ended", f"{words.when(incident.closed or 0.0)}, after {words.lasting(account.lasted)}"


def _table(rows: Iterator[tuple[str, str]]) -> str:
    return "\n".join(["| | |", "|---|---|", *(f"| {name} | {_line(value)} |" for name, value in rows)])


def _summary(account: Account) -> str:
    incident = account.incident
    said = [f"{account.environment} had an incident of severity {incident.severity.name} for"]
    said.append(f"{words.lasting(account.lasted)}: {incident.title}.")
    if incident.by_hand:
        said.append("A person opened it; no check had found it.")
    others = [name for name in incident.affected if name != incident.cause]
    if others:
        said.append(f"Because of it {words.names(others)} failed as well.")
    if incident.reopened:
        said.append(f"It came back {incident.reopened} time{'s' if incident.reopened > 1 else ''}.")
    return _line(" ".join(said))


def _impact(account: Account) -> Iterator[str]:
    if account.impact:
        yield f"At risk: {_line(account.impact)}"
    if account.incident.affected:
        yield f"Failing services: {_line(', '.join(account.incident.affected))}"
    yield "_Who could not do what, how many were they, and for how long?_"


def _timeline(account: Account) -> Iterator[str]:
    """The timeline, with what was done between its lines; the first failure stands before all."""
    incident = account.incident
    moments = [(incident.began, "The first failure.")] if not incident.by_hand else []
    moments += [(line.at, _told(line)) for line in incident.timeline]
    moments += [(change.at, f"Changed: {change.text}") for change in account.done]
    days = {_day(at) for at, _ in moments}
    for at, text in sorted(moments, key=lambda moment: moment[0]):
        yield f"- {_clock(at, with_day=len(days) > 1)} {_line(text)}"


def _told(line: Moment) -> str:
    """The beginning repeats what stands elsewhere in the draft."""
    if line.why is not Why.BEGAN:
        return line.text
    return f"Announced: {line.text.split('. At risk:')[0].split('. Since ')[0]}."


def _root_cause(account: Account) -> Iterator[str]:
    where = f" ({_line(account.incident.cause)})" if account.incident.cause else ""
    yield f"{_line(account.incident.title)}{where}"
    if account.explanation:
        yield _line(account.explanation)
    for proof in account.proofs:
        yield f"Seen by {_line(proof.source)}:\n\n{_fenced(proof.text)}"
    if not account.proofs:
        yield "No evidence was kept."
    yield "_Why was this possible? What made it worse, what kept it from being worse?_"


def _changed(account: Account) -> Iterator[str]:
    if account.done:
        yield "\n".join(f"- {_clock(one.at, with_day=True)} {_line(one.text)}" for one in account.done)
    else:
        yield "Nothing was changed through the bot."
    if account.seen:
        lines = "\n".join(f"- {_line(text)}" for text in account.seen)
        yield f"Seen to change meanwhile, by the diagnosis:\n\n{lines}"
    yield "_What did people change by hand, and is it written down where it belongs?_"


def _follow_ups(account: Account) -> Iterator[str]:
    incident = account.incident
    if incident.by_hand:
        yield "Which check would have found this before a person did?"
    elif account.detected_after > _SLOW:
        after = words.lasting(account.detected_after)
        yield f"Detection took {after}: is the check often enough, is `fail_after` too high?"
    if incident.acknowledged_at is None:
        yield "Nobody acknowledged it: was it heard by the right people?"
    if incident.reopened:
        yield "It came back: was the cause mended, or its symptom?"
    if any(line.why is Why.FLAPPING for line in incident.timeline):
        yield "It came and went: what is it at the edge of?"
    if account.seen:
        yield "Something was changed shortly before: what would have caught it earlier?"
    if not account.done:
        yield "Nothing was changed through the bot: could the repair be one of its actions?"
    yield "_What keeps it from happening again, who does it, and until when?_"


def _line(text: str) -> str:
    """Untrusted text as one line of Markdown that is only text."""
    return _SPECIAL.sub(r"\\\1", " ".join(mentions.plain(text).split()))


def _fenced(text: str) -> str:
    """Untrusted text as a code block that it cannot end."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text[:_EVIDENCE]}\n{fence}"


def _day(at: float) -> str:
    return words.when(at)[:10]


def _clock(at: float, *, with_day: bool) -> str:
    moment = datetime.fromtimestamp(at, UTC)
    return f"{moment:%Y-%m-%d %H:%M:%S}" if with_day else f"{moment:%H:%M:%S}"


def in_short(account: Account) -> Sequence[tuple[str, str]]:
    """The summary for the thread: name -> value, in the order of reading. Plain text, to be escaped."""
    incident = account.incident
    after = account.acknowledged_after
    rows = [
        ("Lasted", words.lasting(account.lasted)),
        ("Detected after", words.lasting(account.detected_after)),
        (
            "Acknowledged",
            "by nobody" if after is None else f"after {words.lasting(after)} by {account.acknowledged_by}",
        ),
        ("Cause", incident.title),
    ]
    others = [name for name in incident.affected if name != incident.cause]
    if others:
        rows.append(("Also failed", words.names(others)))
    rows.append(("Changed through the bot", "; ".join(one.text for one in account.done) or "nothing"))
    if account.seen:
        rows.append(("Seen to change meanwhile", "; ".join(account.seen)))
    return rows
