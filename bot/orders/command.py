"""What every slash command is, whether it starts a run or is answered at once."""

from __future__ import annotations

from typing import Protocol

from handlers.core.errors import Usage


class Order:
    """What a command line means. Who carries it out is found by its type.

    `public`: whether the answer is for all to see, where the order is answered at once.
    """

    __slots__ = ()
    public = False


class Command(Protocol):
    """One slash command of the registry. `hears_people`: Slack hands over `@ann` as her id, not as text."""

    @property
    def name(self) -> str:
        """What is typed behind the slash."""

    @property
    def arguments(self) -> str:
        """What follows, as people read it."""

    @property
    def summary(self) -> str:
        """What it does, in one sentence."""

    @property
    def hears_people(self) -> bool:
        """Whether mentions in it are handed over with ids."""

    @property
    def usage(self) -> str:
        """How it is typed; one line for each form."""

    @property
    def brief(self) -> str:
        """How it is typed, in one line."""

    def usage_for(self, text: str) -> str:
        """How that is typed which `text` seems to have been meant as."""

    def parse(self, text: str) -> Order:
        """The order that was typed behind the command; Usage names the mistake."""

    def named(self, name: str) -> Command:
        """The same under another name."""


def at_most(text: str, limit: int, what: str) -> str:
    """`text` again; Usage when it is longer than `limit` characters: nothing that was typed is cut silently."""
    if len(text) > limit:
        raise Usage(f"{what} has {len(text)} characters, at most {limit} are kept; nothing was written down")
    return text
