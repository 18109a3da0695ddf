"""Where the bot repairs tests: the repository that stack.yaml names, and no other directory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import httpx
import pytest

from bot.checkouts import RepairPlace
from handlers.context import Context
from handlers.core.errors import Permanent, Usage
from handlers.core.ports import RecordedProgress, SystemClock
from handlers.core.redaction import Redactor
from handlers.core.report import Report, Status
from handlers.core.request import Request
from handlers.probes.base import Tools
from handlers.repair.apply import journal as journals
from handlers.repair.apply.apply import plan
from handlers.repair.apply.journal import Change
from handlers.repair.apply.lock import locked
from handlers.stack import environment as stack
from tests.handlers.repair.repository import commit


@dataclass
class Recorder:
    """A handler that remembers what it was asked."""

    asked: list[Request] = field(default_factory=list)

    async def __call__(self, request: Request, context: Context) -> Report:
        self.asked.append(request)
        return Report("repair tests", request.environment, Status.HEALTHY, "")


@pytest.fixture
async def ask(tmp_path):
    recorder = Recorder()
    place = RepairPlace(tmp_path / "state", "token")
    async with httpx.AsyncClient() as http:
        tools = Tools(http, SystemClock(), Redactor())

        async def ask(tests, **options):
            context = Context(stack.Environment(services={}, tests=tests), tools, RecordedProgress())
            await place.bound(recorder)(Request("repair tests", "staging", options=options, run="r1"), context)
            return recorder.asked[-1]

        yield ask


async def test_a_directory_is_repaired_where_it_stands(ask, tmp_path):
    (tmp_path / "project").mkdir()
    asked = await ask(stack.Tests(repository=str(tmp_path / "project")), state="/elsewhere")
    assert asked.options == {"repo": str(tmp_path / "project"), "state": str(tmp_path / "state"), "token": "token"}


async def test_anything_else_is_checked_out_and_brought_up_to_date(ask, tmp_path):
    origin = tmp_path / "origin"
    origin.mkdir()
    commit(origin, {"a.py": "1\n"})
    for text in ("1\n", "2\n"):
        commit(origin, {"a.py": text}, "more")
        asked = await ask(stack.Tests(repository=origin.as_uri()))
        assert (
            tmp_path / "state" / "checkouts" / asked.options["repo"].rpartition("/")[2] / "a.py"
        ).read_text() == text


async def test_a_repository_that_cannot_be_reached_is_named(ask, tmp_path):
    with pytest.raises(Permanent, match="nowhere cannot be checked out"):
        await ask(stack.Tests(repository=(tmp_path / "nowhere").as_uri()))


@pytest.mark.parametrize(
    ("tests", "missing"),
    [(None, r"has no `tests` section.*Add one"), (stack.Tests(), r"names no repository.*Add `repo")],
)
async def test_where_no_repository_is_named_the_bots_own_directory_is_not_taken_for_one(ask, tests, missing):
    with pytest.raises(Usage, match=missing):
        await ask(tests)


async def test_what_a_run_holds_needs_no_repository(ask):
    assert (await ask(None, run="r1")).options["run"] == "r1"


async def test_repairs_that_a_crash_cut_off_are_finished_and_one_that_cannot_be_stops_nothing(tmp_path, caplog):
    state = tmp_path / "state"
    for name in ("busy", "cut"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.py").write_bytes(b"a (")
        begun = plan(state, name, tmp_path / name, [Change("a.py", b"a (", b"a ()")])
        journals.save(state, replace(begun, stage=journals.Stage.APPLYING))
    (state / "runs" / "odd").mkdir()
    (state / "runs" / "odd" / "journal.json").write_text("{")
    with locked(state, tmp_path / "busy"):
        await RepairPlace(state).resume()
    assert "repair busy was not finished: another repair" in caplog.text
    assert (tmp_path / "busy" / "a.py").read_bytes() == b"a ("
    assert (tmp_path / "cut" / "a.py").read_bytes() == b"a ()"
