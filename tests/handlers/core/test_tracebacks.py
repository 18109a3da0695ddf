from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from handlers.core.tracebacks import Traceback, missing_variable, parse_tracebacks


def last(text: str) -> Traceback:
    return parse_tracebacks(text.splitlines())[-1]


def crash(tmp_path: Path, code: str, **modules: str) -> Traceback:
    """The traceback of a real crash of a real interpreter."""
    for name, source in modules.items():
        (tmp_path / f"{name}.py").write_text(source)
    script = tmp_path / "main.py"
    script.write_text(code)
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    return last(done.stderr)


def test_a_missing_module_is_named_with_the_own_frame(tmp_path: Path) -> None:
    found = crash(tmp_path, "import part\n", part="\nimport no_such_module_anywhere\n")
    assert (found.exception, found.module) == ("ModuleNotFoundError", "no_such_module_anywhere")
    assert found.where is not None
    assert (Path(found.where.file).name, found.where.line) == ("part.py", 2)


def test_the_library_below_is_not_the_users_code(tmp_path: Path) -> None:
    found = crash(tmp_path, "import json\ndef load():\n    json.loads('{')\nload()\n")
    assert found.where is not None
    assert (Path(found.where.file).name, found.where.line, found.where.function) == ("main.py", 3, "load")


def test_a_missing_variable_is_named(tmp_path: Path) -> None:
    assert crash(tmp_path, "import os\nos.environ['JWT_SECRET_KEY']\n").variable == "JWT_SECRET_KEY"


@pytest.mark.parametrize(
    ("code", "root"),
    [
        ("try:\n    1/0\nexcept Exception as e:\n    raise RuntimeError('outer') from e\n", "ZeroDivisionError"),
        ("try:\n    1/0\nexcept Exception:\n    raise RuntimeError('outer')\n", "ZeroDivisionError"),
        ("raise ExceptionGroup('many', [ValueError('one'), KeyError('two')])\n", "ExceptionGroup"),
        ("def f(n):\n    return f(n + 1)\nf(0)\n", "RecursionError"),
        ("raise SystemError\n", "SystemError"),
        ("import sys\nsys.stderr.write('noise: before\\n')\nraise ValueError('a: b')\n", "ValueError"),
    ],
)
def test_the_root_of_a_chain_is_found(tmp_path: Path, code: str, root: str) -> None:
    assert crash(tmp_path, code).exception == root


def test_a_syntax_error_points_at_its_line(tmp_path: Path) -> None:
    found = crash(tmp_path, "import broken\n", broken="x = (\n")
    assert found.exception == "SyntaxError"
    assert found.where is not None
    assert Path(found.where.file).name == "broken.py"


PREFIXED = """backend-1  | INFO starting
backend-1  | Traceback (most recent call last):
backend-1  |   File "/app/run.py", line 4, in <module>
backend-1  |     main()
backend-1  | psycopg.OperationalError: connection refused
backend-1  | INFO giving up
2026-11-01 10:00:00 ERROR Traceback (most recent call last):
  File "/app/other.py", line 9, in go
    raise KeyError("x")
KeyError: 'x'
"""


def test_prefixes_of_log_collectors_are_seen_through() -> None:
    first, second = parse_tracebacks(PREFIXED.splitlines())
    assert (first.exception, first.message, str(first.where)) == (
        "OperationalError",
        "connection refused",
        "/app/run.py:4 in <module>",
    )
    assert (second.exception, second.line) == ("KeyError", 6)


def test_the_details_of_a_validation_error_belong_to_its_message() -> None:
    text = """Traceback (most recent call last):
  File "/app/settings.py", line 9, in <module>
    Settings()
pydantic_core._pydantic_core.ValidationError: 1 validation error for Settings
JWT_SECRET
  Field required [type=missing]
"""
    found = last(text)
    assert "JWT_SECRET Field required" in found.message
    assert found.variable == "JWT_SECRET"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Traceback (most recent call last):\n",
        'Traceback (most recent call last):\n  File "x", line 1, in y\n',
        "no\ntraceback\n",
    ],
)
def test_what_is_cut_off_or_absent_is_not_told_of(text: str) -> None:
    assert parse_tracebacks(text.splitlines()) == ()


@pytest.mark.parametrize(
    ("exception", "message", "variable"),
    [
        ("KeyError", "'DATABASE_URL'", "DATABASE_URL"),
        ("KeyError", "'user'", ""),
        ("RuntimeError", "REDIS_URL is not set", "REDIS_URL"),
        ("RuntimeError", "REDIS_URL refused", ""),
        ("ValueError", "missing required environment variable: API_KEY_V2", "API_KEY_V2"),
    ],
)
def test_a_variable_is_named_only_where_it_is_missing(exception: str, message: str, variable: str) -> None:
    assert missing_variable(exception, message) == variable
