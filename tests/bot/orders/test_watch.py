"""What people type about the watch is read as they mean it, and every mistake is named."""

import pytest

from bot.orders import watch
from bot.orders.watch import INCIDENT, SILENCE, STATUS
from handlers.core.errors import Usage


@pytest.mark.parametrize(
    ("command", "text", "order"),
    [
        (INCIDENT, "open staging Sign-in is odd", watch.OpenIncident("staging", "Sign-in is odd")),
        (INCIDENT, " OPEN  staging  A &lt;b&gt; &amp; c ", watch.OpenIncident("staging", "A <b> & c")),
        (INCIDENT, "list", watch.ListIncidents()),
        (INCIDENT, "list staging", watch.ListIncidents("staging")),
        (INCIDENT, "show staging-1", watch.ShowIncident("staging-1")),
        (INCIDENT, "ack staging-1", watch.AcknowledgeIncident("staging-1")),
        (INCIDENT, "note staging-1 one\ntwo", watch.NoteIncident("staging-1", "one\ntwo")),
        (INCIDENT, "assign staging-1 <@U012AB|ann>", watch.AssignIncident("staging-1", "<@U012AB|ann>")),
        (INCIDENT, "assign staging-1 <!subteam^S1|@oncall>", watch.AssignIncident("staging-1", "@oncall")),
        (INCIDENT, "close staging-1", watch.CloseIncident("staging-1")),
        (STATUS, "", watch.ShowStatus()),
        (STATUS, "staging --public", watch.ShowStatus("staging", public=True)),
        (SILENCE, "staging 30m", watch.SilenceCauses("staging", 1800)),
        (SILENCE, "staging 2h redis* auth", watch.SilenceCauses("staging", 7200, ("redis*", "auth"))),
        (
            SILENCE,
            "staging 1d redis because of the move",
            watch.SilenceCauses("staging", 86400, ("redis",), "because of the move"),
        ),
        (SILENCE, "staging 1h because", watch.SilenceCauses("staging", 3600)),
        (SILENCE, "list", watch.ListSilences()),
        (SILENCE, "end staging-4", watch.EndSilence("staging-4")),
    ],
)
def test_what_is_typed_is_understood(command, text, order):
    assert command.parse(text) == order


@pytest.mark.parametrize(
    ("command", "text", "said"),
    [
        (INCIDENT, "", "what is to be done"),
        (INCIDENT, "opne staging x", "did you mean `open`"),
        (INCIDENT, "open", "which environment"),
        (INCIDENT, "open staging", "what is wrong"),
        (INCIDENT, "open staging " + "x" * 201, "201 characters, at most 200"),
        (INCIDENT, "note staging-1", "written down"),
        (INCIDENT, "assign staging-1", "to whom"),
        (INCIDENT, "assign staging-1 ann", "`ann` is nobody"),
        (INCIDENT, "close", "which incident"),
        (INCIDENT, "close staging-1 now", "`now` is too much"),
        (INCIDENT, "list staging now", "one word too many"),
        (STATUS, "staging --pubic", "`--pubic` is one word too many"),
        (SILENCE, "", "which environment"),
        (SILENCE, "staging", "for how long"),
        (SILENCE, "staging redis 2h", "`redis` is not a duration"),
        (SILENCE, "staging 2hours", "`2hours` is not a duration, expected for example 30m"),
        (SILENCE, "staging 5s", "expected from 1m to 30d"),
        (SILENCE, "staging 31d", "expected from 1m to 30d"),
        (SILENCE, "end", "which silence"),
        (SILENCE, "end a b", "one word too many"),
    ],
)
def test_a_mistake_is_named(command, text, said):
    with pytest.raises(Usage) as caught:
        command.parse(text)
    assert said in str(caught.value)


def test_the_usage_is_that_of_the_form_that_was_meant():
    assert INCIDENT.usage_for("note x") == "/incident note ID TEXT..."
    assert len(INCIDENT.usage_for("what").splitlines()) == 7
    assert SILENCE.named("acme-silence").usage_for("staging") == (
        "/acme-silence ENVIRONMENT DURATION [PATTERN...] [because REASON...]"
    )
