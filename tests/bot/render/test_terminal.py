import io

from rich.console import Console

from bot.render.terminal import TerminalProgress, print_report
from handlers.core.ports import Health, Tick
from tests.bot.reports import failing_report


def test_the_root_cause_comes_before_its_symptoms():
    out = io.StringIO()
    print_report(Console(file=out, width=120), failing_report())
    text = out.getvalue()
    assert text.index("Root cause: PostgreSQL refuses connections") < text.index("backend <- postgres")
    assert "Next step: Start PostgreSQL" in text


def test_markup_in_a_report_is_printed_as_it_is():
    out = io.StringIO()
    from dataclasses import replace

    print_report(Console(file=out, width=120), replace(failing_report(), headline="[bold]x[/bold]"))
    assert "[bold]x[/bold]" in out.getvalue()


async def test_each_piece_of_work_is_a_line():
    out = io.StringIO()
    with TerminalProgress(Console(file=out, width=120)) as progress:
        await progress.begin("Probing", 1)
        await progress.tick(Tick("postgres", Health.FAILING, "refused", 0.012))
    assert "postgres" in out.getvalue()
    assert "12 ms" in out.getvalue()
