"""The weights of proposals, before and after compiling."""

from __future__ import annotations

import time
from typing import NamedTuple

from benchmarks.learn_repair.table import Rows, Table
from benchmarks.learn_repair.ways import State
from handlers.repair.synthesis.costs import Costs
from handlers.repair.synthesis.effort import Effort, Meter
from handlers.repair.synthesis.features import describe
from handlers.repair.synthesis.language import LanguageModel
from handlers.repair.synthesis.outcome import outcome
from handlers.repair.synthesis.proposals.edit import apply
from handlers.repair.synthesis.search import Search
from handlers.repair.synthesis.view import View, view


def described(state: State, model: LanguageModel) -> Rows:
    """The features of all proposals of a state, by the model that does not know its fold."""
    seen: View = view(state.scene, model, state.previous)
    return [(*describe(seen, p), g) for p, g in zip(state.proposals, state.gold, strict=True)]


def prior_table(states: list[State], rows: list[Rows], without: int = -1) -> Table:
    """The table for scores before compiling, one fold left out."""
    table = Table()
    for state, own in zip(states, rows, strict=True):
        if state.fold != without:
            table.add_group(own, state.weight)
    return table


def posterior_rows(
    states: list[State], priors: list[dict[str, float]], models: list[LanguageModel]
) -> list[tuple[State, Rows]]:
    """The rows for scores after compiling, over the likeliest proposals by the prior of other folds."""
    effort = Effort(units=1e12, deadline=time.monotonic() + 1e6)
    found: list[tuple[State, Rows]] = []
    for state in states:
        search = Search(Costs(priors[state.fold], {}), models[state.fold], Meter(effort))
        gold = {apply(state.scene, p) for p, g in zip(state.proposals, state.gold, strict=True) if g}
        rows: Rows = []
        for trial in search.compiled(state.scene, state.previous, 150):
            names, numbers = outcome(state.scene, trial.proposal, trial.source, trial.fault)
            rows.append((names, {**numbers, "prior": trial.prior / 4}, trial.source in gold))
        if any(row[2] for row in rows):
            found.append((state, rows))
    return found


def posterior_table(groups: list[tuple[State, Rows]]) -> Table:
    """The table for scores after compiling."""
    table = Table()
    for state, rows in groups:
        table.add_group(rows, state.weight)
    return table


class Learnt(NamedTuple):
    """Both sorts of weights with the kinds met, and for each fold the same learnt without it."""

    table: dict[str, object]
    held: list[Costs]


def learn(states: list[State], models: list[LanguageModel], penalty: float, after: float) -> Learnt:
    """Weights before and after compiling, the second over the first as learnt without the fold in question."""
    rows = [described(state, models[state.fold]) for state in states]
    priors = [prior_table(states, rows, fold).train(penalty) for fold in range(len(models))]
    prior = prior_table(states, rows).train(penalty)
    del rows
    groups = posterior_rows(states, priors, models)
    posteriors = [
        posterior_table([group for group in groups if group[0].fold != fold]).train(after)
        for fold in range(len(models))
    ]
    kinds = frozenset(proposal.kind for state in states for proposal in state.proposals)
    posterior = posterior_table(groups).train(after)
    table: dict[str, object] = {"prior": prior, "posterior": posterior, "kinds": sorted(kinds)}
    return Learnt(table, [Costs(*weights, kinds) for weights in zip(priors, posteriors, strict=True)])
