from __future__ import annotations

import ast

import pytest

from handlers.repair.synthesis.costs import Costs
from handlers.repair.synthesis.finalists import Origin, compare, describe_whole, weigh
from handlers.repair.synthesis.language import LanguageModel
from handlers.repair.synthesis.search import Candidate, Edit
from handlers.repair.synthesis.tokens import tokenize

SOURCE = "print url.strip('.com')\n"
ORIGIN = Origin.of(SOURCE, "print", LanguageModel({}, frozenset()))
CALLED_LATE = Candidate("print(url).strip('.com')\n", 1.0, (Edit("wrap", 1, 6, "", "("),))
CALLED = Candidate("print(url.strip('.com'))\n", 2.0, (Edit("wrap", 1, 6, "", "("),))
LOST = Candidate("print ('.com')\n", 3.0, (Edit("del", 1, 7, "url.strip", ""),))
FOUND = [CALLED_LATE, CALLED, LOST]


def test_candidates_come_in_the_order_of_their_last_weights() -> None:
    ranked = weigh(ORIGIN, FOUND, Costs({}, {}, final={"of|print": -2.0, "gone|NAME|2": -1.0}))
    assert [candidate.source for candidate in ranked] == [CALLED.source, LOST.source, CALLED_LATE.source]
    assert [candidate.cost for candidate in ranked] == sorted(candidate.cost for candidate in ranked)


@pytest.mark.parametrize("found", [FOUND, FOUND[:1], []])
def test_without_weights_nothing_changes(found: list[Candidate]) -> None:
    assert weigh(ORIGIN, found, Costs({}, {})) == found


def test_what_is_far_from_the_best_stays_behind_the_others() -> None:
    far = Candidate("print\n", 4.5, (Edit("deltail", 1, 6, "", ""),))
    ranked = weigh(ORIGIN, [*FOUND, far], Costs({}, {}, final={"first|deltail|print": 9.0, "first|wrap|print": -9.0}))
    assert [candidate.source for candidate in ranked] == [LOST.source, CALLED_LATE.source, CALLED.source, far.source]
    assert [candidate.cost for candidate in ranked] == sorted(candidate.cost for candidate in ranked)


def test_equal_weights_leave_the_order_of_the_search() -> None:
    ranked = weigh(ORIGIN, FOUND, Costs({}, {}, final={"no such feature": 1.0}))
    assert [candidate.source for candidate in ranked] == [candidate.source for candidate in FOUND]


@pytest.mark.parametrize(
    ("rank", "name"),
    [
        (0, "of|print"),
        (1, "first|wrap|print"),
        (1, "in|print"),
        (2, "out|print"),
        (2, "gone|NAME|2"),
        (2, "still0"),
        (2, "apart|call"),
    ],
)
def test_what_a_candidate_keeps_and_how_it_reads_is_named(rank: int, name: str) -> None:
    assert name in describe_whole(ORIGIN, FOUND, rank)[0]


def test_it_is_measured_how_much_dearer_a_candidate_is_and_what_it_lacks() -> None:
    numbers = describe_whole(ORIGIN, FOUND, 2)[1]
    assert (numbers["gap"], numbers["gone-NAME"], numbers["letters"]) == (2.0, 1.0, 0.8)
    assert ast.literal_eval(repr(numbers)) == numbers


def test_only_what_differs_is_compared() -> None:
    difference = compare(tokenize("a = f(b c)\nd\n"), tokenize("a = f(b, c)\nd()\n"))
    assert ([t.text for t in difference.come], difference.gone, difference.places) == ([",", "(", ")"], [], 2)
