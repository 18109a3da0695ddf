"""Reading schema files: the built-in one, or the user's own JSON Schema, AsyncAPI or OpenAPI file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from handlers.core.errors import Permanent
from handlers.golden_path.schema import SchemaSet, compile_schema

_BUILT_IN = Path(__file__).parent / "schemas"
_LARGEST = 4 * 1024 * 1024


def built_in_schema(name: str = "agent-events") -> Path:
    """Where the built-in schema file is, to be read and copied."""
    return _BUILT_IN / f"{name}.json"


def load_schemas(names: Iterable[str], base: Path | None = None) -> dict[str, SchemaSet]:
    """Every named schema, read and compiled (blocking). Relative paths start at `base`, else at the working directory.

    Raises Permanent, naming the file, for one that cannot be read or is no schema.
    """
    return {name: compile_schema(_read(name, base), name) for name in names}


def _read(name: str, base: Path | None) -> Any:
    built_in = built_in_schema(name) if "/" not in name and "." not in name else None
    path = built_in if built_in and built_in.is_file() else (base or Path()) / name
    try:
        if path.stat().st_size > _LARGEST:
            raise Permanent(f"{name}: larger than {_LARGEST // 1024 // 1024} MB, which no schema is")
        text = path.read_text("utf-8")
    except (OSError, ValueError) as error:
        known = "" if path.suffix else "; the built-in one is called agent-events"
        raise Permanent(f"golden_path: the schema {name!r} cannot be read{known}") from error
    return _parse(text, name)


def _parse(text: str, name: str) -> Any:
    try:
        return json.loads(text) if text.lstrip().startswith("{") else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        raise Permanent(f"{name}: neither JSON nor YAML: {str(error).splitlines()[0][:200]}") from error
