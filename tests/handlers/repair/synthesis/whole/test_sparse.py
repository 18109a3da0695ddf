from __future__ import annotations

import inspect

from handlers.repair.synthesis.costs import load_costs, load_language
from handlers.repair.synthesis.effort import Effort, Meter
from handlers.repair.synthesis.whole.sparse import one_by_one
from tests.handlers.repair import corruption

HEALTHY = inspect.getsource(corruption)


def test_two_faults_far_apart_are_mended_each_by_itself() -> None:
    broken = HEALTHY.replace("def drop_quote(lines: Lines,", "def drop_quote(lines: Lines,,")
    broken = broken.replace('"placeholder") -> str:', '"placeholder") -> str')
    found = one_by_one(broken, load_costs("files"), load_language(), Meter(Effort.within(60.0)))
    assert found is not None
    assert found.source == HEALTHY


def test_a_text_with_too_many_faults_is_left_to_others() -> None:
    broken = HEALTHY.replace("lines: Lines,", "lines: Lines,,")
    assert one_by_one(broken, load_costs("files"), load_language(), Meter(Effort.within(1.0))) is None


def test_a_mend_that_goes_too_far_is_given_up() -> None:
    broken = HEALTHY.replace("def drop_quote(lines: Lines,", "def drop_quote(lines: Lines,,")
    broken = broken.replace('"placeholder") -> str:', '"placeholder") -> str')
    assert one_by_one(broken, load_costs("files"), load_language(), Meter(Effort.within(60.0)), within=2.0) is None
    assert one_by_one(broken, load_costs("files"), load_language(), Meter(Effort.within(60.0)), within=2.5) is not None
