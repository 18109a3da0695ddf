"""An installed app: who it is, what it may do, and where its requests go."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A command as the manifest declares it; `url` is where it goes without Socket Mode."""

    command: str
    description: str = ""
    usage_hint: str = ""
    url: str = ""
    should_escape: bool = False


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut; `type` is `global` or `message`."""

    name: str
    type: str
    callback_id: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Features:
    """What the manifest declares, apart from names and scopes."""

    commands: tuple[SlashCommand, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    events: tuple[str, ...] = ()
    interactivity: bool = False
    interactivity_url: str = ""
    events_url: str = ""
    socket_mode: bool = False
    home_tab: bool = False


@dataclass(frozen=True, slots=True)
class Credentials:
    """The secrets of an installation; shown by the page and by logs never."""

    bot_token: str = field(repr=False)
    app_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    verification_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AppRegistration:
    """An installed app: the answer of `LocalSlack.install`."""

    id: str
    name: str
    bot_user_id: str
    bot_id: str
    scopes: tuple[str, ...]
    features: Features
    credentials: Credentials

    @property
    def bot_token(self) -> str:
        """The `xoxb-` token."""
        return self.credentials.bot_token

    @property
    def app_token(self) -> str:
        """The `xapp-` token, which opens sockets."""
        return self.credentials.app_token

    @property
    def signing_secret(self) -> str:
        """What signed requests are signed with."""
        return self.credentials.signing_secret
