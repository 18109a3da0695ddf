"""`modernise tests`: move the tests to the successors that the stack file declares."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from handlers.context import Context
from handlers.core.errors import Usage
from handlers.core.report import File, Finding, Report, Status, Table
from handlers.core.request import Request
from handlers.repair.actions import acted
from handlers.repair.apply.apply import apply, plan
from handlers.repair.apply.journal import Change
from handlers.repair.codec import decode
from handlers.repair.diff import diff
from handlers.repair.elsewhere import accepts
from handlers.repair.handler import forget_old_runs, phase
from handlers.repair.reporting import DIFFS, difference, how_many, shown, ways
from handlers.repair.runs import keep_summary
from handlers.repair.scan.look import read
from handlers.repair.scan.walk import find
from handlers.repair.work import Work, read_work

if TYPE_CHECKING:
    from handlers.repair.modernise.leftovers import Leftover

_SHOWN = 30  # places left to look at that a report shows; all of them are in its data
_NAME = "modernise tests"


async def modernise_tests(request: Request, context: Context) -> Report:
    """Move the tests to the declared successors. A dry run unless the option `apply` is true; undone like a repair."""
    work = await asyncio.to_thread(read_work, request, context.environment.tests, context.tools.clock.now())
    _declared(work, request.environment)
    await forget_old_runs(work, context)
    async with phase(context, "look for renamed things") as step:
        moves = await asyncio.to_thread(_moves, work)
        step.say(f"{how_many(len(moves.changes))} to move{_also(moves)}", well=True)
    changes, tables = moves.changes, (*_counts(work, moves), *_left(moves))
    if not changes:
        told = f"No test uses a renamed thing{_also(moves)}"
        return Report(_NAME, request.environment, Status.HEALTHY, told, tables=tables, data=_data(work, moves))
    await asyncio.to_thread(plan, work.state, work.run, work.top, changes, work.tests.keep_runs)
    await asyncio.to_thread(keep_summary, work.state, work.run, {"renames": dict(work.tests.renames)})
    told = f"{how_many(len(changes))} to move to declared names"
    if not request.options.get("apply"):
        told = f"{told}{_also(moves)}. Nothing was changed"
        return replace(_dry(request, work, moves, told), tables=tables)
    outcome = await asyncio.to_thread(apply, work.state, work.run)
    done = acted(
        request, _NAME, f"{told}; {len(outcome.written):,} moved on disk (run {work.run}){_also(moves)}", outcome
    )
    return replace(done, tables=tables, files=_patch(work, changes), data={**_data(work, moves), **done.data})


@dataclass(frozen=True, slots=True)
class _Moves:
    """What the renames come to in a tree: the files to change, and path -> the places that are left."""

    changes: list[Change]
    left: dict[str, tuple[Leftover, ...]]


def _dry(request: Request, work: Work, moves: _Moves, told: str) -> Report:
    arguments = {"run": work.run, "repo": str(work.top), "state": str(work.state)}
    return Report(
        _NAME,
        request.environment,
        Status.FAILING,
        told,
        findings=tuple(_findings(moves)),
        actions=ways(arguments, len(moves.changes)),
        files=_patch(work, moves.changes),
        data=_data(work, moves),
    )


def _declared(work: Work, environment: str) -> None:
    """Usage where nothing is declared to be renamed."""
    if not work.tests.renames:
        whose = (
            f"the `tests` section of `{environment}` in stack.yaml" if environment else "no `tests` section in sight"
        )
        raise Usage(f"{whose} declares no renames: add `renames: {{old.module.Name: new.module.Name}}` to it")


def _findings(moves: _Moves) -> Iterator[Finding]:
    """Some files with their diff, first those in which a place is left."""
    changes = sorted(moves.changes, key=lambda change: change.path not in moves.left)
    for change in changes[:DIFFS]:
        left = len(moves.left.get(change.path, ()))
        more = f", {left} left to look at" if left else ""
        evidence = difference(diff(change.path, change.before, change.after))
        yield Finding(f"moved:{change.path}", "tests", f"{shown(change.path)} moves{more}", evidence=(evidence,))
    if len(changes) > DIFFS:
        yield Finding("moved:more", "tests", f"{len(changes) - DIFFS} more files move: see the patch")


def _counts(work: Work, moves: _Moves) -> tuple[Table, ...]:
    """For every rename how many of the files that change name it."""
    rows = [
        (old, new, str(sum(old.rpartition(".")[2].encode() in change.before for change in moves.changes)))
        for old, new in work.tests.renames.items()
    ]
    return (Table("Declared renames", ("old", "new", "files that change"), tuple(rows)),)


def _also(moves: _Moves) -> str:
    places = sum(map(len, moves.left.values()))
    named = "1 place that names one was" if places == 1 else f"{places:,} places that name one were"
    return f"; {named} not moved" if places else ""


def _left(moves: _Moves) -> tuple[Table, ...]:
    rows = [
        (f"{shown(path)}:{place.line}", shown(place.what)) for path, places in moves.left.items() for place in places
    ]
    if len(rows) > _SHOWN:
        rows[_SHOWN:] = [(f"and {len(rows) - _SHOWN:,} more", "")]
    return (Table("Not moved: look at these yourself", ("where", "what"), tuple(rows)),) if rows else ()


def _data(work: Work, moves: _Moves) -> dict[str, Any]:
    left = {path: [{"line": place.line, "what": place.what} for place in places] for path, places in moves.left.items()}
    return {"run": work.run, "files": [change.path for change in moves.changes], "left": left}


def _patch(work: Work, changes: Sequence[Change]) -> tuple[File, ...]:
    patch = "".join(diff(change.path, change.before, change.after) for change in changes)
    return (File(f"modernise-{work.run}.patch", "text/x-diff", patch.encode("utf-8", "surrogateescape")),)


def _moves(work: Work) -> _Moves:
    # The syntax tree library takes half a second to import, which no other command should wait for.
    from handlers.repair.modernise.modules import package_of
    from handlers.repair.modernise.reliance import reliance
    from handlers.repair.modernise.renames import declared, modernise_file

    python = work.scope.python
    judge = None if python.own else partial(accepts, python)
    renames = declared(work.tests.renames)
    found = _Moves([], {})
    data = dict(_naming(work, [rename.old_name.encode() for rename in renames]))
    known = reliance({path: decode(before)[0] for path, before in data.items()}, renames)
    for path, before in data.items():
        package = package_of(work.top, path)
        here = [replace(rename, package=package) for rename in known.renames]
        after, moved = modernise_file(before, here, known.relied.get(path, ()), judge)
        if after != before:
            found.changes.append(Change(path, before, after))
        if moved.left:
            found.left[path] = moved.left
    return found


def _naming(work: Work, names: Sequence[bytes]) -> list[tuple[str, bytes]]:
    """The files that hold one of `names`, each with its content. A UTF-16 file is no Python file, so bytes will do."""
    found = []
    for path in find(work.top, work.scope.roots, work.scope.exclude).files if names else ():
        try:
            data = read(str(work.top / path))
        except OSError:
            continue
        if any(name in data for name in names):
            found.append((path, data))
    return found
