"""Weights of sparse features, learnt by a softmax over groups of rows."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

Rows = list[tuple[list[str], dict[str, float], bool]]


@dataclass
class Table:
    """Rows of sparse features in groups, for a softmax over each group."""

    names: dict[str, int] = field(default_factory=dict)
    index: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    gold: list[bool] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def add_group(self, rows: Rows, weight: float) -> None:
        self.groups.append(len(self.rows))
        self.weights.append(weight)
        for names, numbers, gold in rows:
            self.rows.append(len(self.index))
            self.gold.append(gold)
            for name in names:
                self.index.append(self.names.setdefault(name, len(self.names)))
                self.value.append(1.0)
            for name, number in numbers.items():
                self.index.append(self.names.setdefault(name, len(self.names)))
                self.value.append(number)

    def train(self, penalty: float, rounds: int = 110, rate: float = 0.1) -> dict[str, float]:
        """Weights that make the gold rows likely, by Adam on the whole table with an L2 `penalty`."""
        index, value = np.array(self.index, dtype=np.int32), np.array(self.value, dtype=np.float32)
        rows, groups = np.array(self.rows), np.array(self.groups)
        counts = np.diff(np.append(rows, len(index)))
        sizes = np.diff(np.append(groups, len(rows)))
        gold = np.array(self.gold)
        scale = np.repeat(np.array(self.weights), sizes)
        w = np.zeros(len(self.names))
        m, v = np.zeros_like(w), np.zeros_like(w)
        for step in range(1, rounds + 1):
            scores = np.add.reduceat(w[index] * value, rows)
            top = np.repeat(np.maximum.reduceat(scores, groups), sizes)
            mass = np.exp(scores - top)
            good = np.where(gold, mass, 1e-12)
            every = np.repeat(np.add.reduceat(mass, groups), sizes)
            right = np.repeat(np.add.reduceat(good, groups), sizes)
            slope = (mass / every - np.where(gold, good / right, 0)) * scale
            gradient = np.bincount(index, weights=np.repeat(slope, counts) * value, minlength=len(w)) + penalty * w
            m, v = 0.9 * m + 0.1 * gradient, 0.99 * v + 0.01 * gradient**2
            w -= rate * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.99**step)) + 1e-8)
        return {name: round(float(w[i]), 3) for name, i in self.names.items() if abs(w[i]) > 0.02}
