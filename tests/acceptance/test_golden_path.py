"""`/golden-path staging` typed into Slack."""

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_failing_stage_is_named_and_leads_to_the_diagnosis_of_its_service(demo, converse):
    await demo.inject("results-missing")
    async with converse() as conversation:
        thread, report = await conversation.asks("/golden-path staging")
        assert report.data["failure"]["id"] == "results-missing"
        assert thread.is_whole()
        assert "results" in thread.root["plain"]
        label = f"Diagnose {report.causes[0].service}"
        await conversation.clicks(label)
        await conversation.settled()
        assert any("is healthy" in text for text in conversation.thread().texts)


async def test_the_history_of_past_runs_is_shown_on_request(demo, converse):
    async with converse() as conversation:
        await conversation.types("/golden-path staging")
        await conversation.settled()
        await demo.inject("silent-agent")
        await conversation.types("/golden-path staging")
        await conversation.settled()
        await conversation.types("/golden-path staging --history")
        await conversation.settled()
        history = conversation.threads()[-1]
    assert "1 of 2 runs passed" in history.root["plain"]
    assert history.replies[-1]["files"][0]["is_image"]


async def test_a_run_is_compared_with_the_last_good_one(converse):
    async with converse() as conversation:
        await conversation.types("/golden-path staging")
        await conversation.settled()
        await conversation.types("/golden-path staging")
        await conversation.settled()
        first, second = conversation.threads()
    assert "last good" not in first.report.lower()
    assert "last good" in second.report.lower()
