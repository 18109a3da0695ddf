"""The actions of test repair: apply, open a pull request, undo; and the move to declared successors.

Each is a handler like any other. Their options are the action's arguments: `run`, `repo`, `state`.
"""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path

from handlers.context import Context
from handlers.core.errors import Permanent, Usage
from handlers.core.report import Action, File, Finding, Report, Status
from handlers.core.request import Request
from handlers.repair.apply.apply import Outcome, apply, plan, undo
from handlers.repair.apply.journal import Change
from handlers.repair.branch import branch_name, commit_branch
from handlers.repair.diff import diff
from handlers.repair.forge import Proposal, find_forge, open_pull_request, push
from handlers.repair.git import git
from handlers.repair.reporting import summary
from handlers.repair.runs import changes_of, existing, summary_of
from handlers.repair.scan.look import read
from handlers.repair.scan.walk import find
from handlers.repair.work import Work, read_work, state_directory


async def apply_repairs(request: Request, context: Context) -> Report:
    """Apply a planned run exactly as it was shown. Option `accept`: paths whose doubts are accepted, `*` for all."""
    del context
    state, run = _run(request)
    outcome = await asyncio.to_thread(apply, state, run, tuple(request.options.get("accept") or ()))
    return _done(request, "repair.apply", f"{len(outcome.written):,} files repaired (run {run})", outcome)


async def undo_repairs(request: Request, context: Context) -> Report:
    """Put a run's files back byte for byte. Option `force`: also those that changed since."""
    del context
    state, run = _run(request)
    outcome = await asyncio.to_thread(undo, state, run, bool(request.options.get("force")))
    return _done(request, "repair.undo", f"{len(outcome.written):,} files put back (run {run})", outcome)


async def propose_repairs(request: Request, context: Context) -> Report:
    """Commit a planned run to `repair/<run>` and open a pull request for it; the working tree is not touched.

    Options `token` (the forge's), `api` (its address, where it is not the public one), `remote` (default `origin`).
    """
    state, run = _run(request)
    journal = await asyncio.to_thread(existing, state, run)
    top, branch = Path(journal.top), branch_name(run)
    changes = await asyncio.to_thread(changes_of, state, journal, "*" in (request.options.get("accept") or ()))
    table = summary(summary_of(state, run).get("files", ()))
    title = f"Repair {len(changes)} test files that did not compile"
    commit = await asyncio.to_thread(_branch, top, run, changes, f"{title}\n\nopsmedic run {run}")
    token = str(request.options.get("token") or "")
    if not token:
        told = f"Branch {branch} is ready at {commit[:12]}; set a forge token to open the pull request"
        return Report("repair.pull_request", request.environment, Status.NOT_DONE, told, data={"branch": branch})
    remote = str(request.options.get("remote") or "origin")
    tests = context.environment.tests
    address = (tests.repository if tests else "") or await asyncio.to_thread(_address, top, remote)
    forge = find_forge(address, token, request.options.get("api"))
    await push(top, remote, branch, token)
    base = str(request.options.get("base") or await asyncio.to_thread(_base, top))
    url = await open_pull_request(context.tools.http, forge, Proposal(branch, base, title, table))
    told = f"{title}: {url}"
    return Report("repair.pull_request", request.environment, Status.DONE, told, data={"url": url, "branch": branch})


async def modernise_tests(request: Request, context: Context) -> Report:
    """Move the tests to the declared successors. A dry run unless the option `apply` is true; undone like a repair."""
    work = await asyncio.to_thread(read_work, request, context.environment.tests, context.tools.clock.now())
    changes = await asyncio.to_thread(_moves, work)
    patch = "".join(diff(change.path, change.before, change.after) for change in changes)
    files = (
        (File(f"modernise-{work.run}.patch", "text/x-diff", patch.encode("utf-8", "surrogateescape")),) if patch else ()
    )
    arguments = {"run": work.run, "repo": str(work.top), "state": str(work.state)}
    if not changes:
        return Report("modernise tests", request.environment, Status.HEALTHY, "No test uses a renamed thing")
    await asyncio.to_thread(plan, work.state, work.run, work.top, changes)
    told = f"{len(changes)} files use a renamed thing"
    if not request.options.get("apply"):
        actions = (Action("repair.apply", "Apply", arguments, "Undo puts every file back byte for byte"),)
        data = {"run": work.run, "files": [change.path for change in changes]}
        return Report(
            "modernise tests", request.environment, Status.FAILING, told, actions=actions, files=files, data=data
        )
    outcome = await asyncio.to_thread(apply, work.state, work.run)
    return _done(request, "modernise tests", f"{told}; {len(outcome.written)} were moved (run {work.run})", outcome)


def _moves(work: Work) -> list[Change]:
    # The syntax tree library takes half a second to import, which no other command should wait for.
    from handlers.repair.modernise.renames import declared, modernise_file

    renames = declared(work.tests.renames)
    changes = []
    for path in find(work.top, work.scope.roots, work.scope.exclude).files if renames else ():
        try:
            before = read(str(work.top / path))
        except OSError:
            continue
        after = modernise_file(before, renames)
        if after is not None:
            changes.append(Change(path, before, after))
    return changes


def _run(request: Request) -> tuple[Path, str]:
    run = str(request.options.get("run") or "")
    if not run:
        raise Usage("which run? `medic runs` lists them")
    return state_directory(request.options), run


def _branch(top: Path, run: str, changes: list[Change], message: str) -> str:
    """The commit of the run's branch, made now or found made already."""
    try:
        return git(top, "rev-parse", "--verify", "--quiet", f"refs/heads/{branch_name(run)}").strip()
    except subprocess.CalledProcessError:
        return commit_branch(top, run, changes, message)


def _address(top: Path, remote: str) -> str:
    try:
        return git(top, "remote", "get-url", remote).strip()
    except subprocess.CalledProcessError as problem:
        raise Permanent(f"the repository has no remote {remote!r} to push to") from problem


def _base(top: Path) -> str:
    """The branch a pull request goes to: the one checked out, `main` where none is."""
    name = git(top, "rev-parse", "--abbrev-ref", "HEAD").strip()
    return "main" if name == "HEAD" else name


def _done(request: Request, capability: str, headline: str, outcome: Outcome) -> Report:
    findings = tuple(
        Finding(f"refused:{path}", "tests", f"{path} was left as it was", explanation=why)
        for path, why in outcome.refused.items()
    )
    arguments = {name: request.options[name] for name in ("repo", "state") if name in request.options}
    back = Action("repair.undo", "Undo", arguments | {"run": outcome.run}, "apply the same run again")
    return Report(
        capability,
        request.environment,
        Status.NOT_DONE if outcome.refused else Status.DONE,
        headline,
        findings=findings,
        actions=(back,) if capability != "repair.undo" and outcome.written else (),
        data={"run": outcome.run, "written": list(outcome.written), "refused": outcome.refused},
    )
