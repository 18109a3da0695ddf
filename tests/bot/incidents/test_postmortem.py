"""The draft of a post-mortem says what is known, asks for the rest, and is only text wherever others wrote it."""

from dataclasses import replace

import pytest

from bot.incidents import mentions
from bot.incidents.model import Incident, Moment, Severity, Why
from bot.incidents.postmortem import Account, Done, Proof, in_short, post_mortem

NOON = 1_764_000_000.0  # 2025-11-24 16:00:00 UTC
ANN = mentions.person("U012AB", "ann")
INCIDENT = Incident(
    "staging-3",
    "redis",
    "redis fails: refused",
    opened=NOON + 12,
    began=NOON,
    severity=Severity.P1,
    affected=("redis", "backend"),
    closed=NOON + 600,
    acknowledged_at=NOON + 60,
    timeline=(
        Moment(NOON + 12, Why.BEGAN, "[P1] staging: redis fails: refused. At risk: sales. Since 2025."),
        Moment(NOON + 60, Why.ACKNOWLEDGED, f"{ANN} is taking care of this."),
        Moment(NOON + 300, Why.NOTED, f"{ANN}: `rm -rf` | <b>\nsecond line"),
    ),
)
ACCOUNT = Account(
    "staging",
    INCIDENT,
    impact="sales",
    explanation="Nothing listens on its port.",
    proofs=(Proof("redis/tcp", "refused ``` at 6379"),),
    done=(Done(NOON + 400, "redis was restarted"),),
    seen=("redis: revision 7 was deployed",),
)


def test_every_part_is_there_in_order():
    draft = post_mortem(ACCOUNT)
    parts = ["# Post-mortem: redis fails: refused", "## Summary", "## Impact", "## Timeline (UTC)", "## Root cause"]
    parts += ["## What was changed", "## Follow-ups"]
    places = [draft.index(part) for part in parts]
    assert places == sorted(places)


@pytest.mark.parametrize(
    "line",
    [
        "| Began | 2025-11-24 16:00:00 UTC |",
        "| Detected | 2025-11-24 16:00:12 UTC, after 12 s |",
        "| Acknowledged | 2025-11-24 16:01:00 UTC by @ann, after 1 min |",
        "| Ended | 2025-11-24 16:10:00 UTC, after 10 min |",
        "Because of it backend failed as well.",
        "At risk: sales",
        "- 16:00:00 The first failure.",
        "- 16:00:12 Announced: \\[P1\\] staging: redis fails: refused.",
        "- 16:06:40 Changed: redis was restarted",
        "Nothing listens on its port.",
        "- redis: revision 7 was deployed",
        "Something was changed shortly before",
    ],
)
def test_what_is_known_is_said(line):
    assert line in post_mortem(ACCOUNT)


def test_what_others_wrote_is_only_text():
    draft = post_mortem(ACCOUNT)
    assert "@ann: \\`rm -rf\\` \\| \\<b\\> second line" in draft
    assert "````\nrefused ``` at 6379\n````" in draft


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({"acknowledged_at": None}, "Nobody acknowledged it"),
        ({"by_hand": True, "cause": ""}, "Which check would have found this"),
        ({"opened": NOON + 400}, "Detection took 6 min 40 s"),
        ({"reopened": 2}, "was the cause mended"),
        ({"timeline": (Moment(NOON, Why.FLAPPING, "It comes and goes."),)}, "at the edge of"),
    ],
)
def test_what_went_badly_is_asked_about(changes, asked):
    assert asked not in post_mortem(ACCOUNT)
    assert asked in post_mortem(replace(ACCOUNT, incident=replace(INCIDENT, **changes)))


def test_an_incident_of_several_days_has_days_in_its_timeline():
    late = replace(INCIDENT, timeline=(*INCIDENT.timeline, Moment(NOON + 90_000, Why.NOTED, "still here")))
    assert "- 2025-11-25 17:00:00 still here" in post_mortem(replace(ACCOUNT, incident=late))


def test_without_evidence_or_changes_that_is_said():
    draft = post_mortem(replace(ACCOUNT, proofs=(), done=(), seen=()))
    assert "No evidence was kept." in draft
    assert "Nothing was changed through the bot." in draft


def test_the_summary_names_times_cause_and_changes():
    rows = dict(in_short(ACCOUNT))
    assert rows["Lasted"] == "10 min"
    assert rows["Acknowledged"] == f"after 1 min by {ANN}"
    assert rows["Changed through the bot"] == "redis was restarted"
    assert (
        dict(in_short(replace(ACCOUNT, incident=replace(INCIDENT, acknowledged_at=None))))["Acknowledged"]
        == "by nobody"
    )
