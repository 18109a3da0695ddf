"""`medic diagnose ENV SERVICE --history`; imported only then, for the other ways to diagnose need no database."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from bot.cli import common
from bot.cli.records import open_records
from bot.dispatch import nearest
from bot.numbers import rank_from_history
from bot.stack import load_stack
from bot.store.rollups import RollUpStore
from handlers.core.errors import Usage
from handlers.core.redaction import Redactor
from handlers.diagnosis.graph import Graph
from handlers.diagnosis.metrics.ranking import RankedCause
from handlers.diagnosis.metrics.series import parse_time


@dataclass(frozen=True, slots=True)
class OwnHistory:
    """Why did `metric` of a service get worse at `at` (None: now)?"""

    environment: str
    service: str | None
    at: str | None
    metric: str

    async def rank(self, stack: Path | None) -> tuple[list[RankedCause], Redactor]:
        """The answer, and what keeps secrets out of it. Usage names what is missing or not there."""
        environments = load_stack(common.stack_path(stack)).stack.environments
        if self.environment not in environments:
            raise Usage(
                f"there is no environment {self.environment[:60]!r}; {nearest(self.environment, tuple(environments))}"
            )
        if self.service is None:
            raise Usage("--history goes with ENV SERVICE: which service got worse?")
        graph = Graph.of(environments[self.environment].services)
        needs = {name: tuple(graph.needs(name)) for name in graph.depends_on}
        moment = time.time() if self.at is None else parse_time(self.at)
        async with open_records() as records:
            question = (self.service, self.metric)
            found = await rank_from_history(RollUpStore(records.engine), self.environment, needs, moment, question)
            return found, records.terminal.redact
