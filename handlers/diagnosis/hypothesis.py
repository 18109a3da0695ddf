"""From the reads that make a service a cause to a hypothesis with its words, its confidence and the reasons for it."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from handlers.core.report import Evidence
from handlers.diagnosis.case import Case, Read, Ward
from handlers.diagnosis.catalogue.entry import GENERIC
from handlers.diagnosis.changes import Change, Changes
from handlers.diagnosis.evidence import COVERS, Effect, Seen
from handlers.diagnosis.graph import Graph
from handlers.diagnosis.matching import Reading
from handlers.diagnosis.words import fill_words, join_words

MOST = 0.99  # nothing seen from outside is certain
BESIDE = 0.5  # how much another kind of evidence on the same service adds, as a share of its own weight
CHANGED = 0.3  # how much a recent change of the same service adds
ALONE = 0.15  # how much it adds that everything the service needs is well
UNMEASURED = 0.75  # a dependency that could not be measured might be the true cause

_CATEGORIES = {"process": "platform", "cloud_run": "platform", "cloud_run_logs": "log", "settings_agree": "settings"}


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One root cause. `reasons` say why it is believed, strongest first; `evidence` is what was seen, word for word."""

    id: str
    service: str
    title: str
    explanation: str
    next_step: str
    action: str
    confidence: float
    reasons: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    level: int = GENERIC


def build(graph: Graph, ward: Ward, sources: dict[str, list[Read]], changes: Changes) -> list[Hypothesis]:
    """One hypothesis for every id that the reads of a source service give."""
    built = []
    for service, reads in sources.items():
        by_id: dict[str, list[Read]] = defaultdict(list)
        for read in _leading(reads):
            by_id[fill(read.reading.entry.id, service, read)].append(read)
        around = _Around(graph, ward, changes.get(service, ()))
        case = ward.cases.get(service) or Case(service, reads, [], 0)  # an unknown one, accused by those that need it
        for id_, own in by_id.items():
            others = [read for other, theirs in by_id.items() if other != id_ for read in theirs]
            built.append(_hypothesis(id_, case, own, around._replace(taken=others)))
    return built


class _Around(NamedTuple):
    graph: Graph
    ward: Ward
    changes: tuple[Change, ...]
    taken: Sequence[Read] = ()  # what leads to another cause of the same service is no evidence for this one


def _leading(reads: list[Read]) -> list[Read]:
    """The reads that stand on the same service: a more precise one covers those of the same effect.

    It covers all that its effect brings about where they are not evidence in their own right.
    """
    leading: list[Read] = []
    for read in sorted(reads, key=lambda read: read.reading.rank, reverse=True):
        if not any(_covers(lead, read) for lead in leading):
            leading.append(read)
    ids = {id(lead.reading.entry) for lead in leading}
    return leading + [read for read in reads if id(read.reading.entry) in ids and read not in leading]


def _covers(lead: Read, read: Read) -> bool:
    if read.reading.entry.own:  # of ways to be down, the best known ones
        down = lead.reading.effect == read.reading.effect == Effect.DOWN
        return down and lead.is_present and lead.reading.entry.level > read.reading.entry.level
    return bool(COVERS[lead.reading.effect] & read.reading.effect)


def _hypothesis(id_: str, case: Case, own: Sequence[Read], around: _Around) -> Hypothesis:
    lead = max(own, key=lambda read: read.reading.rank)
    entry, why = lead.reading.entry, lead.why
    spoken_for = (*own, *around.taken)
    rest = [read for read in (*case.reads, *case.supporting) if not _is_one_of(read, spoken_for)]
    beside = [read for read in rest if _supports(lead, read)]
    around = around._replace(changes=_relevant(own, around))
    confidence, reasons = _weigh(own, beside, around, case.service)
    explanation = fill(entry.explanation, case.service, lead)
    if why is not None:
        quote = why.quote.rstrip(".")
        explanation += f" Its log says why: {quote}. {fill(why.entry.explanation, case.service, lead, why)}"
    step = why.entry if why is not None else entry
    return Hypothesis(
        id=id_,
        service=case.service,
        title=fill(entry.title, case.service, lead),
        explanation=explanation,
        next_step=fill(step.next_step, case.service, lead, why),
        action=entry.action,
        confidence=confidence,
        reasons=reasons,
        evidence=tuple(_evidence((*own, *beside), around.changes)),
        level=entry.level,
    )


def _relevant(own: Sequence[Read], around: _Around) -> tuple[Change, ...]:
    """The changes that may have brought this cause about: of a setting, those that name it; else those of no other."""
    mine, others = _settings(own), _settings(around.taken)
    if mine:
        return tuple(change for change in around.changes if mine & _named(change))
    return tuple(change for change in around.changes if not others & _named(change))


def _settings(reads: Iterable[Read]) -> set[str]:
    """The variables that reads of settings are about."""
    told = [read.seen.observation.facts.get("variables") for read in reads if read.seen.kind == "settings_agree"]
    return {str(name) for variables in told if isinstance(variables, Mapping) for name in variables.values()}


def _named(change: Change) -> set[str]:
    return set(re.findall(r"\w+", change.what))


def _is_one_of(read: Read, reads: Sequence[Read]) -> bool:
    return any(read is other for other in reads)


def _supports(lead: Read, read: Read) -> bool:
    return read.reading.entry.id == lead.reading.entry.id or bool(COVERS[lead.reading.effect] & read.reading.effect)


def _weigh(own: Sequence[Read], beside: Sequence[Read], around: _Around, service: str) -> tuple[float, tuple[str, ...]]:
    """Noisy-or over the kinds of evidence, each counted once by its strongest: ten probes of one door are one door."""
    strongest: dict[str, tuple[float, str]] = {}
    for read in (*own, *beside):
        share = 1.0 if _is_one_of(read, own) else BESIDE
        category = "log" if read.reading.category == "log" else _CATEGORIES.get(read.seen.kind, "probe")
        said = f"{read.seen.probe}: {read.seen.observation.detail}"
        strongest[category] = max(strongest.get(category, (0.0, "")), (read.reading.weight * share, said))
    found = sorted(strongest.values(), reverse=True)
    if around.changes:
        found.append((CHANGED, f"changed lately: {around.changes[0].what}"))
    needs = list(around.graph.needs(service))
    if needs and all(name in around.ward.healthy for name in needs):
        found.append((ALONE, "everything it needs is well"))
    doubt = math.prod(1 - weight for weight, _ in found)
    reasons = [f"{said} (+{weight:.2f})" for weight, said in found]
    unmeasured = [name for name in needs if name in around.ward.unknown]
    if unmeasured:
        doubt = 1 - (1 - doubt) * UNMEASURED
        reasons.append(f"less certain, because {', '.join(unmeasured)} could not be measured")
    failing = [name for name in needs if name in around.ward.cases]
    if failing:
        words = "fails too, but does" if len(failing) == 1 else "fail too, but do"
        reasons.append(f"{join_words(failing)} {words} not explain this")
    return round(min(MOST, 1 - doubt), 2), tuple(reasons)


def _evidence(reads: Iterable[Read], changes: tuple[Change, ...]) -> Iterable[Evidence]:
    for read in reads:
        yield Evidence(read.seen.probe, read.seen.observation.detail)
        for reading in (read.reading, read.why):
            if reading is not None and reading.quote and reading.quote not in read.seen.observation.detail:
                yield Evidence(f"log of {read.seen.probe}", reading.quote)
    for change in changes[:2]:
        yield Evidence("change", f"{change.what} at {change.at:%H:%M:%S} UTC")


def fill(template: str, service: str, read: Read, reading: Reading | None = None) -> str:
    """The template with the service, the probe and the observation's facts in it."""
    if "{" not in template:
        return template
    seen: Seen = read.seen
    endpoint = seen.probe if seen.probe != seen.kind else f"{service}-endpoint"
    facts = seen.observation.facts
    because = ": ".join(str(facts[name]) for name in ("exception", "message") if facts.get(name))
    told = reading or read.reading
    own = {"because": because, "quote": told.quote, "dependency": told.dependency}
    own |= {"service": service, "probe": seen.probe, "detail": seen.observation.detail, "endpoint": endpoint}
    return fill_words(template, {**facts, **told.words, **own})
