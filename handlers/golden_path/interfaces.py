"""Schemas out of AsyncAPI and OpenAPI documents: one for each type of event they describe.

An event's schema is the one whose `type` property has the event's type as its only value, or whose name is the event's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft7Validator, Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT7, DRAFT202012

from handlers.core.errors import Permanent

_WHOLE = "urn:document"


def asyncapi_validators(document: Mapping[str, Any]) -> dict[str, Any]:
    """A validator by `same_name` of each message of an AsyncAPI 2 or 3 document; Permanent when it has none."""
    return _by_type(document, _asyncapi_schemas(document), (DRAFT7, Draft7Validator))


def openapi_validators(document: Mapping[str, Any]) -> dict[str, Any]:
    """A validator by `same_name` of each schema of an OpenAPI 3 document; Permanent when it has none."""
    return _by_type(_without_nullable(document), _openapi_schemas(document), (DRAFT202012, Draft202012Validator))


def same_name(name: str) -> str:
    """`AgentStarted`, `agent_started` and `agent-started` are one name."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _by_type(document: Any, paths: Mapping[str, str], dialect: tuple[Any, Any]) -> dict[str, Any]:
    specification, validator = dialect
    registry: Registry[Any] = Registry().with_resource(_WHOLE, specification.create_resource(document))
    made = {name: validator({"$ref": f"{_WHOLE}#{path}"}, registry=registry) for name, path in paths.items()}
    if not made:
        raise Permanent("the AsyncAPI or OpenAPI document describes no message")
    return made


def _openapi_schemas(document: Mapping[str, Any]) -> dict[str, str]:
    schemas = _mapping(_mapping(document.get("components")).get("schemas"))
    return {
        key: f"/components/schemas/{_pointer(name)}" for name, schema in schemas.items() for key in _keys(name, schema)
    }


def _asyncapi_schemas(document: Mapping[str, Any]) -> dict[str, str]:
    """Every schema and message of an AsyncAPI 2 or 3 document; what the channels define in place comes last."""
    components = _mapping(document.get("components"))
    found = {}
    for name, schema in _mapping(components.get("schemas")).items():
        for key in _keys(name, schema):
            found[key] = f"/components/schemas/{_pointer(name)}"
    for path, name, message in _asyncapi_messages(document, components):
        payload = _mapping(message.get("payload"))
        if "schemaFormat" in payload:
            path, payload = f"{path}/payload/schema", _mapping(payload.get("schema"))
        else:
            path = f"{path}/payload"
        for key in {*_keys(name, payload), same_name(str(message.get("name", name)))}:
            found[key] = path
    return found


def _asyncapi_messages(
    document: Mapping[str, Any], components: Mapping[str, Any]
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """The pointer, the name and the content of every message that has a payload of its own."""
    places = [("/components/messages", _mapping(components.get("messages")))]
    for channel, content in _mapping(document.get("channels")).items():
        here = f"/channels/{_pointer(channel)}"
        places.append((f"{here}/messages", _mapping(_mapping(content).get("messages"))))
        for operation in ("publish", "subscribe"):
            message = _mapping(_mapping(_mapping(content).get(operation)).get("message"))
            choice = message.get("oneOf")
            several = {str(place): one for place, one in enumerate(choice)} if isinstance(choice, list) else {}
            places.append((f"{here}/{operation}/message/oneOf", several))
            places.append((f"{here}/{operation}", {"message": message}))
    for path, messages in places:
        for name, message in messages.items():
            if "payload" in _mapping(message):
                yield f"{path}/{_pointer(name)}", name, message


def _keys(name: str, schema: Any) -> set[str]:
    kind = _mapping(_mapping(_mapping(schema).get("properties")).get("type"))
    only = kind.get("const") or (kind.get("enum") or [None])[0] if len(kind.get("enum") or [0]) == 1 else None
    return {same_name(name)} | ({same_name(only)} if isinstance(only, str) else set())


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _pointer(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _without_nullable(value: Any) -> Any:
    """OpenAPI 3.0 writes `nullable: true` where JSON Schema says `type: [..., "null"]`."""
    if isinstance(value, list):
        return [_without_nullable(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    plain = {key: _without_nullable(item) for key, item in value.items() if key != "nullable"}
    if value.get("nullable") is True and isinstance(plain.get("type"), str):
        plain["type"] = [plain["type"], "null"]
    return plain
