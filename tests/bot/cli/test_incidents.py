"""`medic incidents` as a person or a script types it."""

import json
from functools import partial

import pytest

from bot.incidents import mentions
from bot.incidents.draft import Step
from bot.incidents.events import Acknowledge, Close, Deed, Note, Open
from bot.incidents.machine import step
from bot.incidents.model import State
from bot.incidents.rules import Rules
from bot.store.watches import WatchStore
from handlers.stack.environment import Environment

RULES = Rules.of("staging", Environment(services={}))
ANN = mentions.person("U012AB", "ann")
NOON = 1_764_000_000.0  # 2025-11-24 16:00:00 UTC


def _move(deed: Deed, state: State, now: float) -> Step:
    return step(state, deed, now, RULES)


@pytest.fixture
def watched(records):
    """Two incidents: one that ended, one that goes on."""

    async def work(engine):
        store = WatchStore(engine)
        deeds: tuple[Deed, ...] = (
            Open("Sign-in is *odd*", ANN),
            Acknowledge("staging-1", ANN),
            Note("staging-1", "waiting", ANN),
            Close("staging-1", ANN),
            Open("Chat is slow", ANN),
        )
        for number, deed in enumerate(deeds):
            await store.change("staging", NOON + 60 * number, partial(_move, deed))

    records(work)


@pytest.mark.usefixtures("watched")
class TestWithIncidents:
    def test_they_are_listed_newest_first_and_open_ones_leave_with_status_1(self, typed):
        result = typed("incidents", "--json")
        documents = json.loads(result.stdout)["incidents"]
        assert [document["id"] for document in documents] == ["staging-2", "staging-1"]
        assert documents[1]["closed"] == "2025-11-24T16:03:00+00:00"
        assert result.exit_code == 1

    def test_only_the_open_ones_of_one_environment(self, typed):
        result = typed("incidents", "staging", "--open")
        assert "staging-2" in result.stdout
        assert "goes on" in result.stdout
        assert "staging-1" not in result.stdout
        assert typed("incidents", "production").exit_code == 0

    def test_one_is_shown_with_its_timeline_and_people_by_name(self, typed):
        result = typed("incidents", "show", "staging-1")
        assert "@ann is taking care of this." in result.stdout
        assert "@ann: waiting" in result.stdout
        timeline = json.loads(typed("incidents", "show", "staging-1", "--json").stdout)["timeline"]
        assert timeline[-2]["text"] == "@ann: waiting"

    def test_the_draft_of_a_post_mortem_is_printed_once_it_is_over(self, typed):
        assert typed("incidents", "show", "staging-1", "--post-mortem").stdout.startswith("# Post-mortem: Sign-in")
        assert "goes on" in typed("incidents", "show", "staging-2", "--post-mortem").stderr

    @pytest.mark.parametrize(
        ("words", "said"),
        [(("show",), "which incident"), (("show", "staging-9"), "no incident"), (("a", "b"), "one word too many")],
    )
    def test_a_mistake_is_named(self, typed, words, said):
        result = typed("incidents", *words)
        assert result.exit_code == 2
        assert said in result.stderr


def test_without_incidents_that_is_said(typed):
    result = typed("incidents")
    assert "no such incidents" in result.stdout
    assert result.exit_code == 0
