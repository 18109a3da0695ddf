"""Names that lead nowhere, circles, and times that never come."""

from __future__ import annotations

import pytest

from bot.stackfile.problem import MOST_SHOWN
from tests.bot.stackfile.stacks import changed, marked, mistakes

CIRCLE = "these services depend on each other in a circle: "
CHECKS = "one of diagnose, golden-path, repair tests"
ONE_MISTAKE = [
    (
        "[database]",
        "[«databse]",
        "unknown service 'databse', expected one of backend, database; did you mean 'database'?",
    ),
    ("[database]", "[database, «database]", "'database' is named twice in this list, expected it once"),
    ("[database]", "[]\n        any_of: [[database, «other]]", "unknown service 'other'"),
    (
        "backend:\n        depends_on: [database]",
        "«backend:\n        depends_on: [backend]",
        f"{CIRCLE}backend -> backend",
    ),
    ("database:\n", "«database:\n        depends_on: [backend]\n", f"{CIRCLE}database -> backend -> database"),
    ("database:\n", "«database:\n        any_of: [[backend]]\n", CIRCLE),
    (
        "[{kind: tcp",
        "[«{kind: tcp, host: x, port: 1}, {kind: tcp",
        "'database' has several probes called 'tcp', expected",
    ),
    (
        "[{kind: tcp",
        "[{kind: http, url: 'http://x/', expect: {body: «'(?=a)b'}}, {kind: tcp",
        "this pattern cannot be used (looking ahead or behind takes more than linear time), expected RE2's syntax",
    ),
    ("check: diagnose", "check: «diagnos", f"unknown check 'diagnos', expected {CHECKS}; did you mean 'diagnose'?"),
    (
        "check: diagnose",
        "check: «golden_path",
        f"unknown check 'golden_path', expected {CHECKS}; did you mean 'golden-",
    ),
    ("check: diagnose", "check: «golden-path", "'golden-path' is scheduled, expected a section `golden_path`"),
    ("check: diagnose", "check: «repair tests", "'repair tests' is scheduled, expected a section `tests`"),
    ("every: 1m", 'cron: «"61 * * * *"', "'61 * * * *' is not a cron expression:"),
    ("every: 1m", 'cron: «"* * *"', "'* * *' is not a cron expression: it has 3 fields instead of 5"),
    ("every: 1m", 'cron: «"0 0 30 2 *"', "'0 0 30 2 *' never comes"),
    (
        "every: 1m",
        "every: 1m, timezone: «Europe/Berln",
        "unknown time zone 'Europe/Berln'; did you mean 'Europe/Berlin'?",
    ),
    ("every: 1m", "every: 1m, timezone: «Europe", "unknown time zone 'Europe'"),
    ("every: 1m", "every: 1m, timezone: «../etc/passwd", "unknown time zone '../etc/passwd'"),
    ("1m}", "1m}\n    recovery: [{phase: x, budget: 1m, order: [«databse]}]", "unknown service 'databse'"),
    ("1m}", "1m}\n    settings_agree: [{name: x, members: {«back: A}}]", "unknown service 'back'"),
    ("  staging:", "  «my staging:", "'my staging' cannot name an environment"),
    ("      backend:", "      «'back end':", "'back end' cannot name a service"),
    ('"#incidents"', "«incidents", "'incidents' is not a channel"),
    ('"#incidents"', '«"#Incidents"', "'#Incidents' is not a channel"),
    ('"#incidents"', '"#incidents", approvers: [«bob]', "'bob' is no user or user group"),
    ('"#incidents"', '"#incidents", fallback: [«nowhere]', "this fallback cannot be used"),
    (
        "version: 1",
        "version: 1\ninbound: [{kind: grafana, token: x}, «{kind: grafana, token: y}]",
        "two hooks have the address 'grafana', expected a `name` for each",
    ),
    (
        "version: 1",
        "version: 1\ninbound: [«{kind: grafana, name: 'a/b', token: x}]",
        "'a/b' cannot stand in an address",
    ),
    (
        "version: 1",
        "version: 1\ninbound: [{kind: grafana, token: x, environment: «stagign}]",
        "unknown environment 'stagign'",
    ),
    ("version: 1", "version: 1\ninbound: [«{kind: grafana}]", "this hook has neither `token` nor `secret`"),
]


@pytest.mark.parametrize(("old", "new", "said"), ONE_MISTAKE)
def test_a_mistake_of_meaning_is_named_at_its_place(old: str, new: str, said: str) -> None:
    text, place = marked(old, new)
    found = mistakes(text)
    assert len(found) == 1, found
    assert found[0].startswith(place + said)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"#incidents"', "C0123456789"),
        ('"#incidents"', '"#incidents", approvers: ["@oncall", U0123456789, S0123456789]'),
        ('"#incidents"', '"${CHANNEL}"'),
        ("version: 1", 'version: 1\ninbound: [{kind: alertmanager, token: "${TOKEN}", environment: staging}]'),
        ("version: 1", 'version: 1\nheartbeat: {url: "${HEARTBEAT}", every: 30s}'),
        ("check: diagnose", 'check: "${WHICH}"'),
        ("every: 1m", 'cron: "0 6 * * mon-fri", timezone: Europe/Berlin'),
        ("every: 1m", 'cron: "${WHEN}"'),
        ("every: 1m", 'cron: "0 0 29 2 *"'),
        ("port: 5432}", "port: 5432}, {kind: tcp, name: second, host: x, port: 1}"),
        ("[database]", "[]\n        any_of: [[database]]"),
    ],
)
def test_what_is_right_is_not_complained_about(old: str, new: str) -> None:
    assert mistakes(changed(old, new)) == []


def test_nothing_to_look_after_is_a_mistake() -> None:
    assert mistakes("version: 1\nenvironments: {}") == [
        "2:15: no environment is described, expected at least one, by its name"
    ]
    assert mistakes("version: 1\nenvironments: {a: {services: {}}}") == [
        "2:30: this environment has no services, expected at least one, by its name"
    ]


def test_mistakes_of_form_and_meaning_are_all_named_from_the_top_down() -> None:
    text = changed("version: 1", "verzion: 1").replace("[database]", "[databse]").replace("port: 5432", "port: x")
    found = mistakes(text.replace("every: 1m", 'cron: "x"'))
    assert [said.split(":")[0] for said in found] == ["1", "7", "9", "15"]


def test_a_file_full_of_mistakes_is_cut_where_nobody_reads_on() -> None:
    text = "version: 1\nenvironments:\n  a:\n    services:\n" + "".join(f"      '{n} x': {{}}\n" for n in range(3000))
    found = mistakes(text)
    assert MOST_SHOWN < len(found) < 3000
