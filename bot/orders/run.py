"""Commands that start a durable run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.dispatch import nearest
from bot.orders.command import Order
from handlers.core.errors import Usage
from handlers.core.request import Request

_PRIVATE = ("--private", "private")


@dataclass(frozen=True, slots=True)
class Invocation(Order):
    """What a command line means: the request, and whether the answer is for the asker's eyes only."""

    request: Request
    private: bool = False


@dataclass(frozen=True, slots=True)
class RunCommand:
    """One slash command that starts a run.

    `flags` are its options with a value (`--sessions 5`) and how the value is read; `switches` those without one;
    `subjects` are words of which one must come first, as in `/repair tests staging`, each with its own capability.
    """

    name: str
    capability: str
    arguments: str
    summary: str
    takes_service: bool = False
    subjects: Mapping[str, str] = field(default_factory=dict)
    flags: Mapping[str, Callable[[str], Any]] = field(default_factory=dict)
    switches: tuple[str, ...] = ()
    hears_people: bool = False

    @property
    def usage(self) -> str:
        """The line that shows how it is typed."""
        return f"/{self.name} {self.arguments}".rstrip()

    @property
    def brief(self) -> str:
        """The same."""
        return self.usage

    def usage_for(self, text: str) -> str:  # noqa: ARG002 - there is one form only
        """The same."""
        return self.usage

    def named(self, name: str) -> RunCommand:
        """The same under another name."""
        return replace(self, name=name)

    def parse(self, text: str) -> Invocation:
        """Read what was typed behind the command; Usage names the mistake. Nothing is looked up in here."""
        words = text.split()
        private = any(word in _PRIVATE for word in words)
        options, places = self._split([word for word in words if word not in _PRIVATE])
        capability = self.capability
        if self.subjects:
            subject = places.pop(0).lower() if places else ""
            if subject not in self.subjects:
                raise Usage(f"what is to be done? {nearest(subject, tuple(self.subjects))}")
            capability = self.subjects[subject]
        if not places:
            raise Usage("which environment?")
        if len(places) > (2 if self.takes_service else 1):
            raise Usage(f"`{places[-1][:60]}` is one word too many")
        service = places[1] if len(places) > 1 else None
        return Invocation(Request(capability, places[0], service, options), private)

    def _split(self, words: list[str]) -> tuple[dict[str, Any], list[str]]:
        options: dict[str, Any] = {}
        places: list[str] = []
        pending = iter(words)
        for word in pending:
            if not word.startswith("--"):
                places.append(word)
                continue
            name, _, value = word[2:].partition("=")
            options[name] = True if word[2:] in self.switches else self._value(name, value or next(pending, ""))
        return options, places

    def _value(self, name: str, value: str) -> Any:
        if name not in self.flags:
            known = (*(f"--{flag}" for flag in (*self.flags, *self.switches)), "--private")
            raise Usage(f"there is no option `--{name[:60]}`; {nearest(f'--{name}', known)}")
        try:
            return self.flags[name](value)
        except ValueError as problem:
            raise Usage(f"`--{name} {value[:40]}`: {problem}") from problem


def count(text: str) -> int:
    """A whole number from 1 to 1000; ValueError otherwise."""
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise ValueError("expected a whole number from 1 to 1000")
    return int(text)
