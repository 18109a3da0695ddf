"""The actions of test repair: apply, open a pull request, undo.

Each is a handler like any other. Their options are the action's arguments: `run`, `repo`, `state`.
"""

from __future__ import annotations

import asyncio
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

from handlers.context import Context
from handlers.core.errors import Failure, Permanent, Usage
from handlers.core.report import Action, Finding, Report, Status
from handlers.core.request import Request
from handlers.repair.apply import place
from handlers.repair.apply.apply import Outcome, apply, begin, undo
from handlers.repair.apply.journal import Change, Journal, existing, folder
from handlers.repair.branch import branch_name, commit_branch, submodules, without
from handlers.repair.forge import Proposal, find_forge, open_pull_request, push, remote_address
from handlers.repair.git import git
from handlers.repair.handler import collect, run_suites
from handlers.repair.reporting import collected, how_many, refusals, shown, summary, uncollected, verified
from handlers.repair.runs import changes_of, summary_of
from handlers.repair.work import read_work, state_directory


async def apply_repairs(request: Request, context: Context) -> Report:
    """Apply a planned run exactly as it was shown, or finish one that was cut off.

    Options: `accept` (paths whose doubts are accepted, `*` for all), `verify` (collect before and after, and run the
    configured suites; default: yes).
    """
    state, run = _run(request)
    accept = tuple(request.options.get("accept") or ())
    journal = await asyncio.to_thread(existing, state, run)
    begin(journal, accept)  # what is wrong with it is said before the tests are collected
    if not request.options.get("verify", True):
        return _applied(request, journal, await asyncio.to_thread(apply, state, run, accept))
    found = replace(request, options={**request.options, "repo": journal.top, "paths": ()})
    work = await asyncio.to_thread(read_work, found, context.environment.tests, context.tools.clock.now())
    before = await collect(work, context, "collect before")
    outcome = await asyncio.to_thread(apply, state, run, accept)
    after = await collect(work, context, "collect after")
    suites = await run_suites(work, context)
    done = _applied(request, journal, outcome)
    data = {**done.data, "collected": collected(before, after), "suites": suites}
    findings = (*done.findings, *uncollected(after))
    return replace(done, findings=findings, tables=tuple(verified(before, after, suites)), data=data)


def _applied(request: Request, planned: Journal, outcome: Outcome) -> Report:
    """What was applied, and which of the files that were `planned` still wait for a yes."""
    open_ones = (*planned.entries, *planned.left)
    settled = {*outcome.written, *outcome.refused}
    waiting = [entry for entry in open_ones if entry.doubt and not entry.done and entry.path not in settled]
    asks = f"; {how_many(len(waiting))} left out for want of your yes" if waiting else ""
    moves = summary_of(state_directory(request.options), planned.run).get("renames")
    done_to = "moved to declared names" if moves else "repaired"
    told = f"{how_many(len(outcome.written))} {done_to} (run {outcome.run}){asks}"
    done = acted(request, "repair.apply", told, outcome)
    left = [
        Finding(f"waiting:{entry.path}", "tests", f"{shown(entry.path)} was left out: {entry.doubt}")
        for entry in waiting
    ]
    return replace(done, status=Status.NOT_DONE if left else done.status, findings=(*done.findings, *left))


async def undo_repairs(request: Request, context: Context) -> Report:
    """Put a run's files back byte for byte. Option `force`: also those that changed since."""
    del context
    state, run = _run(request)
    outcome = await asyncio.to_thread(undo, state, run, bool(request.options.get("force")))
    told = f"{how_many(len(outcome.written))} put back (run {run})"
    if not outcome.written and not outcome.refused:
        told = f"Run {run} was taken back already; nothing was changed"
    return acted(request, "repair.undo", told, outcome)


async def propose_repairs(request: Request, context: Context) -> Report:
    """Commit a planned run to `repair/<run>` and open a pull request for it; the working tree is not touched.

    Options `token` (the forge's), `api` (its address, where it is not the public one), `remote` (default `origin`),
    `base` (the branch it goes to), `accept` (`*`: doubtful repairs too).
    """
    state, run = _run(request)
    journal = await asyncio.to_thread(existing, state, run)
    top, branch = Path(journal.top), branch_name(run)
    proposed = await asyncio.to_thread(_proposed, state, journal, tuple(request.options.get("accept") or ()))
    commit = await asyncio.to_thread(_branch, top, run, proposed, folder(state, run))
    refused = Outcome(run, (), proposed.refused)
    token = str(request.options.get("token") or "")
    done = Report("repair.pull_request", request.environment, Status.DONE, "", findings=tuple(refusals(refused)))
    if not token:
        told = f"Branch {branch} is ready at {commit[:12]}; set MEDIC_FORGE_TOKEN to open the pull request"
        return replace(done, status=Status.NOT_DONE, headline=told, data={"branch": branch, "commit": commit})
    remote = str(request.options.get("remote") or "origin")
    address = await asyncio.to_thread(remote_address, top, remote)
    forge = find_forge(_project(context, address), token, request.options.get("api"))
    base = str(request.options.get("base") or await asyncio.to_thread(_base, top, remote))
    await push(top, address, branch, token)
    url = await open_pull_request(context.tools.http, forge, Proposal(branch, base, proposed.title, proposed.table))
    data = {"url": url, "branch": branch, "commit": commit}
    return replace(done, headline=f"{proposed.title}: {url}", data=data)


def _project(context: Context, address: str) -> str:
    """Where the pull request is opened: the repository the stack file names, the remote where that is a directory."""
    named = context.environment.tests.repository if context.environment.tests else ""
    return address if not named or Path(named).expanduser().is_dir() else named


@dataclass(frozen=True, slots=True)
class _Proposed:
    """What a branch is to hold; `refused`: path -> why it is not in it."""

    changes: list[Change]
    refused: dict[str, str]
    title: str
    table: str


def _proposed(state: Path, journal: Journal, accept: tuple[str, ...]) -> _Proposed:
    changes, refused, others = [], {}, submodules(Path(journal.top))
    for change in changes_of(state, journal, True):
        if change.doubt and change.path not in accept and "*" not in accept:
            refused[change.path] = f"it needs a yes: {change.doubt}"
        elif other := next((path for path in others if change.path.startswith(path + "/")), ""):
            refused[change.path] = f"it belongs to the submodule {other}: repair that repository by itself"
        elif (reason := _moved_on(Path(journal.top), change)) is not None:
            refused[change.path] = reason
        else:
            changes.append(change)
    if not changes:
        why = "; ".join(sorted(set(refused.values()))[:3])
        raise Permanent(f"run {journal.run} holds nothing to propose: {why or 'it changed nothing'}")
    kept = summary_of(state, journal.run)
    known = kept.get("files", ())
    paths = {change.path for change in changes}
    count = how_many(len(changes)).replace("file", "test file")
    if renames := kept.get("renames"):
        table = "".join(f"- `{old}` is now `{new}`\n" for old, new in renames.items())
        return _Proposed(changes, refused, f"Move {count} to declared names", table)
    table = summary([file for file in known if file["path"] in paths])
    title = f"Repair {count} that did not compile" if known else f"Change {count}"
    return _Proposed(changes, refused, title, table)


def _moved_on(top: Path, change: Change) -> str | None:
    """Why a file is not what the run repaired any more; None where it is as scanned or as repaired."""
    try:
        present = place.read(top, change.path)
    except (Failure, OSError) as problem:
        return str(problem)
    return None if present in (change.before, change.after) else "it changed since it was scanned"


def _run(request: Request) -> tuple[Path, str]:
    run = str(request.options.get("run") or "")
    if not run:
        raise Usage("which run? `medic repair runs` lists them")
    return state_directory(request.options), run


def _branch(top: Path, run: str, proposed: _Proposed, scratch: Path) -> str:
    """The commit of the run's branch, made now or found made already."""
    branch = branch_name(run)
    try:
        made = git(top, "rev-parse", "--verify", "--quiet", f"refs/heads/{branch}").strip()
    except subprocess.CalledProcessError:
        message = f"{proposed.title}\n\nopsmedic run {run}"
        return commit_branch(top, run, proposed.changes, message, scratch)
    if missing := without(top, made, proposed.changes):
        raise Permanent(
            f"the branch {branch} was made without {', '.join(missing[:3])}: to make it anew, `git branch -D {branch}`"
        )
    return made


def _base(top: Path, remote: str) -> str:
    """The branch a pull request goes to: the one checked out, the remote's own default where none is."""
    name = git(top, "rev-parse", "--abbrev-ref", "HEAD").strip()
    if name != "HEAD":
        return name
    try:
        default = git(top, "symbolic-ref", "--short", f"refs/remotes/{remote}/HEAD").strip()
    except subprocess.CalledProcessError:
        return "main"
    return default.removeprefix(f"{remote}/")


def acted(request: Request, capability: str, headline: str, outcome: Outcome) -> Report:
    """What an action wrote and what it left, with the way back."""
    findings = tuple(refusals(outcome))
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
