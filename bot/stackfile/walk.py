"""Following the location of a validation error through the file's tree and the models' types at once.

A location names keys and indices, but also the member of a union that was tried, which the file does not hold; only
the types tell which step is which.
"""

from __future__ import annotations

import types
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from bot.stackfile.node import Node

Step = str | int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a location leads: the `node` there (the nearest one that exists), and the type that was expected."""

    node: Node
    annotation: Any

    def names(self) -> tuple[str, ...]:
        """The keys that may stand here."""
        model = self.annotation
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            return ()
        return tuple(field.alias or name for name, field in model.model_fields.items())


def find(root: Node, model: type[BaseModel], location: tuple[Step, ...]) -> Place:
    """The place that `location`, of an error of `model`, means in the tree `root`."""
    place = Place(root, model)
    for step in location:
        place = _follow(place, step)
    return Place(place.node, _bare(place.annotation))


def _follow(place: Place, step: Step) -> Place:
    annotation = _bare(place.annotation)
    members = _members(annotation)
    if len(members) > 1:
        return Place(place.node, next((member for member in members if _is_called(member, step)), Any))
    return Place(_below(place.node, step), _inner(annotation, step))


def _bare(annotation: Any) -> Any:
    """The type without `Annotated` and without `| None`."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    members = _members(annotation)
    return _bare(members[0]) if len(members) == 1 else annotation


def _members(annotation: Any) -> list[Any]:
    if get_origin(annotation) not in (Union, types.UnionType):
        return []
    return [member for member in get_args(annotation) if member is not type(None)]


def _is_called(member: Any, step: Step) -> bool:
    member = _bare(member)
    if not (isinstance(member, type) and issubclass(member, BaseModel)):
        return str(member) == step or getattr(member, "__name__", "") == step
    literals = (field.annotation for field in member.model_fields.values() if get_origin(field.annotation) is Literal)
    return member.__name__ == step or any(step in get_args(literal) for literal in literals)


def _below(node: Node, step: Step) -> Node:
    if isinstance(step, str) and node.fields is not None:
        return node.fields.get(step, node)
    if isinstance(step, int) and node.items is not None and step < len(node.items):
        return node.items[step]
    return node


def _inner(annotation: Any, step: Step) -> Any:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (tuple, list, set, frozenset) and arguments:
        return arguments[0]
    if origin is dict and len(arguments) == 2:
        return arguments[1]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            if step in (name, field.alias):
                return field.annotation
    return Any
