"""A dozen combinators that a block's rules are written with.

A rule takes a value and its JSON pointer and yields problems. A problem reads as Slack's do:
`must be less than 151 characters [json-pointer:/blocks/0/text/text]`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.workspace.json_types import Json

Rule = Callable[[Any, str], Iterator[str]]
_URL = re.compile(r"https?://\S+|slack://\S+|mailto:\S+")


def problem(text: str, pointer: str) -> str:
    """One problem in Slack's notation."""
    return f"{text} [json-pointer:{pointer}]"


def string(most: int, least: int = 0) -> Rule:
    """A string of `least` to `most` characters."""

    def rule(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield problem("must provide a string", pointer)
        elif len(value) > most:
            yield problem(f"must be less than {most + 1} characters", pointer)
        elif len(value) < least:
            yield problem(f"must be more than {least - 1} characters", pointer)

    return rule


def matching(pattern: str, what: str) -> Rule:
    """A string of a fixed form, such as a date."""
    compiled = re.compile(pattern)

    def rule(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            yield problem(f"must be a valid {what}", pointer)

    return rule


def url(value: Any, pointer: str) -> Iterator[str]:
    """An address of at most 3,000 characters."""
    yield from string(3000, 1)(value, pointer)
    if isinstance(value, str) and value and not _URL.fullmatch(value):
        yield problem("must be a valid url", pointer)


def boolean(value: Any, pointer: str) -> Iterator[str]:
    """True or false."""
    if not isinstance(value, bool):
        yield problem("must provide a boolean", pointer)


def integer(least: int, most: int) -> Rule:
    """A whole number in a range."""

    def rule(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield problem("must provide a number", pointer)
        elif not least <= value <= most:
            yield problem(f"must be between {least} and {most}", pointer)

    return rule


def enum(*values: str) -> Rule:
    """One of a few words."""

    def rule(value: Any, pointer: str) -> Iterator[str]:
        if value not in values:
            yield problem(f"must be a valid enum value, one of: {', '.join(values)}", pointer)

    return rule


def anything(_value: Any, _pointer: str) -> Iterator[str]:
    """No rule at all, for what Slack does not look into."""
    yield from ()


def items(rule: Rule, most: int, least: int = 1) -> Rule:
    """A list of `least` to `most` things, each following `rule`."""

    def listed(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield problem("must provide an array", pointer)
            return
        if len(value) > most:
            yield problem(f"no more than {most} items allowed", pointer)
        if len(value) < least:
            yield problem(f"must provide at least {least} items", pointer)
        for index, entry in enumerate(value):
            yield from rule(entry, f"{pointer}/{index}")

    return listed


def record(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> Rule:
    """An object with these fields and no others. `type` is always allowed: it chose the record."""
    known = {"type": anything, **(optional or {}), **required}

    def rule(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield problem("must provide an object", pointer)
            return
        for name in required:
            if name not in value:
                yield problem(f"missing required field: {name}", pointer)
        for name, entry in value.items():
            if name not in known:
                yield problem(f"invalid additional property: {name}", pointer)
            elif entry is not None or name in required:
                yield from known[name](entry, f"{pointer}/{name}")

    return rule


def by_type(table: Mapping[str, Rule]) -> Rule:
    """An object whose `type` says which rule it follows."""

    def rule(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield problem("must provide an object", pointer)
        elif "type" not in value:
            yield problem("missing required field: type", pointer)
        elif not isinstance(value["type"], str) or value["type"] not in table:
            yield problem(f"unsupported type: {value['type']}", f"{pointer}/type")
        else:
            yield from table[value["type"]](value, pointer)

    return rule


def exactly_one(*names: str) -> Rule:
    """Of these fields, one and only one is given."""

    def rule(value: Json, pointer: str) -> Iterator[str]:
        given = [name for name in names if value.get(name) is not None]
        if len(given) != 1:
            yield problem(f"must provide exactly one of: {', '.join(names)}", pointer)

    return rule


def both(first: Rule, *others: Rule) -> Rule:
    """All rules, the later ones only where the first finds nothing wrong with the shape."""

    def rule(value: Any, pointer: str) -> Iterator[str]:
        problems = list(first(value, pointer))
        yield from problems
        if not problems:
            for other in others:
                yield from other(value, pointer)

    return rule


def wrapped(rule: Rule) -> Rule:
    """Prefix the problems of a text or element with the summary Slack puts before them."""

    def summed(value: Any, pointer: str) -> Iterator[str]:
        problems = list(rule(value, pointer))
        if problems:
            yield problem("failed to match all allowed schemas", pointer)
        yield from problems

    return summed
