"""Changes are made by an approver's click, checked when it is made, and never by anybody else's."""

from dataclasses import replace

import pytest

from bot.local.project import damaged_project
from bot.stack import parse_stack
from handlers.stack import environment as stack_models

pytestmark = pytest.mark.asyncio(loop_scope="session")


def _stack(demo, **changes):
    """The demo's stack file with another environment setting."""
    loaded = parse_stack(demo.stack_yaml().encode(), demo.variables)
    staging = loaded.stack.environments["staging"].model_copy(update=changes)
    return replace(loaded, stack=loaded.stack.model_copy(update={"environments": {"staging": staging}}))


async def test_a_restart_by_an_approver_brings_the_service_back(demo, converse):
    await demo.inject("auth-down")
    async with converse() as conversation:
        _, report = await conversation.asks("/diagnose staging")
        (action,) = [action for action in report.actions if action.name == "restart-service"]
        await conversation.clicks(action.label)
        await conversation.settled()
        assert "auth was started and runs" in conversation.thread().texts[-1]
        await conversation.clicks("Diagnose auth")
        await conversation.settled()
        assert any("auth is healthy" in text for text in conversation.thread().texts)


async def test_somebody_who_is_no_approver_changes_nothing(demo, converse):
    await demo.inject("auth-down")
    async with converse() as conversation:
        _, report = await conversation.asks("/diagnose staging")
        await conversation.clicks(report.actions[0].label, user="carol")
        await conversation.settled()
        assert "@platform-oncall may approve" in conversation.thread().texts[-1]
        assert demo.supervisor["auth"].state != "running"


async def test_a_protected_environment_needs_a_second_person(demo, converse):
    await demo.inject("auth-down")
    async with converse(stack=_stack(demo, protected=True)) as conversation:
        _, report = await conversation.asks("/diagnose staging")
        await conversation.clicks(report.actions[0].label, user="alice")
        await conversation.settled()
        assert "somebody else must approve" in conversation.thread().texts[-1]
        await conversation.clicks(report.actions[0].label, user="bob")
        await conversation.settled()
        assert "auth was started and runs" in conversation.thread().texts[-1]


async def test_an_environment_that_describes_no_tests_says_what_is_missing(demo, converse):
    async with converse(stack=_stack(demo)) as conversation:
        await conversation.types("/repair tests staging")
        await conversation.settled()
        assert "`staging` has no `tests` section in stack.yaml" in conversation.thread().texts[-1]


async def test_damaged_tests_are_shown_then_repaired_then_put_back(demo, converse, tmp_path):
    test = tmp_path / "project" / "tests" / "test_sum.py"
    test.parent.mkdir(parents=True)
    damaged = b"def test_sum():\n    assert sum([1, 2) == 3\n"
    test.write_bytes(damaged)
    tests = stack_models.Tests(repository=str(tmp_path / "project"), roots=("tests",))
    async with converse(stack=_stack(demo, tests=tests)) as conversation:
        await conversation.types("/repair tests staging")
        await conversation.settled()
        assert test.read_bytes() == damaged
        assert conversation.thread().replies[-1]["files"][0]["name"].endswith(".patch")
        await conversation.clicks("Apply")
        await conversation.settled()
        compile(test.read_text(), "test_sum.py", "exec")
        await conversation.clicks("Undo")
        await conversation.settled()
    assert test.read_bytes() == damaged


async def test_the_thread_tells_all_that_a_tired_person_needs_of_a_damaged_tree(demo, converse, tmp_path):
    tests = damaged_project(tmp_path / "project")
    damaged = {path: path.read_bytes() for path in (tmp_path / "project" / "tests").iterdir()}
    async with converse(stack=_stack(demo, tests=tests)) as conversation:
        _, report = await conversation.asks("/repair tests staging")
        shown = "\n".join(conversation.thread().texts)
        assert "3 of 3 Python files do not compile; 3 can be repaired, 1 of them only with your yes" in shown
        assert "tests/test_refund.py: partial, puts 2 lines aside as comments" in shown
        assert "-def test_a_refund_is_the_sum(:\n+def test_a_refund_is_the_sum():" in shown
        assert "What was wrong" in shown
        assert "repair tests*: 3 of 3" in shown
        labels = [action.label for action in report.actions]
        assert labels == ["Apply", "Apply, with 1 doubtful", "Open pull request"]
        await conversation.clicks("Apply")
        await conversation.settled()
        assert "tests/test_refund.py was left out" in "\n".join(conversation.thread().texts)
        await conversation.clicks("Apply, with 1 doubtful")
        await conversation.settled()
        for path in damaged:
            compile(path.read_text(), path.name, "exec")
        await conversation.clicks("Undo")
        await conversation.settled()
    assert {path: path.read_bytes() for path in damaged} == damaged


async def test_renamed_things_are_shown_then_moved_then_put_back(demo, converse, tmp_path):
    test = tmp_path / "project" / "tests" / "test_ws.py"
    test.parent.mkdir(parents=True)
    before = "from shop.ws import Socket\n\n\ndef test_it():\n    assert Socket()\n"
    test.write_text(before)
    tests = stack_models.Tests(repository=str(tmp_path / "project"), renames={"shop.ws.Socket": "shop.bridge.Bridge"})
    async with converse(stack=_stack(demo, tests=tests)) as conversation:
        _, report = await conversation.asks("/repair modernise staging")
        assert test.read_text() == before
        assert "1 file to move to declared names. Nothing was changed" in report.headline
        answer = conversation.thread().replies[-1]
        assert answer["files"][0]["name"].endswith(".patch")
        await conversation.clicks("Apply", user="carol")
        await conversation.settled()
        assert "@platform-oncall may approve" in conversation.thread().texts[-1]
        assert test.read_text() == before
        await conversation.clicks("Apply")
        await conversation.settled()
        assert any("1 file moved to declared names" in text for text in conversation.thread().texts)
        assert "from shop.bridge import Bridge" in test.read_text()
        await conversation.clicks("Undo")
        await conversation.settled()
    assert test.read_text() == before


async def test_a_rename_that_nobody_declared_is_asked_for(demo, converse, tmp_path):
    (tmp_path / "project").mkdir()
    tests = stack_models.Tests(repository=str(tmp_path / "project"), roots=(".",))
    async with converse(stack=_stack(demo, tests=tests)) as conversation:
        await conversation.types("/repair modernise staging")
        await conversation.settled()
        assert "`staging` in stack.yaml declares no renames" in conversation.thread().texts[-1]
