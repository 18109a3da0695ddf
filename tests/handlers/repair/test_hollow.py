"""No mend leaves a test that passes because nothing of it is left."""

from __future__ import annotations

import pytest

from handlers.repair import repair_text
from handlers.repair.hollow import LOST, without_hollow_tests

ASIDE = "def test_a():\n    pass\n    # ]] once ( upon\n"


def test_a_test_whose_body_was_put_aside_fails():
    damaged = "def test_a():\n    ]] once ( upon\n"
    assert without_hollow_tests(damaged, ASIDE) == ASIDE.replace("pass", LOST)
    ends = without_hollow_tests(damaged.replace("\n", "\r\n"), ASIDE.replace("\n", "\r\n"))
    assert ends == ASIDE.replace("pass", LOST).replace("\n", "\r\n")
    assert without_hollow_tests(damaged, ASIDE.replace("test_a", "helper")) == ASIDE.replace("test_a", "helper")


@pytest.mark.parametrize(
    "text",
    [
        "def test_a():\n    pass\n    # to be written\n",
        "def test_a():\n    # ]] once ( upon\n    x()\n",
        "def test_a(): pass\n# x\n",
        "x = 1\n",
    ],
)
def test_what_somebody_wrote_stays(text):
    assert without_hollow_tests(text + "(", text) == text


def test_a_repair_says_that_a_body_was_lost():
    damaged = (
        "from shop.cart import total\n\n\ndef test_a_refund_is_the_sum(:\n    assert total([2, 3]) == 5\n\n\n"
        "def test_nothing_is_paid_twice():\n    ]] once upon a time { the till was\n"
        "    ] short ( of change and nobody } knew why\n"
    )
    assert LOST in repair_text(damaged).source
