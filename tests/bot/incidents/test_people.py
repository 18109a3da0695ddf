"""What a person does to an incident shows at once, and holds for as long as it should."""

import pytest

from bot.incidents.events import Acknowledge, Assign, Close, Note, Once, Open, Quieten, Unquieten
from handlers.core.errors import Usage
from tests.bot.incidents.watching import SHOP, Watch, rules_of

HOUR = 3600.0
EVERYTHING = " ".join(SHOP)


def broken(**alerts):
    watch = Watch(rules_of(**alerts))
    watch.see(ok=EVERYTHING, at=0)
    watch.see(failing="postgres", at=60)
    return watch, watch.incidents[0].id


def test_an_acknowledgement_shows_at_once():
    watch, incident = broken()
    watch.do(Acknowledge(incident, "ann"))
    assert watch.told()[1:] == [(60, "thread", "acknowledged"), (60, "edit", "updated")]
    assert "Acknowledged by ann" in watch.said[-1].text


def test_the_same_person_acknowledging_twice_is_one_message():
    watch, incident = broken()
    watch.do(Acknowledge(incident, "ann"))
    watch.do(Acknowledge(incident, "ann"))
    assert watch.reasons("thread") == ["acknowledged"]


def test_who_acknowledged_is_reminded_and_without_an_answer_it_is_taken_back():
    watch, incident = broken()
    watch.do(Acknowledge(incident, "ann"))
    watch.wait(2 * HOUR)
    assert watch.told("thread")[1:] == [
        (60 + HOUR, "thread", "reminded"),
        (60 + 1.5 * HOUR, "thread", "unacknowledged"),
    ]
    assert watch.incidents[0].holder is None
    assert [said.mention for said in watch.said if said.why == "reminded"] == [("ann",)]


def test_an_answer_to_the_reminder_keeps_it():
    watch, incident = broken()
    watch.do(Acknowledge(incident, "ann"))
    watch.wait(HOUR + 60)
    watch.do(Acknowledge(incident, "ann"))
    watch.wait(0.9 * HOUR)
    assert watch.reasons("thread") == ["acknowledged", "reminded"]
    assert watch.incidents[0].holder.by == "ann"


def test_nobody_acknowledging_calls_the_group_once_and_repeats():
    watch, _ = broken(escalate_to=["@oncall"])
    watch.wait(9 * HOUR)
    assert watch.told("thread") == [
        (60 + 900, "thread", "escalated"),
        (60 + 4 * HOUR, "thread", "repeated"),
        (60 + 8 * HOUR, "thread", "repeated"),
    ]
    assert watch.said[1].mention == ("@oncall",)


def test_an_acknowledged_incident_is_neither_escalated_nor_repeated():
    watch, incident = broken(escalate_to=["@oncall"], remind_every=None)
    watch.do(Acknowledge(incident, "ann"))
    watch.wait(24 * HOUR)
    assert watch.reasons("thread") == ["acknowledged"]


def test_repeats_can_be_switched_off():
    watch, _ = broken(repeat_every=None)
    watch.wait(24 * HOUR)
    assert watch.reasons() == ["began"]


def test_what_begins_in_a_silence_is_said_when_it_ends():
    watch = Watch()
    watch.see(ok=EVERYTHING, at=0)
    watch.do(Quieten(600, ("post*",), "ann"))
    watch.see(failing="postgres", at=60)
    assert watch.told() == []
    watch.wait(1000)
    assert watch.told() == [(600, "channel", "began")]


def test_what_begins_and_ends_in_a_silence_is_never_said():
    watch = Watch()
    watch.see(ok=EVERYTHING, at=0)
    watch.do(Quieten(6000, (), "ann"))
    watch.see(failing="postgres", at=60)
    watch.see(ok="postgres", at=120)
    watch.wait(10000)
    assert watch.told() == []


def test_the_end_of_what_was_heard_is_said_in_a_silence_too():
    watch, _ = broken()
    watch.do(Quieten(6000, (), "ann"))
    watch.see(ok="postgres", at=120)
    watch.wait(30)
    assert watch.reasons("channel") == ["began", "ended"]


def test_a_silence_for_another_service_silences_nothing():
    watch = Watch()
    watch.do(Quieten(6000, ("auth*",), "ann"))
    watch.see(failing="postgres", at=60)
    watch.wait(1)
    assert watch.reasons() == ["began"]


def test_a_silence_taken_back_lets_it_be_said_at_once():
    watch = Watch()
    watch.see(ok=EVERYTHING, at=0)
    watch.do(Quieten(6000, (), "ann"))
    watch.see(failing="postgres", at=60)
    watch.do(Unquieten(watch.state.silences[0].id))
    assert watch.told() == [(60, "channel", "began")]


def test_nothing_is_said_during_maintenance_but_what_outlasts_it():
    window = {"cron": "0 2 * * *", "lasts": "1h", "services": ["postgres"]}
    watch = Watch(rules_of(maintenance=[window]))
    two = 2 * HOUR
    watch.see(ok=EVERYTHING, at=two - 60)
    watch.see(failing="postgres redis", at=two + 60)
    assert [said.text.split(":")[1].split()[0] for said in watch.said] == ["redis"]
    watch.wait(2 * HOUR)
    assert watch.told("channel")[1:] == [(3 * HOUR, "channel", "began")]


def test_a_closed_incident_stays_closed_until_its_service_was_well():
    watch, incident = broken()
    watch.do(Close(incident, "ann"))
    watch.see(failing="postgres auth", at=400)
    watch.wait(100)
    assert watch.reasons("channel") == ["began", "closed-by-hand"]
    watch.see(ok="postgres auth", at=600)
    watch.see(failing="postgres", at=700)
    assert watch.reasons("channel") == ["began", "closed-by-hand", "reopened"]


def test_an_incident_opened_by_hand_ends_by_hand():
    watch = Watch()
    watch.do(Open("customers complain", "ann"))
    watch.wait(HOUR)
    assert watch.reasons() == ["began"]
    watch.do(Close(watch.incidents[0].id, "ben"))
    assert watch.reasons("channel") == ["began", "closed-by-hand"]


def test_assigning_calls_the_person_and_a_note_is_only_kept():
    watch, incident = broken()
    watch.do(Assign(incident, "ben", "ann"))
    watch.do(Note(incident, "the disk is full", "ben"))
    assert watch.reasons("thread") == ["assigned"]
    assert [said.mention for said in watch.said if said.why == "assigned"] == [("ben",)]
    assert watch.incidents[0].timeline[-1].text == "ben: the disk is full"


@pytest.mark.parametrize(
    "event",
    [Acknowledge("staging-9", "ann"), Close("staging-9", "ann"), Note("x", "y", "z"), Unquieten("staging-9")],
)
def test_what_there_is_not_cannot_be_named(event):
    with pytest.raises(Usage, match="there is no"):
        Watch().do(event)


def test_what_has_ended_cannot_be_acknowledged():
    watch, incident = broken()
    watch.see(ok="postgres", at=120)
    watch.see(ok="postgres", at=180)
    with pytest.raises(Usage, match="already ended"):
        watch.do(Acknowledge(incident, "ann"))


def test_a_deed_that_is_delivered_twice_is_done_once():
    watch = Watch(rules_of())
    for _ in range(2):
        watch.do(Once("trigger-1", Open("The shop looks odd", "ann")))
    watch.do(Once("trigger-2", Open("The shop looks odd", "ann")))
    assert len(watch.incidents) == 2


def test_a_deed_that_was_refused_is_refused_again():
    watch = Watch(rules_of())
    for _ in range(2):
        with pytest.raises(Usage, match="no incident"):
            watch.do(Once("trigger-1", Close("staging-9", "ann")))


def test_a_silence_and_its_end_are_told_in_the_thread_alone():
    watch, _ = broken()
    watch.do(Quieten(watch.now + HOUR, ("post*",), "ann", "new disk"))
    silence = watch.state.silences[0].id
    watch.do(Unquieten(silence, "ben"))
    assert watch.told()[1:] == [(60, "thread", "silenced"), (60, "thread", "silence-ended")]
    assert watch.said[-2].text == "ann silenced this until second 3660 (new disk)."


def test_a_silence_of_something_else_is_not_told():
    watch, _ = broken()
    watch.do(Quieten(watch.now + HOUR, ("redis",), "ann"))
    assert watch.told()[1:] == []
