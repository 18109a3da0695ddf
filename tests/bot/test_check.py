"""`medic check`: mistakes, warnings, the schedule, and Slack, in one result."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.check import check
from bot.slack.manifest import manifest
from bot.workspace.server import LocalSlack
from tests.bot.stackfile.stacks import SMALL, changed

NOW = datetime(2025, 3, 28, 12, 0, 30, tzinfo=UTC)  # a Friday, before Europe's clocks change


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    path = tmp_path / "stack.yaml"
    path.write_text(SMALL)
    return path


def write(path: Path, text: str) -> None:
    path.write_text(text)


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    local = LocalSlack()
    await local.start()
    yield local
    await local.stop()


async def test_a_right_file_without_slack_settings_passes_with_warnings(stack: Path) -> None:
    result = await check(stack, {}, NOW)
    assert result.exit_code == 0
    assert [str(warning).split(",")[0] for warning in result.warnings] == [
        "environment: SLACK_BOT_TOKEN is not set",
        "environment: SLACK_APP_TOKEN is not set",
    ]
    assert result.environments == {"staging": (2, 2)}
    assert result.slack is None


async def test_the_next_three_ticks_are_listed_in_their_time_zone(stack: Path) -> None:
    weekly = '      - {check: diagnose, cron: "0 6 * * mon-fri", timezone: Europe/Berlin}\n'
    write(stack, SMALL + weekly)
    minutely, mornings = (await check(stack, {}, NOW)).scheduled
    assert minutely.schedule == "every 1m"
    assert [f"{tick:%H:%M:%S}" for tick in minutely.ticks] == [
        "12:00:47",
        "12:01:47",
        "12:02:47",
    ]  # moved by its own offset
    assert [tick.isoformat() for tick in mornings.ticks] == [
        "2025-03-31T06:00:00+02:00",
        "2025-04-01T06:00:00+02:00",
        "2025-04-02T06:00:00+02:00",
    ]


async def test_mistakes_of_the_file_and_of_the_settings_come_together(stack: Path) -> None:
    write(stack, changed("version: 1", "version: 2"))
    result = await check(stack, {"SLACK_APP_TOKEN": "xoxb-1234567890-abcdef", "MEDIC_HTTP_PORT": "x"}, NOW)
    assert result.exit_code == 2
    assert len(result.mistakes) == 3
    assert result.scheduled == ()


async def test_unset_variables_and_unknown_settings_are_warnings(stack: Path) -> None:
    write(stack, changed("db.internal", '"${DB_HOST}"'))
    result = await check(stack, {"MEDIC_STAK": "x"}, NOW)
    said = " ".join(map(str, result.warnings))
    assert result.exit_code == 0
    assert "DB_HOST is not set" in said
    assert "MEDIC_STAK is not a setting" in said


async def test_a_file_that_is_not_there_is_one_mistake(tmp_path: Path) -> None:
    result = await check(tmp_path / "none.yaml", {}, NOW)
    assert [problem.what for problem in result.mistakes] == ["there is no such file"]


async def test_slack_is_reached_with_the_settings(stack: Path, slack: LocalSlack) -> None:
    write(stack, changed("#incidents", "#incident-staging"))
    app = slack.install(manifest(), join=["#incident-staging"])
    environ = {
        "SLACK_BOT_TOKEN": app.credentials.bot_token,
        "SLACK_APP_TOKEN": app.credentials.app_token,
        "MEDIC_SLACK_API_URL": slack.api_url,
    }
    result = await check(stack, environ, NOW)
    assert (result.exit_code, result.warnings) == (0, ())
    assert result.slack
    assert result.slack.member
    assert (await check(stack, environ, NOW, reach=False)).slack is None


async def test_a_rejected_token_is_a_mistake(stack: Path, slack: LocalSlack) -> None:
    environ = {"SLACK_BOT_TOKEN": "xoxb-0000000000-wrongwrong", "MEDIC_SLACK_API_URL": slack.api_url}
    result = await check(stack, environ, NOW)
    assert result.exit_code == 2
    assert "Slack refuses SLACK_BOT_TOKEN" in str(result.mistakes[0])
