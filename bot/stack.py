"""stack.yaml -> typed description of environments, or every mistake in it at once, each with its line and column."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema
from typing_extensions import override

from bot.stackfile.advice import secrets_of, warn
from bot.stackfile.compose import Unparsable, compose
from bot.stackfile.explain import explain
from bot.stackfile.meaning import examine
from bot.stackfile.problem import MOST_SHOWN, Problem, arrange
from bot.stackfile.source import Unreadable, decode, read_bytes
from bot.stackfile.variables import Variables
from handlers.core.errors import Permanent
from handlers.core.redaction import Redactor
from handlers.stack.environment import Stack

__all__ = ["LoadedStack", "Problem", "StackError", "load_stack", "parse_stack", "stack_schema"]


class StackError(Permanent):
    """The file cannot be used. `problems` are all its mistakes, from the top down; the text is one line for each."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        lines = [str(problem) for problem in problems[:MOST_SHOWN]]
        if len(problems) > MOST_SHOWN:
            lines.append(f"... and {len(problems) - MOST_SHOWN} more")
        super().__init__("\n".join(lines))


@dataclass(frozen=True, slots=True)
class LoadedStack:
    """What a file held.

    `digest` tells one content from another; `missing` names the variables that are not set; `secrets` are the values
    that no output may hold; `warnings` are remarks about a file that can be used as it is.
    """

    stack: Stack = field(repr=False)
    path: str
    digest: str
    missing: tuple[str, ...] = ()
    secrets: frozenset[str] = field(default=frozenset(), repr=False)
    warnings: tuple[Problem, ...] = ()


def load_stack(path: str | os.PathLike[str], environ: Mapping[str, str] | None = None) -> LoadedStack:
    """Read the stack file at `path`, with variables from `environ` (the process's own when None).

    Raises StackError with every mistake: of the file itself, of its syntax, its keys and values, and its meaning.
    """
    name = os.fspath(path)
    try:
        content = read_bytes(Path(path))
    except Unreadable as error:
        raise StackError(arrange([error.problem], name, Redactor())) from None
    return parse_stack(content, os.environ if environ is None else environ, name)


def parse_stack(content: bytes, environ: Mapping[str, str], name: str = "stack.yaml") -> LoadedStack:
    """The same for the bytes of a file, called `name` in messages."""
    variables = Variables(environ)
    try:
        source = decode(content)
        root, problems = compose(source.text, variables)
    except (Unreadable, Unparsable) as error:
        redact = Redactor(secrets_of(variables, None))
        raise StackError(arrange([*variables.problems, error.problem], name, redact)) from None
    secrets = secrets_of(variables, root)
    redact = Redactor(secrets)
    stack = None
    try:
        stack = Stack.model_validate(root.data())
    except ValidationError as error:
        problems = [*problems, *explain(error, root, Stack)]
    problems = [*problems, *variables.problems, *examine(root)]
    if stack is None or problems:
        raise StackError(arrange(problems, name, redact))
    warnings = arrange(warn(variables, root), name, redact)
    return LoadedStack(stack, name, source.digest, tuple(variables.missing), secrets, warnings)


class _EditorSchema(GenerateJsonSchema):
    """Lenient where a value may be written in several ways: an editor must not call wrong what the bot accepts."""

    @override
    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        """What comes out of such a function is known, what goes in is not."""
        return {}


def stack_schema() -> dict[str, Any]:
    """The JSON Schema of stack.yaml, for editors."""
    schema = Stack.model_json_schema(by_alias=True, schema_generator=_EditorSchema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
