import pytest

from bot.incidents.events import Cleared, Close, Fired
from bot.incidents.model import Kind, Why
from tests.bot.incidents.watching import Watch, rules_of


def fires(watch, key="am:1", service="postgres", title="Postgres is slow"):
    watch.do(Fired(key, service, title, "p99 is 4 s", watch.now - 30, "Alertmanager"))


def clears(watch, key="am:1"):
    watch.do(Cleared(key, "Postgres is slow", "Alertmanager"))


def whys(watch, kind=Kind.CHANNEL):
    return [message.why for message in watch.said if message.kind is kind]


@pytest.fixture
def watch():
    watch = Watch(rules_of(settle=30.0, settle_again=60.0, reopen_within=3600.0))
    watch.now = 1000.0
    return watch


def test_an_alert_opens_an_incident_of_its_service(watch):
    fires(watch)
    (incident,) = watch.state.incidents.values()
    assert (incident.cause, incident.title, incident.began) == ("postgres", "Postgres is slow", 970.0)
    assert whys(watch) == [Why.BEGAN]
    assert "Alertmanager says: Postgres is slow. p99 is 4 s" in incident.timeline[0].text


def test_an_alert_about_nothing_we_know_opens_one_too(watch):
    fires(watch, service="")
    assert whys(watch) == [Why.BEGAN]


def test_repeats_of_an_alert_say_nothing(watch):
    for _ in range(5):
        fires(watch)
        watch.wait(60)
    assert len(watch.state.incidents) == 1
    assert whys(watch) == [Why.BEGAN]


def test_it_ends_once_the_alert_has_been_cleared_for_a_while(watch):
    fires(watch)
    clears(watch)
    assert whys(watch) == [Why.BEGAN]
    watch.wait(31)
    assert whys(watch) == [Why.BEGAN, Why.ENDED]


def test_it_goes_on_while_another_alert_of_it_fires(watch):
    fires(watch)
    fires(watch, key="am:2", title="Postgres has no replicas")
    clears(watch)
    watch.wait(600)
    assert whys(watch) == [Why.BEGAN]
    clears(watch, key="am:2")
    watch.wait(31)
    assert whys(watch) == [Why.BEGAN, Why.ENDED]


def test_an_alert_that_comes_and_goes_is_one_message(watch):
    for _ in range(6):
        fires(watch)
        watch.wait(5)
        clears(watch)
        watch.wait(5)
    assert whys(watch) == [Why.BEGAN]


def test_an_alert_that_comes_back_goes_on_in_its_old_thread(watch):
    fires(watch)
    clears(watch)
    watch.wait(300)
    fires(watch)
    assert len(watch.state.incidents) == 1
    assert whys(watch) == [Why.BEGAN, Why.ENDED, Why.REOPENED]


def test_an_alert_of_a_symptom_joins_the_incident_of_its_cause(watch):
    watch.see(failing="postgres auth backend gateway socket", ok="redis")
    watch.wait(5)
    fires(watch, service="gateway", title="5xx at the front door")
    assert len(watch.state.incidents) == 1
    assert whys(watch, Kind.THREAD).count(Why.ALERTED) == 1


def test_what_the_checks_find_later_joins_the_incident_that_an_alert_opened(watch):
    fires(watch)
    watch.see(failing="postgres auth backend", ok="redis gateway socket")
    watch.wait(20)
    (incident,) = watch.state.incidents.values()
    assert set(incident.members) == {"postgres", "auth", "backend"}
    assert whys(watch).count(Why.BEGAN) == 1


def test_healthy_checks_do_not_end_what_an_alert_still_says(watch):
    fires(watch)
    watch.see(failing="postgres", ok="redis auth backend gateway socket")
    watch.wait(10)
    watch.see(ok="postgres redis auth backend gateway socket")
    watch.wait(3000)
    assert Why.ENDED not in whys(watch)
    clears(watch)
    watch.wait(61)
    assert whys(watch)[-1] is Why.ENDED


def test_an_incident_that_a_person_closed_is_not_opened_again_by_a_repeat(watch):
    fires(watch)
    (name,) = watch.state.incidents
    watch.do(Close(name, "alice"))
    watch.wait(60)
    fires(watch)
    assert whys(watch) == [Why.BEGAN, Why.CLOSED]
