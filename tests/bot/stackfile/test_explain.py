"""What a model refuses is said in the words of the file, at the place in the file."""

from __future__ import annotations

import pytest

from tests.bot.stackfile.stacks import SMALL, changed, marked, mistakes

ONE_MISTAKE = [
    ("version: 1", "version: «2", "'2' is not known here, expected 1"),
    (
        "version: 1",
        "«versoin: 1",
        "unknown key 'versoin', expected one of environments, heartbeat, inbound, slack, version; did you mean",
    ),
    ("    services:", "    «servces:", "unknown key 'servces', expected one of"),
    ("depends_on:", "«dependson:", "unknown key 'dependson', expected one of any_of,"),
    ("port: 5432", "port: «70000", "'70000' stands here, expected at most 65535"),
    ("port: 5432", "port: «x", "'x' stands here, expected a whole number"),
    ("port: 5432", "«prot: 5432", "unknown key 'prot', expected one of"),
    ("{kind: tcp, host: db.internal", "«{kind: tcp", "the key 'host' is missing beside kind, port"),
    ("{kind: tcp, ", "«{", "the key 'kind' is missing, which says what this is"),
    ("kind: tcp", "kind: «tpc", "unknown kind 'tpc'"),
    ("timeout: 5s", "timeout: «5x", "'5x' is not a duration, expected for example 250ms, 5s, 10m, 2h or 7d"),
    ("timeout: 5s", "timeout: «0s", "this duration is out of range, expected more than 0"),
    ("timeout: 5s", "timeout: «[5]", "this is not a duration"),
    ("https://backend.example.com", "«ftp://backend.example.com", ""),
    ("[database]", "«database", "'database' stands here, expected a list"),
    ("[database]", "[«5]", "'5' stands here, expected text (in quotes, if it looks like a number)"),
    ("[database]", "«{a: b}", "a mapping stands here, expected a list"),
    (
        "{check: diagnose, every: 1m}",
        "«{check: diagnose}",
        "a check has neither of `every` and `cron`, expected exactly",
    ),
    ("{check: diagnose", "«{check: diagnose, cron: '* * * * *'", "a check has both of `every` and `cron`"),
    ("every: 1m", "every: 1m, fail_after: «0", "'0' stands here, expected at least 1"),
    ("  staging:\n", "  staging:\n    protected: «maybe\n", "'maybe' stands here, expected true or false"),
    (
        "  staging:\n",
        "  staging:\n    platform: {kind: «cloudrun}\n",
        "unknown kind 'cloudrun', expected one of cloud_run",
    ),
    ("  staging:\n", "  staging:\n    impact:«\n", "nothing stands here, expected text"),
]


@pytest.mark.parametrize(("old", "new", "said"), ONE_MISTAKE)
def test_a_mistake_is_named_at_its_place(old: str, new: str, said: str) -> None:
    text, place = marked(old, new)
    found = mistakes(text)
    assert len(found) == 1, found
    assert found[0].startswith(place + said)


def test_the_small_stack_is_right() -> None:
    assert mistakes(SMALL) == []


def test_what_is_not_even_a_mapping_is_said_so() -> None:
    assert mistakes("- a\n- b\n") == ["1:1: a list stands here, expected a mapping: lines of `key: value`"]
    assert mistakes("just text") == ["1:1: 'just text' stands here, expected a mapping: lines of `key: value`"]


def test_no_message_speaks_of_the_validator() -> None:
    found = mistakes(
        "version: x\nslack: 5\nenvironments: {a: {services: [1], schedule: {}, tests: {roots: x, suites: []}}}"
    )
    assert len(found) >= 6
    assert not [said for said in found if "Input should" in said or "pydantic" in said or "dict" in said]


def test_a_value_from_a_variable_is_not_shown_in_a_message() -> None:
    text = changed("timeout: 5s", "timeout: ${LIMIT}").replace("port: 5432", 'port: "${PORT_NUMBER}"')
    found = mistakes(text, LIMIT="hunter22", PORT_NUMBER="s3cr3t")
    assert len(found) == 2
    assert not [said for said in found if "hunter22" in said or "s3cr3t" in said]
    assert "${LIMIT}" in found[1]


def test_a_variable_that_is_not_set_is_no_mistake_where_a_number_or_a_duration_is_wanted() -> None:
    text = changed("timeout: 5s", "timeout: ${LIMIT}").replace("port: 5432", 'port: "${PORT_NUMBER}"')
    assert mistakes(text) == []


def test_a_variable_that_is_not_set_where_nothing_can_stand_in_for_it_is_told_to_be_set() -> None:
    (said,) = mistakes(changed("  staging:\n", "  staging:\n    protected: ${SAFE}\n"))
    assert said.startswith("5:16: SAFE is not set, expected it to be set, or a default")
