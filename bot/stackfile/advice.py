"""What is allowed in a stack file and still worth a word: variables not set, secrets written out, values shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.sinks import secrets_in
from bot.stackfile.node import Node
from bot.stackfile.problem import Mark, Problem
from bot.stackfile.variables import Variables

_PASSWORD = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s:/@${]*:(?P<password>[^\s/@]+)@", re.IGNORECASE)
_PLAIN = re.compile(r"\d{1,5}|\d{1,4}(ms|s|m|h|d)|true|false", re.IGNORECASE)


def warn(variables: Variables, root: Node) -> Iterator[Problem]:
    """One warning for each variable that is not set, at its first place, and for each password that is written out."""
    for name, mark in variables.missing.items():
        yield Problem(f"{name} is not set: what needs it will be reported as unknown", mark=mark)
    for _, mark in written_passwords(root):
        yield Problem("a password is written in the file", "a variable, ${NAME}, in its place", mark=mark)


def written_passwords(root: Node) -> Iterator[tuple[str, Mark]]:
    """Passwords in addresses that stand in the file itself, with their places."""
    nodes = [root]
    while nodes:
        node = nodes.pop()
        nodes.extend(node.items or (node.fields or {}).values())
        for match in _PASSWORD.finditer(node.text) if "://" in node.text else ():
            if "${" not in match["password"]:
                yield match["password"], node.mark


def secrets_of(variables: Variables, root: Node | None) -> frozenset[str]:
    """The values to redact: all that came from a variable, and the addresses of the fallback with what is in them.

    Two sorts are no secrets, and redacting them would only deface every report: numbers as short as a port (switches
    and durations likewise), and values that are a name of an environment or service, which the file shows to anybody.
    """
    public = set(_names(root)) if root else set()
    values = {value for value in variables.used.values() if not _PLAIN.fullmatch(value) and value not in public}
    if root is None:
        return frozenset(values)
    for address, _ in root.at("slack", "fallback").texts():
        values.update(secrets_in(address))
    return frozenset(values | {password for password, _ in written_passwords(root)})


def _names(root: Node) -> Iterator[str]:
    for name, environment in root.at("environments").pairs():
        yield name
        yield from environment.at("services").fields or ()
