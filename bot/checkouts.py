"""Test repair for the bot: the repository that stack.yaml names, checked out in the bot's own state directory."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from handlers.context import Context, Handler
from handlers.core.errors import Failure, Permanent, Usage
from handlers.core.report import Report
from handlers.core.request import Request
from handlers.repair.apply.apply import resume, unfinished
from handlers.repair.git import environment as git_environment
from handlers.repair.work import described
from handlers.stack.environment import Tests

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RepairPlace:
    """`state`: where runs, backups and checkouts are kept; `token`: the forge's, for pull requests."""

    state: Path
    token: str = ""

    def bound(self, handler: Handler) -> Handler:
        """The handler, working in this place whatever its request says: a button's value chooses no directory.

        Usage where stack.yaml does not name the repository: the bot's own working directory is nobody's test tree.
        """

        async def bound(request: Request, context: Context) -> Report:
            options: dict[str, Any] = {**request.options, "state": str(self.state), "token": self.token}
            if "run" not in options:
                repository = _repository(request.environment, context.environment.tests)
                request = replace(request, run=await asyncio.to_thread(self._fresh, request.run))
                options["repo"] = str(await asyncio.to_thread(self._checkout, repository))
            return await handler(replace(request, options=options), context)

        return bound

    def _fresh(self, run: str) -> str:
        """A name no plan has yet: a run that is resumed after a crash plans anew beside what it planned before."""
        names = (run, *(f"{run}-{number}" for number in range(2, 100)))
        return next((name for name in names if not (self.state / "runs" / name).exists()), run)

    async def resume(self) -> None:
        """Bring every repair that a crash cut off in the middle of writing to its end.

        One that cannot be (a terminal is at work on that tree, its backup is gone) stays as it is.
        """
        for run in await asyncio.to_thread(unfinished, self.state):
            log.warning("finishing repair %s, which was cut off", run)
            try:
                await asyncio.to_thread(resume, self.state, run)
            except Failure as problem:
                log.warning("repair %s was not finished: %s", run, problem)

    def _checkout(self, repository: str) -> Path:
        """The repository as it is now: a directory where it stands, anything else cloned or brought up to date."""
        local = Path(repository).expanduser()
        if local.is_dir():
            return local.resolve()
        place = self.state / "checkouts" / hashlib.sha256(repository.encode()).hexdigest()[:16]
        try:
            if place.exists():
                self._git(place, "fetch", "--quiet", "--prune", "origin")
                self._git(place, "checkout", "--quiet", "--force", "--detach", "origin/HEAD")
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                self._git(place.parent, "clone", "--quiet", "--", repository, place.name)
        except subprocess.CalledProcessError as problem:
            said = problem.stderr.decode(errors="replace").strip().splitlines()
            raise Permanent(f"{repository} cannot be checked out: {said[-1] if said else 'git failed'}") from problem
        return place

    @staticmethod
    def _git(directory: Path, *arguments: str) -> None:
        subprocess.run(  # noqa: S603 - git, arguments never pass a shell
            ["git", *arguments],  # noqa: S607 - the one on the PATH
            cwd=directory,
            env=git_environment(),
            capture_output=True,
            check=True,
            timeout=900,
        )


def _repository(environment: str, tests: Tests | None) -> str:
    named = described(environment, tests).repository
    if not named:
        raise Usage(
            f"the `tests` section of `{environment}` in stack.yaml names no repository. Add `repository:` to it: an "
            "address that git can clone, or a directory on the bot's machine"
        )
    return named
