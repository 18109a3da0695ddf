"""Validation errors in the words of the person who wrote the file, at the places where they wrote it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.stackfile.node import Node
from bot.stackfile.problem import Problem, unknown_name
from bot.stackfile.walk import Place, find
from handlers.core.model import unset_variables
from handlers.core.names import nearest

_EXPECTED = {
    "string": "text (in quotes, if it looks like a number)",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "tuple": "a list: [one, two], or lines that begin with '- '",
    "list": "a list: [one, two], or lines that begin with '- '",
    "dict": "a mapping: lines of `key: value`",
    "model": "a mapping: lines of `key: value`",
    "missing": "",
}
_BOUNDS = {
    "greater_than_equal": "at least {ge}",
    "greater_than": "more than {gt}",
    "less_than_equal": "at most {le}",
    "less_than": "less than {lt}",
    "too_short": "at least {min_length} of them",
    "too_long": "at most {max_length} of them",
    "string_too_short": "at least {min_length} characters",
    "string_too_long": "at most {max_length} characters",
    "string_pattern_mismatch": "text that matches {pattern}",
}


def explain(error: ValidationError, root: Node, model: type[BaseModel]) -> Iterator[Problem]:
    """One problem for each thing that kept the tree `root` from being a `model`.

    A missing key is not reported beside an unknown one that was most likely meant for it.
    """
    errors = error.errors(include_url=False)
    meant = set()
    for details in errors:
        if details["type"] == "extra_forbidden":
            parent = find(root, model, details["loc"][:-1])
            meant.add((*details["loc"][:-1], nearest(str(details["loc"][-1]), parent.names())))
    for details in errors:
        if details["type"] != "missing" or details["loc"] not in meant:
            yield _problem(details, root, model)


def _problem(details: ErrorDetails, root: Node, model: type[BaseModel]) -> Problem:
    kind, location = details["type"], details["loc"]
    if kind in ("extra_forbidden", "missing"):
        parent, key = find(root, model, location[:-1]), str(location[-1])
        return _unknown_key(parent, key) if kind == "extra_forbidden" else _missing_key(parent, key)
    place = find(root, model, location)
    if names := unset_variables(place.node.value):
        expected = f"it to be set, or a default, ${{{names[0]}:-...}}: no text can stand in for the value here"
        return Problem(f"{names[0]} is not set", expected, mark=place.node.mark)
    return _SPECIAL.get(kind, _wrong_value)(details, place)


def _unknown_key(parent: Place, key: str) -> Problem:
    node = parent.node
    return unknown_name("key", key, parent.names(), node.keys.get(key, node.mark))


def _missing_key(parent: Place, key: str) -> Problem:
    present = set(parent.node.keys) & set(parent.names())
    beside = f" beside {', '.join(sorted(present)[:3])}" if present else ""
    return Problem(f"the key {key!r} is missing{beside}", mark=parent.node.mark)


def _unknown_tag(details: ErrorDetails, place: Place) -> Problem:
    context = details.get("ctx", {})
    name = str(context.get("discriminator", "kind")).strip("'")
    tag = place.node.at(name)
    return unknown_name(name, tag.text, _quoted(str(context.get("expected_tags", ""))), tag.mark)


def _missing_tag(details: ErrorDetails, place: Place) -> Problem:
    name = str(details.get("ctx", {}).get("discriminator", "kind")).strip("'")
    return Problem(f"the key {name!r} is missing, which says what this is", mark=place.node.mark)


def _unknown_literal(details: ErrorDetails, place: Place) -> Problem:
    expected = str(details.get("ctx", {}).get("expected", ""))
    names = _quoted(expected)
    if names:
        return unknown_name("value", place.node.text, names, place.node.mark)
    return Problem(f"{place.node.shown()} is not known here", expected, mark=place.node.mark)


def _own_words(details: ErrorDetails, place: Place) -> Problem:
    """The models' own messages; they may quote the value, so what a variable gave is put back to its name."""
    what = str(details.get("ctx", {}).get("error", details["msg"]))
    node = place.node
    if isinstance(node.value, str) and node.value and node.value != node.text:
        what = what.replace(repr(node.value[:40]), repr(node.text[:40]))
    what, _, expected = what.partition(", expected ")
    return Problem(what, expected, mark=node.mark)


def _wrong_value(details: ErrorDetails, place: Place) -> Problem:
    kind = details["type"]
    if kind in _BOUNDS:
        expected = _BOUNDS[kind].format(**details.get("ctx", {}))
    else:
        expected = _EXPECTED.get(kind.split("_")[0], "")
    if not expected:
        return Problem(f"{place.node.shown()}: {details['msg']}", mark=place.node.mark)
    return Problem(f"{place.node.shown()} stands here", expected, mark=place.node.mark)


def _quoted(text: str) -> list[str]:
    return re.findall(r"'([^']*)'", text)


_SPECIAL: dict[str, Callable[[ErrorDetails, Place], Problem]] = {
    "union_tag_invalid": _unknown_tag,
    "union_tag_not_found": _missing_tag,
    "literal_error": _unknown_literal,
    "enum": _unknown_literal,
    "value_error": _own_words,
    "assertion_error": _own_words,
}
