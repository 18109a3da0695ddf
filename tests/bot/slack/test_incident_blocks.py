import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.incidents.events import Acknowledge, Close, Open
from bot.incidents.mentions import person
from bot.incidents.model import Incident, Kind, Message, Severity, Vital, Why
from bot.slack.blocks import fits
from bot.slack.incident_blocks import ACKNOWLEDGE, DIAGNOSE, RESTORE, SILENCE, Scene, reply_message, root_message
from bot.workspace.blocks.validate import message_problems
from tests.bot.incidents.watching import Watch, rules_of

RULES = rules_of()
ALICE = person("U0ALICE1", "alice")


def scene(watch, **more):
    return Scene(watch.rules, watch.incidents[0], watch.state.vitals, **more)


def broken(detail="could not connect"):
    watch = Watch()
    watch.see(failing="postgres auth", ok="redis backend gateway socket", detail=detail)
    return watch


def words(message):
    return json.dumps(message.blocks, ensure_ascii=False)


def buttons(message):
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return {button["action_id"]: json.loads(button["value"]) for row in rows for button in row}


def test_an_alert_names_cause_impact_since_when_symptoms_and_who_takes_care():
    text = words(root_message(scene(broken())))
    for part in ("postgres fails", "*At risk:* chat", "`auth`", "since ", "nobody has acknowledged", "P1"):
        assert part in text


def test_evidence_is_shown_where_the_title_does_not_hold_it_already():
    watch = broken()
    known = {**watch.state.vitals, "postgres": Vital(detail="FATAL: the database system is shutting down")}
    assert "shutting down" in words(root_message(Scene(watch.rules, watch.incidents[0], known)))
    assert "Evidence" not in words(root_message(scene(watch)))


def test_buttons_say_which_incident_they_are_of_and_none_is_dead():
    value = {"incident": "staging-1", "environment": "staging", "service": "postgres"}
    watch = broken()
    assert buttons(root_message(scene(watch))) == dict.fromkeys((ACKNOWLEDGE, DIAGNOSE, SILENCE), value)
    assert buttons(root_message(scene(watch, can_restart=True)))[RESTORE] == value
    watch.do(Close("staging-1", ALICE))
    assert buttons(root_message(scene(watch, can_restart=True))) == {}


def test_an_incident_opened_by_hand_is_of_no_service():
    watch = Watch()
    watch.do(Open("it smells", ALICE))
    assert buttons(root_message(scene(watch)))[DIAGNOSE]["service"] is None


def test_who_acknowledged_is_a_mention_and_what_services_say_calls_nobody():
    watch = broken(detail="<@U0BOSS99> <!channel> *bold*")
    watch.do(Acknowledge("staging-1", ALICE))
    message = root_message(scene(watch))
    assert "acknowledged by <@U0ALICE1>" in words(message)
    for part in (words(message), message.text):
        assert "<!channel>" not in part
        assert "<@U0BOSS99>" not in part


@pytest.mark.parametrize(
    ("name", "shown"), [("@oncall", "<!subteam^S1>"), ("@nobody", "@nobody"), ("<!here>", "&lt;!here&gt;")]
)
def test_an_escalation_calls_by_id_and_never_by_markup_of_the_stack_file(name, shown):
    watch = broken()
    said = Message("k", "staging-1", Kind.THREAD, Why.ESCALATED, "Nobody has acknowledged this.", 0.0, (name,))
    message = reply_message(scene(watch, mentions={"@oncall": "<!subteam^S1>"}), said)
    assert message.text.startswith(f"{shown} Nobody")
    assert list(buttons(message)) == [ACKNOWLEDGE]


def test_symptoms_that_join_are_told_with_what_was_seen_of_them():
    said = Message("k", "staging-1", Kind.THREAD, Why.JOINED, "auth fails.", 0.0, services=("auth",))
    assert "`auth`: could not connect" in words(reply_message(scene(broken()), said))


@given(st.text(max_size=4000), st.lists(st.text(min_size=1, max_size=130), max_size=60), st.sampled_from(list(Why)))
def test_whatever_is_said_slack_takes_it(text, names, why):
    members = tuple(dict.fromkeys(names))
    incident = Incident("staging-1", "postgres", text, 2e9, 2e9, Severity.P0, members, members)
    shown = Scene(RULES, incident, {name: Vital(detail=text) for name in (*members, "postgres")}, can_restart=True)
    said = Message("k", "staging-1", Kind.THREAD, why, text, 2e9, (ALICE,), members)
    for message in (root_message(shown), reply_message(shown, said)):
        assert fits(message.blocks)
        assert len(message.text) <= 4000
        assert message_problems(list(message.blocks)) == []
