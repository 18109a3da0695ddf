"""`/diagnose staging` typed into Slack, on the real stack, for every fault, by both ways in."""

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="session")

FAULTS = {
    "postgres-down": "postgres",
    "redis-down": "redis",
    "backend-crash-at-start": "backend",
    "jwt-mismatch": "backend",
    "e2e-bypass-missing": "auth",
    "auth-down": "auth",
    "slow-database": "postgres",
}


@pytest.mark.parametrize("by_http", [False, True], ids=["socket", "http"])
@pytest.mark.parametrize("fault", FAULTS)
async def test_every_fault_is_named_as_itself(demo, converse, fault, by_http):
    await demo.inject(fault)
    async with converse(by_http=by_http) as conversation:
        thread, report = await conversation.asks("/diagnose staging")
    assert [(cause.id, cause.service) for cause in report.causes] == [(fault, FAULTS[fault])]
    assert report.status == "failing"
    assert thread.is_whole()
    assert "Root cause" in thread.root["plain"]
    assert report.causes[0].title in thread.report
    assert "Evidence" in thread.report
    assert "Next step" in thread.report


@pytest.mark.parametrize("by_http", [False, True], ids=["socket", "http"])
async def test_a_healthy_stack_is_healthy(converse, by_http):
    async with converse(by_http=by_http) as conversation:
        thread, report = await conversation.asks("/diagnose staging")
    assert report.status == "healthy"
    assert report.causes == ()
    assert thread.is_whole()


async def test_the_command_is_answered_at_once_and_privately(converse):
    async with converse() as conversation:
        seen = await conversation.types("/diagnose staging")
        await conversation.settled()
    assert seen.acknowledged
    (answer,) = [message for message in seen.messages if message["visible_to"]]
    assert "On it" in answer["plain"]


async def test_each_probe_is_shown_as_it_finishes(converse):
    async with converse() as conversation:
        thread, report = await conversation.asks("/diagnose staging")
    table = next(table for table in report.tables if "robe" in table.title)
    progress = thread.replies[0]["plain"]
    assert all(f"{service} · {probe}" in progress for service, probe, *_ in table.rows)


async def test_one_service_is_diagnosed_with_what_it_needs(demo, converse):
    await demo.inject("redis-down")
    async with converse() as conversation:
        _, report = await conversation.asks("/diagnose staging auth")
    assert [cause.id for cause in report.causes] == ["redis-down"]
    assert not any("gateway" in row[0] for table in report.tables for row in table.rows)


async def test_no_secret_is_in_anything_anybody_saw(demo, converse):
    await demo.inject("auth-down")
    async with converse() as conversation:
        await conversation.asks("/diagnose staging")
        seen = str(conversation.slack.control.transcript("#incident-staging"))
    assert not [secret for secret in demo.variables.values() if secret in seen]


async def test_running_again_in_the_thread_says_what_changed(demo, converse):
    await demo.inject("redis-down")
    async with converse() as conversation:
        await conversation.asks("/diagnose staging")
        await demo.lift("redis-down")
        await conversation.clicks("Run again")
        await conversation.settled()
        thread = conversation.thread()
    assert "failing → healthy" in thread.report
    assert "→ gone" in thread.report


async def test_a_double_click_is_one_run(converse):
    async with converse() as conversation:
        await conversation.asks("/diagnose staging")
        await conversation.clicks("Run again")
        await conversation.clicks("Run again")
        await conversation.settled()
        assert sum(" of " in text and "*probes*" in text for text in conversation.thread().texts) == 2
