import pytest

from bot.commands import COMMANDS, with_prefix
from bot.orders.command import Command
from bot.orders.run import Invocation
from handlers.core.errors import Usage

DIAGNOSE = next(command for command in COMMANDS if command.name == "diagnose")
REPAIR = next(command for command in COMMANDS if command.name == "repair")


def read(command: Command, text: str) -> Invocation:
    """What a command that starts a run was asked for."""
    order = command.parse(text)
    assert isinstance(order, Invocation)
    return order


def test_the_environment_and_the_service_are_read():
    invocation = read(DIAGNOSE, "  staging   backend ")
    assert (invocation.request.environment, invocation.request.service) == ("staging", "backend")
    assert not invocation.private


@pytest.mark.parametrize("text", ["staging --private", "--private staging", "private staging"])
def test_a_private_answer_can_be_asked_for(text):
    invocation = read(DIAGNOSE, text)
    assert invocation.private
    assert invocation.request.environment == "staging"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "which environment"),
        ("staging backend more", "one word too many"),
        ("staging --privat", "`--private`"),
        ("staging --x=1", "no option `--x`"),
    ],
)
def test_a_mistake_is_named(text, said):
    with pytest.raises(Usage, match=said):
        DIAGNOSE.parse(text)


def test_a_prefix_is_put_before_every_name():
    assert [command.name for command in with_prefix("acme-")] == [f"acme-{command.name}" for command in COMMANDS]


@pytest.mark.parametrize(
    ("text", "capability"), [("tests staging", "repair tests"), ("Modernise staging", "modernise tests")]
)
def test_the_first_word_says_what_is_to_be_done(text, capability):
    request = read(REPAIR, text).request
    assert (request.capability, request.environment) == (capability, "staging")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "known: `tests`, `modernise`"),
        ("staging", "known: `tests`, `modernise`"),
        ("modernize staging", "did you mean `modernise`"),
        ("modernise", "which environment"),
    ],
)
def test_what_is_to_be_done_must_be_said(text, said):
    with pytest.raises(Usage, match=said):
        REPAIR.parse(text)


def test_options_with_and_without_a_value_are_read():
    journey = next(command for command in COMMANDS if command.name == "golden-path")
    assert read(journey, "staging --sessions 5 --history").request.options == {"sessions": 5, "history": True}
    assert read(journey, "--sessions=7 staging").request.options == {"sessions": 7}
    with pytest.raises(Usage, match="whole number"):
        journey.parse("staging --sessions many")
