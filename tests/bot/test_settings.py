"""Settings are read from the environment; all that is missing or malformed is named at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import VARIABLES, Mode, SettingsError, load_settings, read_environment, unknown_settings

BOT, APP, SIGNING = "xoxb-1234567890-abcdefghij", "xapp-1-A0B1-1234567890-abcdef", "0123456789abcdef0123456789abcdef"
SOCKET = {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP}
HTTP = {"SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": SIGNING}


def problems(environ: dict[str, str], mode: Mode = Mode.SOCKET) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        load_settings(environ, mode)
    return str(refused.value).splitlines()


def test_a_terminal_command_needs_nothing() -> None:
    settings = load_settings({"HOME": "/home/me"})
    assert settings.state_dir == Path("/home/me/.local/state/opsmedic")
    assert settings.database_url == "sqlite:////home/me/.local/state/opsmedic/medic.db"
    assert (settings.http_host, settings.http_port) == ("127.0.0.1", 8080)
    assert settings.secrets() == ()


@pytest.mark.parametrize(
    ("mode", "environ", "missing"),
    [
        (Mode.SOCKET, {}, ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"]),
        (Mode.HTTP, {}, ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"]),
        (Mode.HTTP, SOCKET, ["SLACK_SIGNING_SECRET"]),
        (Mode.SOCKET, HTTP, ["SLACK_APP_TOKEN"]),
        (Mode.SOCKET, {"SLACK_BOT_TOKEN": "", "SLACK_APP_TOKEN": APP}, ["SLACK_BOT_TOKEN"]),
    ],
)
def test_everything_a_mode_lacks_is_named_with_where_to_find_it(
    mode: Mode, environ: dict[str, str], missing: list[str]
) -> None:
    found = problems(environ, mode)
    assert [line.split()[1] for line in found] == missing
    assert all("is not set, expected" in line and "from the app's page > " in line for line in found)


def test_each_mode_is_content_with_what_it_needs() -> None:
    assert load_settings(SOCKET, Mode.SOCKET).token("app") == APP
    assert load_settings(HTTP, Mode.HTTP).token("signing") == SIGNING


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SLACK_APP_TOKEN", BOT, "holds a bot token, expected the app-level token, which begins with xapp-"),
        ("SLACK_BOT_TOKEN", APP, "holds an app-level token, expected the bot token, which begins with xoxb-"),
        ("SLACK_BOT_TOKEN", "xoxp-1-2-3", "holds a user token"),
        ("SLACK_BOT_TOKEN", "xoxb-1", "cut short"),
        ("SLACK_BOT_TOKEN", f'"{BOT}"', "quotes"),
        ("SLACK_BOT_TOKEN", f" {BOT}", "blanks"),
        ("SLACK_BOT_TOKEN", "hello", "something else"),
        ("SLACK_SIGNING_SECRET", BOT, "holds a token, expected the signing secret"),
        ("SLACK_SIGNING_SECRET", "0123abc", "too short"),
        ("MEDIC_HTTP_PORT", "eighty", "'eighty' is not a port"),
        ("MEDIC_HTTP_PORT", "70000", "'70000' is not a port"),
        ("PORT", "-1", "'-1' is not a port"),
        ("MEDIC_DATABASE_URL", "mysql://x", "no database URL"),
        ("MEDIC_COMMAND_PREFIX", "Acme!", "'Acme!' cannot be used"),
        ("MEDIC_SLACK_API_URL", "slack.com", "scheme"),
        ("MEDIC_LOG_LEVEL", "LOUD", "'LOUD' is not a level, expected one of DEBUG"),
        ("MEDIC_EXECUTOR_ID", "a b", "'a b' cannot be used"),
    ],
)
def test_a_malformed_value_is_named_with_what_was_expected(name: str, value: str, said: str) -> None:
    (line,) = problems({**SOCKET, name: value})
    assert line.startswith(f"environment: {name} cannot be used: ")
    assert said in line
    if name.startswith("SLACK"):
        assert value not in line


def test_every_mistake_is_named_at_once() -> None:
    found = problems({"SLACK_APP_TOKEN": BOT, "MEDIC_HTTP_PORT": "x", "MEDIC_LOG_LEVEL": "y"})
    assert len(found) == 4


def test_a_malformed_token_does_not_keep_a_terminal_command_from_working() -> None:
    assert load_settings({"SLACK_BOT_TOKEN": "hello", "PORT": "tcp://10.0.0.1:80"}).slack_bot_token is None
    with pytest.raises(SettingsError):
        load_settings({"MEDIC_LOG_LEVEL": "LOUD"})


def test_every_variable_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(BOT + "\n")
    settings = load_settings({"SLACK_BOT_TOKEN_FILE": str(tmp_path / "token"), "SLACK_APP_TOKEN": APP}, Mode.SOCKET)
    assert settings.token("bot") == BOT
    (line,) = problems({"SLACK_BOT_TOKEN_FILE": str(tmp_path / "none"), "SLACK_APP_TOKEN": APP})
    assert "the file that SLACK_BOT_TOKEN_FILE names cannot be read: No such file" in line


def test_all_of_it_can_be_set() -> None:
    settings = load_settings(
        {
            **SOCKET,
            "MEDIC_STACK": "/etc/medic/stack.yaml",
            "MEDIC_STATE_DIR": "/var/lib/medic",
            "MEDIC_DATABASE_URL": "postgresql://medic:hunter22@db/medic",
            "MEDIC_COMMAND_PREFIX": "acme-",
            "MEDIC_HTTP_HOST": "::",
            "PORT": "9090",
            "MEDIC_SLACK_API_URL": "http://127.0.0.1:9/api",
            "MEDIC_EXECUTOR_ID": "medic-2",
            "MEDIC_APP_VERSION": "7",
            "MEDIC_LOG_LEVEL": "debug",
        },
        Mode.SOCKET,
    )
    assert settings.stack == Path("/etc/medic/stack.yaml")
    assert settings.http_port == 9090
    assert settings.slack_api_url == "http://127.0.0.1:9/api/"
    assert settings.log_level == "DEBUG"
    assert set(settings.secrets()) == {BOT, APP, "postgresql://medic:hunter22@db/medic"}


def test_the_bots_own_port_wins_over_the_platforms() -> None:
    assert load_settings({"PORT": "9090", "MEDIC_HTTP_PORT": "8081"}).http_port == 8081


def test_no_secret_is_shown_by_the_settings_themselves() -> None:
    settings = load_settings({**SOCKET, "MEDIC_DATABASE_URL": "postgresql://medic:hunter22@db/medic"}, Mode.SOCKET)
    assert not [secret for secret in (BOT, APP, "hunter22") if secret in repr(settings) + str(settings)]


def test_a_variable_that_is_almost_one_of_ours_is_pointed_out() -> None:
    (warning,) = unknown_settings({"MEDIC_STAK": "x", "MEDIC_STACK_FILE": "y", "OTHER": "z"})
    assert str(warning) == "environment: MEDIC_STAK is not a setting; did you mean 'MEDIC_STACK'?"


@pytest.mark.parametrize(("environ", "mode"), [({}, Mode.SOCKET), (SOCKET, Mode.SOCKET), (HTTP, Mode.HTTP)])
def test_the_mode_is_guessed_from_what_is_there(environ: dict[str, str], mode: Mode) -> None:
    assert read_environment(environ).mode() is mode


def test_without_a_home_the_state_is_kept_where_the_bot_runs() -> None:
    assert load_settings({}).state_dir == Path(".medic")
    assert load_settings({"XDG_STATE_HOME": "/x"}).state_dir == Path("/x/opsmedic")


def test_every_setting_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "reference" / "settings.md").read_text()
    assert [name for name in VARIABLES if f"`{name}`" not in text] == []
