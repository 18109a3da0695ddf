"""Environment variables -> frozen settings. Whatever is missing or malformed is named at the start, all at once.

Each variable may instead be given as X_FILE, the name of a file that holds the value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from bot import values
from bot.stackfile.problem import Problem
from bot.stackfile.variables import SecretFileError, lookup
from handlers.core.errors import Permanent
from handlers.core.names import nearest

SLACK_API = "https://slack.com/api/"


class Mode(StrEnum):
    """What the process is about to be: it decides which Slack settings are needed."""

    SOCKET = "socket"
    HTTP = "http"
    TERMINAL = "terminal"


class SettingsError(Permanent):
    """The environment cannot be used. `problems` are all its mistakes; the text is one line for each."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


class Settings(BaseModel):
    """What the environment says. The Slack fields are None where they are not given; `stack` is None likewise."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    forge_token: SecretStr | None = None
    slack_api_url: str = SLACK_API
    stack: Path | None = None
    state_dir: Path
    database_url: str = Field(repr=False)
    command_prefix: str = ""
    http_host: str = "127.0.0.1"
    http_port: int = 8080
    executor_id: str = "medic"
    app_version: str = "1"
    log_level: str = "INFO"

    def secrets(self) -> tuple[str, ...]:
        """The values that no output may hold, for the Redactor."""
        tokens = (self.slack_bot_token, self.slack_app_token, self.slack_signing_secret, self.forge_token)
        given = [token.get_secret_value() for token in tokens if token]
        return (*given, self.database_url) if "@" in self.database_url else tuple(given)

    def token(self, name: Literal["bot", "app", "signing", "forge"]) -> str:
        """The secret itself, or an empty text; which ones are there is decided by the mode they were read for."""
        secrets = {
            "bot": self.slack_bot_token,
            "app": self.slack_app_token,
            "signing": self.slack_signing_secret,
            "forge": self.forge_token,
        }
        secret = secrets[name]
        return secret.get_secret_value() if secret else ""


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable: the field it fills, how its text is read, and the modes that cannot do without."""

    field: str
    read: Callable[[str], Any]
    needed_by: frozenset[Mode] = frozenset()
    mend: str = ""


_WORD = values.matching(r"[\w.:@-]{1,120}", "letters, digits, '.', ':', '@', '_' and '-'")
VARIABLES: Mapping[str, Variable] = {
    "SLACK_BOT_TOKEN": Variable(
        "slack_bot_token",
        values.token("the bot token", "xoxb-"),
        frozenset({Mode.SOCKET, Mode.HTTP}),
        "the Bot User OAuth Token (xoxb-...) from the app's page > OAuth & Permissions",
    ),
    "SLACK_APP_TOKEN": Variable(
        "slack_app_token",
        values.token("the app-level token", "xapp-"),
        frozenset({Mode.SOCKET}),
        "a token (xapp-...) with connections:write from the app's page > Basic Information > App-Level Tokens",
    ),
    "SLACK_SIGNING_SECRET": Variable(
        "slack_signing_secret",
        values.signing_secret,
        frozenset({Mode.HTTP}),
        "the Signing Secret from the app's page > Basic Information > App Credentials",
    ),
    "MEDIC_FORGE_TOKEN": Variable("forge_token", SecretStr),
    "MEDIC_SLACK_API_URL": Variable("slack_api_url", values.api_url),
    "MEDIC_STACK": Variable("stack", Path),
    "MEDIC_STATE_DIR": Variable("state_dir", Path),
    "MEDIC_DATABASE_URL": Variable("database_url", values.database),
    "MEDIC_COMMAND_PREFIX": Variable(
        "command_prefix", values.matching(r"[a-z0-9_-]{0,20}", "at most 20 of a-z, 0-9, _ and -")
    ),
    "MEDIC_HTTP_HOST": Variable("http_host", _WORD),
    "MEDIC_HTTP_PORT": Variable("http_port", values.port),
    "PORT": Variable("http_port", values.port),
    "MEDIC_EXECUTOR_ID": Variable("executor_id", _WORD),
    "MEDIC_APP_VERSION": Variable("app_version", _WORD),
    "MEDIC_LOG_LEVEL": Variable("log_level", values.level),
}


@dataclass(frozen=True, slots=True)
class Environment:
    """The environment as it was read: the values that can be used, mistakes by variable, and what is not set."""

    fields: Mapping[str, Any]
    malformed: Mapping[str, Problem]
    absent: Mapping[str, Problem]

    def mode(self) -> Mode:
        """The mode these variables are most likely meant for: Socket Mode, unless only signed HTTP was prepared."""
        signed = "SLACK_SIGNING_SECRET" not in self.absent and "SLACK_APP_TOKEN" in self.absent
        return Mode.HTTP if signed else Mode.SOCKET

    def lacking(self, mode: Mode) -> tuple[Problem, ...]:
        """What `mode` needs and is not set."""
        return tuple(problem for name, problem in self.absent.items() if mode in VARIABLES[name].needed_by)


def read_environment(environ: Mapping[str, str]) -> Environment:
    """Every variable of VARIABLES, judged one by one; nothing is raised."""
    fields: dict[str, Any] = {}
    malformed: dict[str, Problem] = {}
    absent: dict[str, Problem] = {}
    for name, variable in VARIABLES.items():
        try:
            text = lookup(environ, name)
            if text is None:
                absent[name] = _problem(name, "is not set", variable.mend)
            elif variable.field not in fields:
                fields[variable.field] = variable.read(text)
        except (ValueError, SecretFileError) as error:
            what, _, expected = str(error).partition(", expected ")
            malformed[name] = _problem(name, f"cannot be used: {what}", expected or variable.mend)
    return Environment(fields, malformed, absent)


def load_settings(environ: Mapping[str, str], mode: Mode = Mode.TERMINAL) -> Settings:
    """The settings for a process of kind `mode`. Raises SettingsError that names everything wrong, and how to mend it.

    A terminal command needs no Slack and serves nothing, so only MEDIC_ variables can keep it from working.
    """
    seen = read_environment(environ)
    problems = [
        problem for name, problem in seen.malformed.items() if mode is not Mode.TERMINAL or name.startswith("MEDIC_")
    ]
    problems += seen.lacking(mode)
    if problems:
        raise SettingsError(tuple(problems))
    return settings_from(seen.fields, environ)


def settings_from(fields: Mapping[str, Any], environ: Mapping[str, str]) -> Settings:
    """Settings of these fields, with the defaults that depend on the environment."""
    state = fields.get("state_dir") or _default_state_dir(environ)
    return Settings(**{"state_dir": state, "database_url": f"sqlite:///{state / 'medic.db'}", **fields})


def _problem(name: str, what: str, expected: str) -> Problem:
    return Problem(f"{name} {what}", expected, file="environment")


def unknown_settings(environ: Mapping[str, str]) -> Iterator[Problem]:
    """A warning for each variable that looks like one of ours and is none, with the one it was likely meant for."""
    for name in environ:
        plain = name.removesuffix("_FILE").removesuffix("_RESOURCE")
        if name.startswith("MEDIC_") and plain not in VARIABLES:
            yield Problem(f"{name} is not a setting", nearest=nearest(plain, VARIABLES), file="environment")


def _default_state_dir(environ: Mapping[str, str]) -> Path:
    if base := environ.get("XDG_STATE_HOME"):
        return Path(base) / "opsmedic"
    home = environ.get("HOME")
    return Path(home) / ".local" / "state" / "opsmedic" if home else Path(".medic")
