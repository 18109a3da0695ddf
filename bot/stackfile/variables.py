"""`${NAME}` in a scalar: read from the environment, or from the file that NAME_FILE names.

`${NAME:-default}` has a default, and `$${` stands for `${` itself. Every value that came from a variable is a secret.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.stackfile.problem import Mark, Problem
from handlers.core.model import unset

_REFERENCE = re.compile(r"\$\$\{|\$\{(?P<inner>[^{}]*)(?P<closed>\}?)")
_INNER = re.compile(r"(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>.*)|:\?)?", re.DOTALL)
_LARGEST_SECRET = 64 * 1024


class SecretFileError(Exception):
    """The file named by NAME_FILE cannot be read; the text says why, and does not hold its content."""


def lookup(environ: Mapping[str, str], name: str) -> str | None:
    """The value of `name`, or the content of the file named by `name`_FILE without its last line end.

    None when neither is set; an empty value counts as not set. Raises SecretFileError for an unusable file.
    """
    if value := environ.get(name):
        return value
    if not (path := environ.get(f"{name}_FILE")):
        return None
    try:
        with Path(path).open("rb") as file:
            content = file.read(_LARGEST_SECRET + 1)
        text = content.decode()
    except UnicodeDecodeError:
        raise SecretFileError(f"the file that {name}_FILE names does not hold UTF-8 text") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not a file name"
        raise SecretFileError(f"the file that {name}_FILE names cannot be read: {reason}") from None
    if len(content) > _LARGEST_SECRET:
        raise SecretFileError(f"the file that {name}_FILE names is too large for a secret")
    return text.removesuffix("\n").removesuffix("\r") or None


@dataclass(slots=True)
class Variables:
    """Fills in variables, and remembers what it met: values used, names not set, and mistakes."""

    environ: Mapping[str, str] = field(repr=False)
    used: dict[str, str] = field(default_factory=dict, repr=False)
    missing: dict[str, Mark] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def fill(self, text: str, mark: Mark) -> str:
        """`text` with its variables replaced; one that is not set and has no default leaves a place holder."""
        return _REFERENCE.sub(lambda match: self._replacement(match, mark), text) if "${" in text else text

    def _replacement(self, match: re.Match[str], mark: Mark) -> str:
        if match[0] == "$${":
            return "${"
        inner = _INNER.fullmatch(match["inner"])
        if not inner or not match["closed"]:
            expected = "${NAME} or ${NAME:-default} ($${ stands for ${ itself)"
            self.problems.append(Problem(f"{match[0][:60]!r} is not a variable", expected, mark=mark))
            return match[0]
        value = self._value(inner["name"], mark)
        if value is not None:
            return value
        if inner["default"] is not None:
            return inner["default"]
        self.missing.setdefault(inner["name"], mark)
        return unset(inner["name"])

    def _value(self, name: str, mark: Mark) -> str | None:
        if name not in self.used:
            try:
                value = lookup(self.environ, name)
            except SecretFileError as error:
                self.problems.append(Problem(str(error), mark=mark))
                return ""
            if value is None:
                return None
            self.used[name] = value
        return self.used[name]
