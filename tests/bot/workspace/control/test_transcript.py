"""Looking for messages."""

from __future__ import annotations

import pytest

from bot.workspace.control.transcript import Query
from bot.workspace.json_types import Json

MESSAGE: Json = {
    "plain": "Backend is down", "text": "fallback", "user": "U1", "name": "medic", "thread_ts": "5.0",
    "visible_to": "", "ts": "7.0", "files": [],
}  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (Query(), True),
        (Query("backend"), True),
        (Query("FALLBACK"), True),
        (Query("frontend"), False),
        (Query(user="medic"), True),
        (Query(user="U1"), True),
        (Query(user="alice"), False),
        (Query(thread_ts="5.0"), True),
        (Query(thread_ts="6.0"), False),
        (Query(visible_to="U2"), False),
        (Query(after="6.0"), True),
        (Query(after="7.0"), False),
        (Query(has_file=True), False),
    ],
)
def test_a_query_matches_what_it_names(query: Query, found: bool) -> None:
    assert query.matches(MESSAGE) is found
