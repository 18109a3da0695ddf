from bot.commands import COMMANDS
from bot.slack.manifest import manifest


def test_every_command_of_the_registry_is_in_the_manifest():
    commands = manifest()["features"]["slash_commands"]
    assert [command["command"] for command in commands] == [f"/{command.name}" for command in COMMANDS]


def test_socket_mode_needs_no_address():
    socket = manifest()
    assert socket["settings"]["socket_mode_enabled"]
    assert "request_url" not in socket["settings"]["interactivity"]


def test_signed_http_puts_the_address_everywhere():
    by_http = manifest("acme-", "https://medic.example.com/slack/events")
    assert not by_http["settings"]["socket_mode_enabled"]
    assert by_http["settings"]["interactivity"]["request_url"] == "https://medic.example.com/slack/events"
    assert {command["url"] for command in by_http["features"]["slash_commands"]} == {
        "https://medic.example.com/slack/events"
    }
    assert all(command["command"].startswith("/acme-") for command in by_http["features"]["slash_commands"])
