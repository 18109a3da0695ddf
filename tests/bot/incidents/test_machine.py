"""The stories an on-call person knows, and what they should hear of them."""

import pytest

from bot.incidents.events import Claimed, Unsent
from bot.incidents.machine import next_due, step, tick
from bot.incidents.model import State
from tests.bot.incidents.watching import SHOP, Watch, rules_of

EVERYTHING = " ".join(SHOP)
ABOVE = "auth backend gateway socket"


@pytest.fixture
def watch():
    watch = Watch()
    watch.see(ok=EVERYTHING, at=0)
    return watch


def test_a_root_cause_with_four_symptoms_is_one_message(watch):
    watch.see(failing=f"postgres {ABOVE}", ok="redis", at=60)
    assert watch.told() == [(60, "channel", "began")]
    assert watch.incidents[0].cause == "postgres"
    assert "auth, backend, gateway, socket" in watch.said[0].text


@pytest.mark.parametrize("order", [EVERYTHING.split(), EVERYTHING.split()[::-1]])
def test_the_order_in_which_one_round_arrives_does_not_matter(watch, order):
    for number, service in enumerate(order):
        watch.see(**{"ok" if service == "redis" else "failing": service}, at=60 + number / 10)
    watch.wait(30)
    assert watch.reasons("channel") == ["began"]
    assert watch.incidents[0].cause == "postgres"


def test_when_the_root_heals_first_the_incident_goes_on_without_a_burst(watch):
    watch.see(failing=f"postgres {ABOVE}", at=60)
    for at in (120, 180, 240):
        watch.see(ok="postgres", failing=ABOVE, at=at)
    watch.see(ok=EVERYTHING, at=300)
    watch.see(ok=EVERYTHING, at=360)
    assert watch.reasons("channel", "thread") == ["began", "cause-changed", "ended"]
    (incident,) = watch.incidents
    assert incident.cause == "auth"
    assert incident.closed == 300


def test_symptoms_that_only_lag_behind_change_nothing(watch):
    watch.see(failing=f"postgres {ABOVE}", at=60)
    watch.see(ok="postgres", failing=ABOVE, at=70)
    watch.see(ok=EVERYTHING, at=80)
    watch.wait(60)
    assert watch.reasons("channel", "thread") == ["began", "ended"]
    assert watch.incidents[0].cause == "postgres"


def test_a_symptom_that_comes_later_joins_the_thread(watch):
    watch.see(failing="postgres", ok=ABOVE, at=60)
    watch.see(failing="postgres auth", at=120)
    watch.see(failing="postgres auth backend", at=121)
    watch.wait(60)
    assert watch.reasons("channel") == ["began"]
    assert [said.text for said in watch.said if said.kind == "thread"] == ["auth, backend fail because of postgres."]


def test_a_cause_found_below_the_first_one_is_said_once(watch):
    watch.see(failing="auth", ok="postgres redis", at=60)
    watch.see(failing="auth postgres", at=120)
    watch.see(failing="auth postgres", at=180)
    assert watch.reasons("channel") == ["began", "cause-changed"]
    assert watch.incidents[0].cause == "postgres"


def test_two_incidents_that_turn_out_to_be_one_are_merged():
    flat = {"db": {}, "a": {"depends_on": ["db"]}, "b": {"depends_on": ["db"]}}
    watch = Watch(rules_of(services=flat))
    watch.see(ok="db", failing="a", at=0)
    watch.see(ok="db", failing="b a", at=60)
    assert watch.reasons("channel") == ["began", "began"]
    watch.see(failing="db a b", at=120)
    assert watch.reasons("channel", "thread")[2:] == ["merged", "cause-changed"]
    watch.see(ok="db a b", at=180)
    watch.see(ok="db a b", at=240)
    assert watch.reasons("channel").count("ended") == 1


def test_a_cause_that_fails_again_while_its_incident_goes_on_without_it_comes_back_into_it(watch):
    watch.see(failing="postgres redis auth", at=60)
    watch.see(failing="redis auth", ok="postgres", at=120)
    watch.see(failing="redis auth", ok="postgres", at=180)
    watch.see(failing="postgres redis auth", at=240)
    causes = [incident.cause for incident in watch.incidents if incident.is_open]
    assert len(causes) == len(set(causes))


def test_independent_causes_are_two_incidents(watch):
    watch.see(failing="postgres redis", at=60)
    assert {incident.cause for incident in watch.incidents} == {"postgres", "redis"}


def test_blips_are_never_heard_of():
    watch = Watch(rules_of(3, 2))
    for minute in range(30):
        watch.see(**{"ok" if minute % 3 == 2 else "failing": "postgres"}, at=minute * 60)
    assert watch.told() == []


def test_a_first_failure_is_looked_at_again_soon_so_that_a_fault_is_heard_of_within_15_seconds():
    watch = Watch(rules_of(3, 2))
    watch.see(ok=EVERYTHING, at=0)
    watch.see(failing="postgres", at=60)
    while not watch.told():
        watch.see(failing="postgres", at=watch.confirms[-1].at)
    assert watch.told() == [(68, "channel", "began")]
    assert [(wish.service, wish.at, wish.why) for wish in watch.confirms] == [
        ("postgres", 64, "first-failure"),
        ("postgres", 68, "first-failure"),
    ]


def test_a_first_success_is_looked_at_again_soon_too():
    watch = Watch(rules_of(1, 2))
    watch.see(ok=EVERYTHING, at=0)
    watch.see(failing="postgres", at=60)
    watch.see(ok="postgres", at=120)
    assert (watch.confirms[-1].at, watch.confirms[-1].why) == (124, "first-success")
    count = len(watch.confirms)
    watch.see(ok="postgres", at=124)
    assert len(watch.confirms) == count


def test_what_cannot_be_measured_is_not_measured_again_and_again():
    watch = Watch(rules_of(3, 2))
    watch.see(failing="postgres", at=60)
    count = len(watch.confirms)
    watch.see(unknown="postgres", at=64)
    assert len(watch.confirms) == count


def test_a_symptom_that_is_measured_seldom_is_measured_anew_before_it_is_called_the_cause():
    watch = Watch(rules_of(1, 1, settle=30.0))
    watch.see(ok=EVERYTHING, at=0)
    watch.see(failing="postgres golden-path", at=60)
    watch.see(ok=EVERYTHING, at=120)
    watch.wait(31)
    assert (watch.confirms[-1].service, watch.confirms[-1].why) == ("golden-path", "cause-well-again")
    assert "cause-changed" not in [why for _, _, why in watch.told()]
    watch.see(ok="golden-path", at=155)
    watch.wait(31)
    assert [why for _, kind, why in watch.told() if kind == "channel"] == ["began", "ended"]


def test_a_symptom_that_still_fails_once_its_cause_is_well_is_the_cause():
    watch = Watch(rules_of(1, 1, settle=30.0))
    watch.see(ok=EVERYTHING, at=0)
    watch.see(failing="postgres golden-path", at=60)
    watch.see(ok=EVERYTHING, at=120)
    watch.wait(31)
    watch.see(failing="golden-path", at=155)
    watch.wait(31)
    assert [why for _, kind, why in watch.told() if kind == "channel"] == ["began", "cause-changed"]


@pytest.mark.parametrize(("fail_after", "recover_after"), [(1, 1), (2, 1), (3, 2)])
def test_it_takes_so_many_in_a_row(fail_after, recover_after):
    watch = Watch(rules_of(fail_after, recover_after))
    for number in range(fail_after):
        assert watch.told() == []
        watch.see(failing="postgres", ok="redis", at=60 * number)
    assert watch.reasons() == ["began"]
    for number in range(recover_after):
        assert watch.incidents[0].is_open
        watch.see(ok="postgres", at=1000 + 60 * number)
    watch.wait(30)
    assert watch.reasons("channel") == ["began", "ended"]


def test_unknown_is_neither_a_failure_nor_a_recovery():
    watch = Watch(rules_of(2, 2))
    watch.see(unknown=EVERYTHING, at=0)
    watch.see(failing="postgres", at=60)
    watch.see(unknown="postgres", at=120)
    watch.see(failing="postgres", at=180)
    assert watch.reasons() == ["began"]
    for minute in range(4, 60):
        watch.see(unknown="postgres", at=minute * 60)
    assert watch.incidents[0].is_open


@pytest.mark.parametrize("tail", [0, 40])
def test_six_flaps_in_30_seconds_are_at_most_two_messages(watch, tail):
    for number in range(12):
        watch.see(**{"ok" if number % 2 else "failing": "postgres"}, at=60 + number * 2.5)
    for number in range(tail):
        watch.see(ok="postgres", at=90 + number * 5)
    assert watch.reasons("channel", "thread") == ["began", "ended"][: 2 if tail else 1]
    assert watch.reasons("edit").count("flapping") == 1


def test_slow_flapping_is_said_once_then_quiet_until_stable(watch):
    for number in range(30):
        watch.see(**{"ok" if number % 2 else "failing": "postgres"}, at=300 + number * 300)
    assert watch.reasons("edit").count("flapping") == 1
    spoken = len(watch.said)
    for number in range(30, 50):
        watch.see(failing="postgres", at=300 + number * 300)
    assert "ended" not in watch.reasons("channel")[-1:]
    assert not watch.incidents[-1].flapping
    assert len(watch.said) - spoken <= 2


def test_what_comes_back_soon_goes_on_in_its_old_thread_with_one_line_in_the_channel(watch):
    watch.see(failing="postgres", at=60)
    watch.see(ok="postgres", at=120)
    watch.see(failing="postgres", at=600)
    assert watch.reasons("channel") == ["began", "ended", "reopened"]
    assert len(watch.incidents) == 1


def test_what_came_back_once_must_be_well_for_longer(watch):
    for at in (60, 400):
        watch.see(failing="postgres", at=at)
        watch.see(ok="postgres", at=at + 60)
        watch.wait(60)
    assert watch.reasons("channel") == ["began", "ended", "reopened"]
    watch.wait(300)
    assert watch.reasons("channel") == ["began", "ended", "reopened", "ended"]


def test_what_comes_back_much_later_is_another_incident(watch):
    watch.see(failing="postgres", at=60)
    watch.see(ok="postgres", at=120)
    watch.see(failing="postgres", at=10000)
    assert watch.reasons("channel") == ["began", "ended", "began"]
    assert len({said.incident for said in watch.said}) == 2


def test_the_root_message_is_edited_at_most_once_in_ten_seconds(watch):
    watch.see(failing="postgres", at=60)
    for number, service in enumerate(ABOVE.split()):
        watch.see(failing=f"postgres {service}", at=61 + 3 * number)
    watch.wait(60)
    edits = [at for at, _, _ in watch.told("edit")]
    assert edits == [70, 80]
    assert "auth, backend, gateway, socket" in [said for said in watch.said if said.kind == "edit"][-1].text


def test_graver_than_at_first_is_said_in_the_channel():
    services = {
        "one": {},
        "two": {},
        "web": {"any_of": [["one", "two"]]},
    }
    watch = Watch(rules_of(services=services))
    watch.see(ok="two web", failing="one", at=0)
    watch.see(failing="one two web", at=60)
    assert "severity-raised" in watch.reasons("channel")


def test_the_end_is_withheld_from_those_who_never_heard_the_beginning(watch):
    watch.sends = False
    watch.see(failing="postgres", at=60)
    watch.see(ok="postgres", at=120)
    watch.wait(60)
    assert watch.state.outbox == ()
    assert not watch.incidents[0].is_open


def test_a_beginning_that_may_have_arrived_has_its_end(watch):
    watch.sends = False
    watch.see(failing="postgres", at=60)
    (began,) = watch.state.outbox
    watch.do(Claimed(began.key))
    watch.see(ok="postgres", at=120)
    watch.wait(60)
    watch.do(Unsent(began.key))
    assert [message.why for message in watch.state.outbox] == ["began", "ended", "updated"]


def test_an_end_that_was_not_sent_when_it_came_back_is_not_said(watch):
    watch.see(failing="postgres", at=60)
    watch.sends = False
    watch.see(ok="postgres", at=120)
    watch.wait(60)
    watch.see(failing="postgres", at=240)
    watch.send_all()
    assert watch.incidents[0].is_open
    assert "reopened" not in watch.reasons()


def test_a_service_that_left_the_stack_file_keeps_no_incident_open(watch):
    watch.see(failing="redis", at=60)
    watch.rules = rules_of(services={"postgres": {}})
    watch.see(ok="postgres", at=120)
    assert watch.reasons("channel") == ["began", "ended"]


def test_results_of_services_the_stack_file_does_not_know_are_passed_over(watch):
    watch.see(failing="nobody", at=60)
    assert watch.told() == []


def test_nothing_is_due_while_all_is_well(watch):
    assert next_due(watch.state, watch.now, watch.rules) is None


def test_a_late_tick_makes_up_for_all_it_missed():
    rules = rules_of()
    early, late = Watch(rules), Watch(rules)
    for watch in (early, late):
        watch.see(failing="postgres", ok="redis", at=0)
        watch.see(ok="postgres", at=10)
    early.wait(100)
    late.now = 110
    late._keep(tick(late.state, 110, rules))
    assert late.reasons("channel") == early.reasons("channel") == ["began", "ended"]


def test_a_step_leaves_the_state_it_was_given_alone(watch):
    before = State(**{name: getattr(watch.state, name) for name in State.__dataclass_fields__})
    watch_state = watch.state
    watch.see(failing="postgres", at=60)
    assert watch_state == before
    assert step(watch_state, Claimed("nothing"), 60, watch.rules).state is watch_state
