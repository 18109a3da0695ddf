"""From the reads that make a service a cause to a hypothesis with its words, its confidence and the reasons for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handlers.core.report import Evidence
from handlers.diagnosis.case import Case, Read, Ward
from handlers.diagnosis.catalogue.entry import GENERIC
from handlers.diagnosis.evidence import EXPLAINS, Seen
from handlers.diagnosis.graph import Graph
from handlers.diagnosis.words import fill_words

MOST = 0.99  # nothing seen from outside is certain
BESIDE = 0.5  # how much another failing probe of the same service adds, as a share of its own weight
UNMEASURED = 0.75  # a dependency that could not be measured might be the true cause


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


def build(graph: Graph, ward: Ward, sources: dict[str, list[Read]]) -> list[Hypothesis]:
    """One hypothesis for every id that the reads of a source service give."""
    built = []
    for service, reads in sources.items():
        by_id: dict[str, list[Read]] = defaultdict(list)
        for read in _leading(reads):
            by_id[fill(read.reading.entry.id, service, read)].append(read)
        unmeasured = [name for name in graph.needs(service) if name in ward.unknown]
        for id_, own in by_id.items():
            built.append(_hypothesis(id_, ward.cases[service], own, unmeasured))
    return built


def _leading(reads: list[Read]) -> list[Read]:
    """The reads that stand on the same service: a more precise one covers those its effect can bring about."""
    leading: list[Read] = []
    for read in sorted(reads, key=lambda read: read.reading.rank, reverse=True):
        if not any(EXPLAINS[lead.reading.effect] & read.reading.effect for lead in leading):
            leading.append(read)
    ids = {id(lead.reading.entry) for lead in leading}
    return leading + [read for read in reads if id(read.reading.entry) in ids and read not in leading]


def _hypothesis(id_: str, case: Case, own: Sequence[Read], unmeasured: Sequence[str]) -> Hypothesis:
    lead = max(own, key=lambda read: read.reading.rank)
    entry = lead.reading.entry
    doubt, reasons = 1.0, []
    for read in (*own, *(other for other in (*case.reads, *case.supporting) if other not in own)):
        weight = read.reading.weight * (1.0 if read in own else BESIDE)
        doubt *= 1 - weight
        reasons.append(f"{read.seen.probe}: {read.seen.observation.reason} ({weight:.2f})")
    if unmeasured:
        doubt = 1 - (1 - doubt) * UNMEASURED
        reasons.append(f"less certain: {', '.join(unmeasured)} could not be measured")
    return Hypothesis(
        id=id_,
        service=case.service,
        title=fill(entry.title, case.service, lead),
        explanation=fill(entry.explanation, case.service, lead),
        next_step=fill(entry.next_step, case.service, lead),
        action=entry.action,
        confidence=round(min(MOST, 1 - doubt), 2),
        reasons=tuple(reasons),
        evidence=tuple(_evidence((*own, *(read for read in (*case.reads, *case.supporting) if read not in own)))),
        level=entry.level,
    )


def _evidence(reads: Iterable[Read]) -> Iterable[Evidence]:
    for read in reads:
        yield Evidence(read.seen.probe, read.seen.observation.detail)
        if read.reading.quote and read.reading.quote not in read.seen.observation.detail:
            yield Evidence(f"{read.seen.probe} log", read.reading.quote)


def fill(template: str, service: str, read: Read) -> str:
    """The template with the service, the probe and the observation's facts in it."""
    if "{" not in template:
        return template
    seen: Seen = read.seen
    endpoint = seen.probe if seen.probe != seen.kind else f"{service}-endpoint"
    facts = seen.observation.facts
    because = ": ".join(str(facts[name]) for name in ("exception", "message") if facts.get(name))
    own = {"because": because, "quote": read.reading.quote, "dependency": read.reading.dependency}
    own |= {"service": service, "probe": seen.probe, "detail": seen.observation.detail, "endpoint": endpoint}
    return fill_words(template, {**facts, **own})
