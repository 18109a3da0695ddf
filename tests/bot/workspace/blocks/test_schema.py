"""Whatever is thrown at the validator, it answers with problems and never breaks."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.workspace.blocks.identify import with_ids
from bot.workspace.blocks.validate import message_problems, view_problems

KEYS = st.sampled_from(
    ["type", "text", "elements", "fields", "accessory", "options", "rows", "element", "label", "blocks"]
)
TYPES = st.sampled_from(
    ["section", "actions", "button", "mrkdwn", "plain_text", "table", "input", "static_select", "modal"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TYPES | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(JSON, max_size=3) | JSON)
def test_any_json_is_judged_without_breaking(blocks: Any) -> None:
    if message_problems(blocks) == []:
        with_ids(blocks)
    view_problems({"type": "modal", "title": {"type": "plain_text", "text": "t"}, "blocks": blocks})
    view_problems(blocks)
