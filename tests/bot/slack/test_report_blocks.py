from dataclasses import replace

from bot.slack import report_blocks
from bot.slack.blocks import fits
from handlers.core.report import DIFF, Evidence, Finding, Role, Table
from tests.bot.reports import failing_report, healthy_report


def _text(message):
    return "\n".join(
        element["text"] if isinstance(element["text"], str) else element["text"]["text"]
        for block in message.blocks
        for element in [block, *block.get("elements", [])]
        if "text" in element
    )


def test_the_report_names_cause_evidence_symptoms_and_next_step():
    (message,) = report_blocks.report_messages(failing_report(), "r1")
    text = _text(message)
    for part in (
        "Root cause",
        "connection refused at 127.0.0.1:5432",
        "`backend` ← `postgres`",
        "Start PostgreSQL",
        "`r1`",
    ):
        assert part in text


def test_changes_since_the_last_run_are_shown():
    (message,) = report_blocks.report_messages(healthy_report(), "r1", ["failing → healthy"])
    assert "failing → healthy" in _text(message)


def test_a_note_about_a_change_shows_it_once_with_what_could_not_be_kept():
    lost = (Evidence("lost, line 3", "check(1)\ncheck(2)\n"), Evidence("compile", "invalid"))
    change = Finding("a", "tests", "tests/a.py: partial", evidence=(*lost, Evidence(DIFF, "-check(1)\n+pass\n")))
    others = (Finding("b", "tests", "tests/b.py: syntax"), Finding("c", "redis", "is slow"))
    report = replace(failing_report(), findings=(change, *others))
    text = _text(report_blocks.report_messages(report, "r1")[0])
    assert text.count("tests/a.py: partial") == 1
    assert "lost, line 3: ```check(1)\ncheck(2)```\ncompile: `invalid`\n```-check(1)\n+pass\n```" in text
    assert "• tests/b.py: syntax\n• `redis` is slow" in text


def test_untrusted_text_cannot_mention_anybody():
    report = replace(healthy_report(), headline="<!channel> & <@U1> `x`")
    text = _text(report_blocks.report_messages(report, "r1")[0])
    assert "<!channel>" not in text
    assert "&lt;!channel&gt;" in text


def test_a_huge_report_is_split_and_never_too_large():
    findings = tuple(
        Finding(f"c{n}", f"s{n}", "t" * 5000, Role.CAUSE, evidence=(Evidence("e", "<" * 5000),) * 20) for n in range(30)
    )
    table = Table("T", ("a", "b"), tuple((f"row {n}", "y" * 500) for n in range(400)))
    messages = report_blocks.report_messages(replace(failing_report(), findings=findings, tables=(table,)), "r1")
    assert len(messages) > 1
    assert all(fits(message.blocks) for message in messages)
