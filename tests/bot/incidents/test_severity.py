"""How grave: by the environment's worth, and by whether people are hit."""

import pytest

from bot.incidents.rules import Rules
from bot.incidents.severity import severity_of
from handlers.stack.environment import Environment
from tests.bot.incidents.watching import SHOP

SPARE = {**SHOP, "mirror": {}, "web": {"any_of": [["mirror", "redis"]]}}


@pytest.mark.parametrize(
    ("environment", "failing", "level"),
    [
        ({"impact": "chat", "protected": True}, ["postgres"], "P0"),
        ({"impact": "chat"}, ["postgres"], "P1"),
        ({}, ["gateway"], "P2"),
        ({}, ["mirror"], "P3"),
        ({"impact": "chat"}, ["mirror"], "P2"),
        ({}, ["mirror", "web"], "P2"),
        ({}, ["golden-path"], "P2"),
    ],
)
def test_each_thing_at_stake_is_one_step(environment, failing, level):
    rules = Rules.of("staging", Environment.model_validate({"services": SPARE, **environment}))
    assert severity_of(rules, failing).name == level
