"""Stack files for tests: a small one that is right, and what is said about changed ones."""

from __future__ import annotations

from bot.stack import LoadedStack, StackError, parse_stack
from bot.stackfile.source import mark_at

SMALL = """\
version: 1
slack: {incident_channel: "#incidents"}
environments:
  staging:
    services:
      database:
        probes: [{kind: tcp, host: db.internal, port: 5432}]
      backend:
        depends_on: [database]
        probes:
          - kind: http
            url: https://backend.example.com/health
            timeout: 5s
    schedule:
      - {check: diagnose, every: 1m}
"""


def loaded(text: str, **environ: str) -> LoadedStack:
    """The stack in `text`."""
    return parse_stack(text.encode(), environ)


def mistakes(text: str, **environ: str) -> list[str]:
    """What is said about `text`, without the name of the file; empty when it can be used."""
    try:
        parse_stack(text.encode(), environ)
    except StackError as error:
        return [str(problem).removeprefix("stack.yaml:") for problem in error.problems]
    return []


def changed(old: str, new: str) -> str:
    """SMALL with one thing replaced."""
    assert old in SMALL
    return SMALL.replace(old, new)


def marked(old: str, new: str) -> tuple[str, str]:
    """SMALL with one thing replaced, and the place (`line:column: `) of the « in `new`, which is taken out again."""
    text = changed(old, new)
    mark = mark_at(text, text.index("«"))
    return text.replace("«", ""), f"{mark.line}:{mark.column}: "
