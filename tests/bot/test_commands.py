import pytest

from bot.commands import COMMANDS, with_prefix
from handlers.core.errors import Usage

DIAGNOSE = next(command for command in COMMANDS if command.name == "diagnose")


def test_the_environment_and_the_service_are_read():
    invocation = DIAGNOSE.parse("  staging   backend ")
    assert (invocation.request.environment, invocation.request.service) == ("staging", "backend")
    assert not invocation.private


@pytest.mark.parametrize("text", ["staging --private", "--private staging", "private staging"])
def test_a_private_answer_can_be_asked_for(text):
    invocation = DIAGNOSE.parse(text)
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


def test_options_with_and_without_a_value_are_read():
    journey = next(command for command in COMMANDS if command.name == "golden-path")
    assert journey.parse("staging --sessions 5 --history").request.options == {"sessions": 5, "history": True}
    assert journey.parse("--sessions=7 staging").request.options == {"sessions": 7}
    with pytest.raises(Usage, match="whole number"):
        journey.parse("staging --sessions many")
