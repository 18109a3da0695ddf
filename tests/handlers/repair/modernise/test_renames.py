"""Moving to declared successors."""

from __future__ import annotations

import pytest

from handlers.core.errors import Usage
from handlers.repair.modernise.renames import declared, modernise_file, modernise_text

DOTTED = declared({"app.ws.WebSocketNotifier": "app.bridge.AgentWebSocketBridge"})
BARE = declared({"WebSocketNotifier": "AgentWebSocketBridge"})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "from app.ws import WebSocketNotifier\nx = WebSocketNotifier()\n",
            "from app.bridge import AgentWebSocketBridge\nx = AgentWebSocketBridge()\n",
        ),
        ("from app.ws import WebSocketNotifier as N\nN()\n", "from app.bridge import AgentWebSocketBridge as N\nN()\n"),
        ('patch("app.ws.WebSocketNotifier.send")\n', 'patch("app.bridge.AgentWebSocketBridge.send")\n'),
        ('x = "WebSocketNotifier is old"\n', 'x = "WebSocketNotifier is old"\n'),
        (
            "def f(WebSocketNotifier): return WebSocketNotifier\n",
            "def f(WebSocketNotifier): return WebSocketNotifier\n",
        ),
    ],
)
def test_imports_uses_and_dotted_strings_follow_and_nothing_else(before, after):
    moved = modernise_text(before, DOTTED)
    assert (moved.source, moved.left) == (after, ())


def test_a_use_through_the_module_gets_the_new_module_imported():
    moved = modernise_text("import app.ws\nx = app.ws.WebSocketNotifier()\n", DOTTED)
    assert "x = app.bridge.AgentWebSocketBridge()" in moved.source
    assert "import app.bridge" in moved.source
    assert moved.left == ()


def test_a_bare_rename_holds_whatever_the_module():
    text = 'from x.y import WebSocketNotifier\n__all__ = ["WebSocketNotifier"]\nWebSocketNotifier.z\n'
    assert modernise_text(text, BARE).source == text.replace("WebSocketNotifier", "AgentWebSocketBridge")


def test_a_chain_of_renames_is_followed_to_its_end():
    chain = declared({"a.X": "a.Y", "a.Y": "b.Z"})
    assert modernise_text("from a import X\nX\n", chain).source == "from b import Z\nZ\n"


def test_renames_beside_one_another_are_carried_out_at_once():
    renames = declared({"a.X": "b.X", "a.Y": "b.Q"})
    after = "from b import X, Q\nX, Q\n"
    assert modernise_text("from a import X, Y\nX, Y\n", renames).source == after


def test_it_is_idempotent_and_leaves_files_without_a_use_alone():
    assert modernise_file(b"x = 1\n", DOTTED)[0] == b"x = 1\n"
    once, _ = modernise_file(b"from app.ws import WebSocketNotifier\r\n", DOTTED)
    assert once == b"from app.bridge import AgentWebSocketBridge\r\n"
    assert modernise_file(once, DOTTED)[0] == once


def test_a_file_that_does_not_compile_is_left_alone_and_said():
    damaged = b"from app.ws import WebSocketNotifier (\n"
    after, moved = modernise_file(damaged, DOTTED)
    assert after == damaged
    assert "repair it first" in moved.left[0].what


def test_what_compiles_may_be_another_pythons_to_say():
    text = b"from app.ws import WebSocketNotifier\n"
    newer = text + b"type X = int\n"
    after, moved = modernise_file(newer, DOTTED, (), lambda data: b"type X" in data)
    assert (after, moved.left) == (
        newer.replace(b"ws import WebSocketNotifier", b"bridge import AgentWebSocketBridge"),
        (),
    )
    assert modernise_file(text, DOTTED, (), lambda data: data == text)[0] == text


@pytest.mark.parametrize("renames", [{"a b": "c"}, {"a.B": "C"}, {"A": "b.C"}, {"A": "B", "B": "A"}])
def test_a_rename_that_makes_no_sense_is_said(renames):
    with pytest.raises(Usage):
        declared(renames)
