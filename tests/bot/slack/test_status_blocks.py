"""The state of an environment: the worst first, within Slack's limits, and no markup but our own."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.incidents.events import Open, Quieten, Results
from bot.incidents.machine import step
from bot.incidents.model import Result, State
from bot.incidents.rules import Rules
from bot.slack import blocks
from bot.slack.home import home
from bot.slack.status_blocks import EnvironmentStatus, environment_blocks, status_message
from bot.store.pauses import Pause
from bot.watch.schedule import Upcoming
from handlers.core.ports import Health
from handlers.stack.environment import Environment

NOON = 1_764_000_000.0
AT = datetime.fromtimestamp(NOON, UTC)
MAINTENANCE = {"begins": "2025-11-24T15:00:00Z", "ends": "2025-11-24T17:00:00Z", "services": ["redis"]}


def _status(*events, services=("redis", "auth"), upcoming=(), **alerts):
    environment = Environment.model_validate(
        {
            "services": {name: {} for name in services},
            "alerts": alerts,
            "schedule": [{"check": "diagnose", "every": "1m", "fail_after": 1}],
        }
    )
    rules, state = Rules.of("staging", environment), State("staging")
    for event in events:
        state = step(state, event, NOON, rules).state
    return EnvironmentStatus(rules, state, upcoming)


def _words(status):
    return str(environment_blocks(status, NOON))


def _seen(**healths):
    return Results(tuple(Result(name, health, "refused <!here>") for name, health in healths.items()))


@pytest.mark.parametrize(
    ("events", "mark", "said"),
    [
        ((), ":white_circle:", "nothing has been measured yet"),
        ((_seen(redis=Health.OK, auth=Health.OK),), ":large_green_circle:", "2 of 2 are well"),
        ((_seen(redis=Health.OK),), ":white_circle:", "not measured: `auth`"),
        ((_seen(redis=Health.OK, auth=Health.FAILING),), ":red_circle:", "failing: `auth`"),
        ((Open("odd", "ann"),), ":red_circle:", "nothing has been measured yet"),
    ],
)
def test_the_mark_says_the_worst(events, mark, said):
    words = _words(_status(*events))
    assert f"{mark} *staging*" in words
    assert said in words


def test_what_is_quiet_is_said_with_its_end():
    words = _words(_status(Quieten(NOON + 60, ("redis*",), "ann", "because of & <b>"), maintenance=[MAINTENANCE]))
    assert ":no_bell: `redis*` in `staging` until" in words
    assert "because of &amp; &lt;b&gt;" in words
    assert ":construction: maintenance of `redis` until" in words


def test_nothing_that_a_service_says_calls_anybody():
    assert "<!here>" not in _words(_status(_seen(redis=Health.FAILING)))


def test_a_check_shows_its_next_time_its_pause_and_its_last_result():
    paused = Pause("staging", "golden-path", "<@U012AB|ann>", AT)
    upcoming = (Upcoming("staging", "diagnose", AT), Upcoming("staging", "golden-path", AT, paused))
    status = _status(Results((Result("golden-path", Health.FAILING, "no answer"),)), upcoming=upcoming)
    shown = environment_blocks(status, NOON, "staging")[-2:]
    assert [block["accessory"]["text"]["text"] for block in shown] == ["Pause", "Resume"]
    assert "next <!date" in shown[0]["text"]["text"]
    assert "paused by <@U012AB>" in shown[1]["text"]["text"]
    assert "failing: no answer" in shown[1]["text"]["text"]
    assert '"asked":"staging"' in shown[0]["accessory"]["value"]


def test_many_environments_fit_one_message_and_one_view():
    crowded = _status(*(Open(f"odd {number} " + "x" * 150, "ann") for number in range(30)))
    statuses = [replace(crowded) for _ in range(40)]
    message = status_message(statuses, NOON)
    assert blocks.fits(message.blocks)
    assert "name one environment" in str(message.blocks[-1])
    assert "and 20 more open incidents" in str(message.blocks)
    view = home(statuses, NOON, (), ())
    assert len(view["blocks"]) <= 100
    assert "30 more environments" in str(home([_status()] * 40, NOON, (), ()))


def test_without_environments_that_is_said():
    assert "names no environment" in str(status_message([], NOON).blocks)
