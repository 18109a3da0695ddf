"""Holding an event to its schema, and saying in one line what is wrong with it.

A schema set comes from `agent-events` (built in), a JSON Schema, an AsyncAPI or an OpenAPI document. In the last two
an event's schema is the one whose `type` property has the event's type as its only value, or whose name is the
event's (`AgentStarted`, `agent_started` and `agent-started` are one name).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.exceptions import relevance
from jsonschema.validators import validator_for
from referencing import Registry

from handlers.core.errors import Permanent
from handlers.golden_path.interfaces import asyncapi_validators, openapi_validators, same_name
from handlers.golden_path.schema_quick import Check, quick_check

_NAMED = {"tool_name": "tool-name-missing", "results": "results-missing"}
_MISSING = "missing-field"


class _Validator(Protocol):
    def iter_errors(self, instance: Any) -> Iterator[ValidationError]: ...


@dataclass(frozen=True, slots=True)
class Breach:
    """What breaks the schema: a failure id and one line."""

    id: str
    what: str


@dataclass(frozen=True, slots=True)
class SchemaSet:
    """One schema for every event, or one per event type; `quick` may say yes before `every` is asked."""

    every: _Validator | None = None
    by_type: Mapping[str, _Validator] = field(default_factory=dict)
    quick: Check | None = None

    def breach(self, event: Mapping[str, Any], kind: str) -> Breach | None:
        """The first and most telling breach of `event` (of type `kind`), or None."""
        if self.quick and self.quick(event):
            return None
        validator = self.every or self.by_type.get(same_name(kind))
        if validator is None:
            return None
        try:
            errors = [leaf for error in validator.iter_errors(event) for leaf in _leaves(error, event)]
        except RecursionError:
            return Breach("schema-breach", "nested too deeply to be checked")
        except Exception as error:  # the library raises many kinds for a reference, pattern or type that is broken
            return Breach("schema-broken", f"the schema itself cannot be used: {str(error).splitlines()[0][:200]}")
        return min(map(_breach, errors), key=_rank, default=None)


def _leaves(error: ValidationError, event: Any) -> Iterator[ValidationError]:
    """Where none of several alternatives fits, what is wrong with the alternative that fits best."""
    if error.validator not in ("oneOf", "anyOf") or not error.context:
        yield error
        return
    branches: dict[Any, list[ValidationError]] = {}
    for inner in error.context:
        branches.setdefault(inner.schema_path[0], []).append(inner)
    best = min(branches.values(), key=lambda branch: (_other_kind(branch), max(map(relevance, branch))))
    for inner in best:
        yield from _leaves(inner, event)


def _other_kind(branch: list[ValidationError]) -> bool:
    """Whether this alternative is about another type of event altogether."""
    return any(error.validator in ("const", "enum") and list(error.path)[-1:] == ["type"] for error in branch)


def _breach(error: ValidationError) -> Breach:
    path = ".".join(str(step) for step in error.absolute_path)
    wanted: Any = error.validator_value
    instance: Any = error.instance
    if error.validator == "required":
        absent = next((name for name in wanted if name not in instance), "?")
        return _absent(f"{path}.{absent}" if path else str(absent))
    if error.validator == "type":
        if error.instance is None and path:
            return _absent(path)
        names = wanted if isinstance(wanted, str) else " or ".join(wanted)
        return Breach("wrong-type", f"`{path or 'event'}` is {_kind(error.instance)}, not {names}")
    if error.validator == "minLength" and error.instance == "" and path in _NAMED:
        return _absent(path)
    return Breach("schema-breach", f"`{path or 'event'}` breaks the schema's {error.validator}: {error.message[:200]}")


def _absent(path: str) -> Breach:
    return Breach(_NAMED.get(path.rpartition(".")[2], _MISSING), f"`{path}` missing")


def _rank(breach: Breach) -> tuple[int, str]:
    """The envelope first: without it nothing else can be judged; then the tool fields, then types, then the rest."""
    order = (_MISSING, *_NAMED.values(), "wrong-type")
    return (order.index(breach.id) if breach.id in order else len(order), breach.what)


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "an array", str: "a string", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")


def compile_schema(document: Any, name: str) -> SchemaSet:
    """The schema set of a parsed file (`name` for messages). Permanent when it is none of the three kinds, or broken.

    References are followed inside the document only: nothing is fetched.
    """
    if not isinstance(document, Mapping):
        raise Permanent(f"{name}: expected a JSON Schema, AsyncAPI or OpenAPI document")
    if "asyncapi" in document:
        return SchemaSet(by_type=asyncapi_validators(document))
    if "openapi" in document:
        return SchemaSet(by_type=openapi_validators(document))
    chosen: Any = validator_for(document, default=Draft202012Validator)
    try:
        chosen.check_schema(document)
    except Exception as error:  # SchemaError, and whatever a broken pattern or reference raises inside of it
        raise Permanent(f"{name}: not a valid JSON Schema: {str(error).splitlines()[0][:200]}") from error
    return SchemaSet(every=chosen(document, registry=Registry()), quick=quick_check(document))
