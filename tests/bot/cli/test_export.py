"""The bot's own history goes out as a story and comes back as the same one."""

import json
import time

import pytest

from bot.cli import export
from bot.store.results import Kept, ResultStore
from handlers.core.ports import Health


@pytest.fixture
def kept(records):
    """An hour of results a minute apart: postgres fails for ten minutes, and the backend with it."""
    start = float(int(time.time()) - 3600)
    results = [
        Kept("staging", service, start + 60 * minute, Health.FAILING if 10 <= minute < 20 else Health.OK, 3.5, detail)
        for minute in range(60)
        for service, detail in (("postgres", "refused <b>" if 10 <= minute < 20 else ""), ("backend", ""))
    ]
    gone = Kept("staging", "gone", start, Health.OK)
    records(lambda engine: ResultStore(engine).keep([*results, gone]))
    return results


def test_the_story_holds_what_was_kept_and_replays(kept, typed, monkeypatch):
    monkeypatch.setattr(export, "PAGE", 7)  # many pages, cut within a moment
    result = typed("replay", "--export", "--since", "2h")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    expected = sorted((one.at, one.service, one.status.value, one.detail) for one in kept)
    assert [(line["at"], line["service"], line["status"], line["detail"]) for line in lines] == expected
    assert "left out 1 results" in result.stderr
    replayed = typed("replay", "-", "--json", stdin=result.stdout)
    (incident,) = json.loads(replayed.stdout)["incidents"]
    assert incident["cause"] == "postgres"
    assert incident["closed"] is not None


@pytest.mark.usefixtures("kept")
def test_only_the_time_and_the_environment_asked_for_are_written(typed):
    assert len(typed("replay", "--export", "--since", "10m").stdout.splitlines()) < 25
    assert typed("replay", "--export", "--environment", "staging", "--since", "2h").stdout
    result = typed("replay", "--export", "--environment", "stagign")
    assert "did you mean `staging`" in result.stderr
    assert result.exit_code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--export", "--since", "soon"), "--since: 'soon' is not a duration"),
        (("--export", "story.jsonl"), "takes no STORY"),
        ((), "which story"),
    ],
)
def test_wrong_usage_is_named(typed, words, said):
    result = typed("replay", *words)
    assert result.exit_code == 2
    assert said in result.stderr


def test_an_empty_history_is_said(typed):
    result = typed("replay", "--export")
    assert result.stdout == ""
    assert "no results of the last 7d" in result.stderr
