"""Reading schema files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from handlers.core.errors import Permanent
from handlers.golden_path.schema_files import built_in_schema, load_schemas
from tests.handlers.golden_path.walking import event


def test_the_built_in_schema_can_be_read_and_replaced(tmp_path: Path) -> None:
    document = json.loads(built_in_schema().read_text("utf-8"))
    document["required"].append("tenant")
    own = tmp_path / "own.json"
    own.write_text(json.dumps(document), "utf-8")
    schemas = load_schemas(["own.json"], tmp_path)
    breach = schemas["own.json"].breach(event("agent_started", 0), "agent_started")
    assert breach
    assert breach.what == "`tenant` missing"


def test_a_yaml_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "events.yaml"
    path.write_text("type: object\nrequired: [type]\n", "utf-8")
    assert load_schemas([str(path)])[str(path)].breach({}, "x")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("absent.json", None),
        ("agent-evnts", None),
        ("binary.json", b"\xff\xfe\x00"),
        ("broken.json", b"{"),
        ("broken.yaml", b"a: [b"),
        ("list.json", b"[1, 2]"),
        ("huge.json", b" " * (5 * 1024 * 1024)),
    ],
)
def test_a_file_that_is_no_schema_is_named(tmp_path: Path, name: str, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(Permanent, match=name.split(".")[0]):
        load_schemas([name], tmp_path)


def test_a_directory_is_no_schema(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match="cannot be read"):
        load_schemas([str(tmp_path)])
