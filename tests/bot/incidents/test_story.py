"""A story is read in the order of time, and every line that cannot be used is named."""

import json

import pytest

from bot.incidents.story import read_story
from handlers.core.errors import Usage
from handlers.stack.environment import Stack

STACK = Stack.model_validate({"version": 1, "environments": {"staging": {"services": {"postgres": {}, "backend": {}}}}})
GOOD = {"at": 60, "environment": "staging", "service": "postgres", "status": "failing", "detail": "refused"}


def line(**changes):
    return json.dumps({**GOOD, **changes}).encode() + b"\n"


def test_lines_are_sorted_by_time_and_blank_ones_passed_over():
    story = read_story([line(at=120.5), b"\n", line()], STACK, "week.jsonl")
    assert [one.at for one in story] == [60, 120.5]
    assert story[0].result.detail == "refused"


def test_the_detail_may_be_left_out_and_whole_checks_may_be_named():
    data = {**GOOD, "service": "golden-path"}
    del data["detail"]
    assert read_story([json.dumps(data).encode()], STACK, "s")[0].result.detail == ""


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (b"{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[1]", "not a JSON object"),
        (line(at="now"), "`at` is missing or not a number"),
        (line(at=True), "`at` is missing or not a number"),
        (b'{"at": NaN}', "`at` is nan"),
        (b'{"at": 1e999}', "`at` is inf"),
        (line(at=-1), "expected seconds from 0 up"),
        (line(at=1_700_000_000_000), "not milliseconds"),
        (line(environment="stagign"), "did you mean 'staging'"),
        (line(service="postgrse"), "did you mean 'postgres'"),
        (line(service=7), "`service` is missing or not a text, expected one of postgres, backend"),
        (line(status="faling"), "did you mean 'failing'"),
        (line(detail=[]), "`detail` is not a text"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_with_what_was_expected(bad, said):
    with pytest.raises(Usage) as caught:
        read_story([line(), bad], STACK, "week.jsonl")
    assert str(caught.value).startswith("week.jsonl:2: ")
    assert said in str(caught.value)


def test_all_mistakes_are_named_at_once_up_to_ten():
    with pytest.raises(Usage) as caught:
        read_story([b"x"] * 12, STACK, "week.jsonl")
    said = str(caught.value).splitlines()
    assert said[9].startswith("week.jsonl:10: ")
    assert said[10:] == ["... and 2 more"]


def test_a_story_of_more_than_a_year_mixes_clocks():
    with pytest.raises(Usage, match="longer than a year"):
        read_story([line(at=0), line(at=1_700_000_000)], STACK, "week.jsonl")
