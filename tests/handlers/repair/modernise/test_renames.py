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
        (
            "from app.ws import A, WebSocketNotifier\n",
            "from app.ws import A\nfrom app.bridge import AgentWebSocketBridge\n",
        ),
        ("from app.ws import WebSocketNotifier as N\nN()\n", "from app.bridge import AgentWebSocketBridge as N\nN()\n"),
        ('patch("app.ws.WebSocketNotifier.send")\n', 'patch("app.bridge.AgentWebSocketBridge.send")\n'),
        ('x = "WebSocketNotifier is old"\n', 'x = "WebSocketNotifier is old"\n'),
        ("from other import WebSocketNotifier\n", "from other import WebSocketNotifier\n"),
        (
            "def f(WebSocketNotifier): return WebSocketNotifier\n",
            "def f(WebSocketNotifier): return WebSocketNotifier\n",
        ),
    ],
)
def test_imports_uses_and_dotted_strings_follow_and_nothing_else(before, after):
    assert modernise_text(before, DOTTED) == after


def test_a_use_through_the_module_gets_the_new_module_imported():
    moved = modernise_text("import app.ws\nx = app.ws.WebSocketNotifier()\n", DOTTED)
    assert "x = app.bridge.AgentWebSocketBridge()" in moved
    assert "import app.bridge" in moved


def test_a_bare_rename_holds_whatever_the_module():
    text = "from x.y import WebSocketNotifier\nWebSocketNotifier.z\n"
    assert modernise_text(text, BARE) == text.replace("WebSocketNotifier", "AgentWebSocketBridge")


def test_it_is_idempotent_and_leaves_files_without_a_use_alone():
    assert modernise_file(b"x = 1\n", DOTTED) is None
    once = modernise_file(b"from app.ws import WebSocketNotifier\r\n", DOTTED)
    assert once == b"from app.bridge import AgentWebSocketBridge\r\n"
    assert modernise_file(once, DOTTED) is None
    assert modernise_file(b"from app.ws import WebSocketNotifier (\n", DOTTED) is None


@pytest.mark.parametrize("renames", [{"a b": "c"}, {"a.B": "C"}, {"A": "b.C"}])
def test_a_rename_that_makes_no_sense_is_said(renames):
    with pytest.raises(Usage):
        declared(renames)
