"""What becomes of the text a person types."""

from __future__ import annotations

import pytest

from bot.workspace.clock import VirtualClock
from bot.workspace.limits import Limits
from bot.workspace.markup import as_typed, escape, mentioned_users
from bot.workspace.seed import seed
from bot.workspace.state import Workspace


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("a < b && c > d", "a &lt; b &amp;&amp; c &gt; d"),
        ("hey @alice", "hey <@U0ALICE000>"),
        ("hey @nobody", "hey @nobody"),
        ("hey @platform-oncall", "hey <!subteam^S0PLATFORM>"),
        ("mail a@alice.example", "mail a@alice.example"),
        ("see #general", "see <#C0GENERAL0|general>"),
        ("see https://example.com/x?a=1", "see <https://example.com/x?a=1>"),
        ("<@U0ALICE000>", "&lt;@U0ALICE000&gt;"),
    ],
)
async def test_typed_text_is_escaped_and_linked(typed: str, sent: str) -> None:
    workspace = Workspace(VirtualClock(), Limits())
    seed(workspace)
    assert as_typed(workspace, typed) == sent


async def test_commands_with_should_escape_get_labelled_mentions() -> None:
    workspace = Workspace(VirtualClock(), Limits())
    seed(workspace)
    assert as_typed(workspace, "@alice", labelled=True) == "<@U0ALICE000|alice>"


def test_mentions_are_found() -> None:
    assert mentioned_users("<@U1> and <@U2|bob>, not @U3") == {"U1", "U2"}
    assert escape("<&>") == "&lt;&amp;&gt;"
