"""Name -> handler -> Report, for every surface alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from handlers.context import Context, Handler
from handlers.core.errors import Usage
from handlers.core.ports import Progress
from handlers.core.report import Action, Report
from handlers.core.request import Request
from handlers.diagnosis.explain_handler import explain_text
from handlers.diagnosis.handler import diagnose
from handlers.golden_path.handler import golden_path
from handlers.probes.base import Tools
from handlers.repair.actions import apply_repairs, propose_repairs, undo_repairs
from handlers.repair.handler import repair_tests
from handlers.repair.modernise.handler import modernise_tests
from handlers.services.handler import RESTART, can_restart, restart_service
from handlers.stack.environment import Environment, Stack

# What works on a checkout of the environment's tests.
ON_TESTS: Mapping[str, Handler] = {
    "repair tests": repair_tests,
    "modernise tests": modernise_tests,
    "repair.apply": apply_repairs,
    "repair.pull_request": propose_repairs,
    "repair.undo": undo_repairs,
}
HANDLERS: Mapping[str, Handler] = {
    "diagnose": diagnose,
    "explain": explain_text,
    "golden-path": golden_path,
    **ON_TESTS,
    RESTART: restart_service,
}

# What changes the world: each needs an approver at the moment of the act.
CHANGES = frozenset({"repair.apply", "repair.pull_request", "repair.undo", RESTART})


def nearest(word: str, valid: tuple[str, ...]) -> str:
    """A phrase for an error message: the nearest valid name where there is one, all of them otherwise."""
    close = get_close_matches(word.lower(), valid, n=1, cutoff=0.5)
    return f"did you mean `{close[0]}`?" if close else "known: " + ", ".join(f"`{name}`" for name in valid)


def _possible(action: Action, environment: Environment) -> bool:
    """Whether this environment's platform can carry the action out: what it cannot is not offered."""
    return action.name != RESTART or can_restart(environment, str(action.arguments.get("service", "")))


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """Finds the environment and the handler a request names, and runs it."""

    stack: Stack
    tools: Tools
    handlers: Mapping[str, Handler]

    def environment(self, name: str) -> Environment:
        """The environment of this name; Usage with the nearest valid name otherwise. No name: one without services."""
        if not name:
            return Environment(services={})
        found = self.stack.environments.get(name)
        if found is None:
            raise Usage(f"there is no environment `{name[:60]}`; {nearest(name, tuple(self.stack.environments))}")
        return found

    def check(self, request: Request) -> None:
        """Raise Usage for whatever can be known to be wrong before the work begins."""
        environment = self.environment(request.environment)
        if request.service is not None and request.service not in environment.services:
            raise Usage(
                f"there is no service `{request.service[:60]}` in {request.environment}; "
                f"{nearest(request.service, tuple(environment.services))}"
            )

    async def run(self, request: Request, progress: Progress) -> Report:
        """The handler's Report. What it raises is a Failure, or a defect."""
        self.check(request)
        environment = self.environment(request.environment)
        report = await self.handlers[request.capability](request, Context(environment, self.tools, progress))
        return replace(report, actions=tuple(action for action in report.actions if _possible(action, environment)))

    def with_stack(self, stack: Stack) -> Dispatcher:
        """The same for another stack.yaml."""
        return replace(self, stack=stack)
