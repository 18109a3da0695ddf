"""Success rate and percentiles over 24 hours and 7 days."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from handlers.core.report import Status
from handlers.golden_path.history import DAY, history_report, window
from handlers.golden_path.past import PastRun

NOW = 1_800_000_000.0
RUNS = [PastRun(NOW - hours * 3600, hours % 10 != 0, 3.0 + hours % 4, "silent-agent") for hours in range(1, 200)]


def test_a_window_counts_only_what_is_inside() -> None:
    day = window("24 h", DAY, RUNS, NOW)
    assert (day.runs, day.passed) == (23, 21)
    assert day.success == 21 / 23
    assert day.p50 is not None
    assert 3.0 <= day.p50 <= 6.0


def test_the_report_has_figures_failures_and_a_chart() -> None:
    report = history_report("staging", RUNS, NOW)
    assert report.status is Status.FAILING
    assert report.headline == "golden path: 21 of 23 runs passed in the last 24 h"
    assert report.tables[1].rows == (("silent-agent", "16"),)
    with Image.open(BytesIO(report.files[0].content)) as image:
        assert image.size[0] == 1080


def test_no_run_is_unknown() -> None:
    report = history_report("staging", [PastRun(NOW - 8 * DAY, True, 1.0)], NOW)
    assert report.status is Status.UNKNOWN
    assert report.files == ()


def test_a_past_run_is_read_from_a_reports_data() -> None:
    good = PastRun.from_data(NOW, {"failure": None, "timings": {"total": 3.4}})
    bad = PastRun.from_data(NOW, {"failure": {"id": "late-answer"}, "timings": {"total": 60.0}})
    assert (good.passed, good.seconds) == (True, 3.4)
    assert (bad.passed, bad.failure) == (False, "late-answer")
    assert PastRun.from_data(NOW, {}).passed
