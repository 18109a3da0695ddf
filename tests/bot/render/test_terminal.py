import io
from dataclasses import replace

from rich.console import Console

from bot.render.terminal import TerminalProgress, print_report
from handlers.core.ports import Health, Tick
from handlers.core.report import DIFF, Evidence, Finding, Report, Status, Table
from tests.bot.reports import failing_report


def test_the_root_cause_comes_before_its_symptoms():
    out = io.StringIO()
    print_report(Console(file=out, width=120), failing_report())
    text = out.getvalue()
    assert text.index("Root cause: PostgreSQL refuses connections") < text.index("backend <- postgres")
    assert "Next step: Start PostgreSQL" in text


def test_markup_in_a_report_is_printed_as_it_is():
    out = io.StringIO()
    print_report(Console(file=out, width=120), replace(failing_report(), headline="[bold]x[/bold]"))
    assert "[bold]x[/bold]" in out.getvalue()


def test_a_note_about_a_change_shows_it_with_what_could_not_be_kept():
    out = io.StringIO()
    evidence = (Evidence("lost, line 3", "check(1)\n"), Evidence(DIFF, "-check(1)\n+pass\n"))
    note = Finding("doubtful:a.py", "tests", "tests/a.py: partial", evidence=evidence)
    print_report(Console(file=out, width=120), Report("repair", "staging", Status.FAILING, "x", findings=(note,)))
    assert "Also seen: tests/a.py: partial\n  seen lost, line 3: check(1)\n-check(1)\n+pass\n" in out.getvalue()


def test_the_title_of_a_narrow_table_stays_on_one_line():
    out = io.StringIO()
    table = Table("A title that is longer than its table is wide", ("a", "b"), (("1", "2"),))
    print_report(Console(file=out, width=120), replace(failing_report(), tables=(table,)))
    assert table.title + "\n" in out.getvalue()


async def test_each_piece_of_work_is_a_line():
    out = io.StringIO()
    with TerminalProgress(Console(file=out, width=120)) as progress:
        await progress.begin("Probing", 1)
        await progress.tick(Tick("postgres", Health.FAILING, "refused", 0.012))
    assert "postgres" in out.getvalue()
    assert "12 ms" in out.getvalue()


async def test_each_part_of_a_run_is_counted_by_itself():
    out = io.StringIO()
    with TerminalProgress(Console(file=out, width=120, force_terminal=True)) as progress:
        for what in ("scan", "repair"):
            await progress.begin(what, 2)
            for name in "ab":
                await progress.tick(Tick(name, Health.OK, "x", 0.001))
    assert "2/2" in out.getvalue()
    assert "/4" not in out.getvalue()
