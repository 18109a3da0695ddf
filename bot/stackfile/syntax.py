"""What the YAML parser says about broken syntax, in words for the person who wrote the file."""

from __future__ import annotations

import re

import yaml

from bot.stackfile.problem import Mark, Problem

_EXPECTED = {
    "mapping values are not allowed": "quotes around a text that holds ': ', or the same indentation as the line above",
    "could not find expected ':'": "`key: value`, or quotes around a text that goes over several lines",
    "did not find expected key": "the same indentation as the keys above, or a closing quote or bracket before here",
    "did not find expected '-' indicator": "the same indentation as the '-' above",
    "did not find expected ',' or": "a comma or the closing bracket",
    "found unexpected end of stream": "the closing quote",
    "found undefined tag handle": "no '!' before a value; put it in quotes",
    "found character": "quotes around a text that begins with this character",
    "found unknown escape character": "another backslash, or single quotes around the text",
    "did not find expected alphabetic or numeric character": "quotes around a text that begins with & or *",
    "did not find expected <document start>": "one mapping that begins with version: 1",
}


def explain_syntax(error: yaml.MarkedYAMLError, text: str) -> Problem:
    """The problem behind a parser's `error` in `text`, at the place where it was noticed."""
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Problem(f"this is not YAML: {error.problem or error.context or 'it cannot be read'}")
    place = Mark(mark.line + 1, mark.column + 1)
    lines = re.split(r"\r\n|[\r\n\x85\u2028\u2029]", text)
    line = lines[mark.line] if mark.line < len(lines) else ""
    if line[mark.column : mark.column + 1] == "\t" or re.match(r" *\t", line):
        return Problem("a tab stands where the indentation is", "spaces", mark=place)
    if re.search(r"[\[{,:]\s*\$\{", line):
        return Problem("this is not YAML", 'quotes around a variable inside brackets, "${NAME}"', mark=place)
    said = error.problem or "it cannot be read"
    expected = next((words for begin, words in _EXPECTED.items() if said.startswith(begin)), "")
    since = f" (it began in line {error.context_mark.line + 1})" if error.context_mark else ""
    return Problem(f"this is not YAML: {said}{since}", expected, mark=place)
