"""A small product repository whose tests a bulk edit damaged, for `/repair` to be tried on."""

from __future__ import annotations

from pathlib import Path

from handlers.repair.git import git
from handlers.stack.environment import Tests

_CART = '''"""The cart's sums."""

from shop.cart import total


def test_an_empty_cart_costs_nothing():
    assert total([]) == 0


def test_a_discount_is_taken_off():
    prices = {"pen": 2.5, "book": 17.5}
    assert total(prices.values(), discount=0.1) == 18.0
'''
_NOTIFY = '''"""What a person hears of an order, worth $500K+ a year."""

from shop.ws import WebSocketNotifier


def test_an_event_reaches_its_user():
    notifier = WebSocketNotifier("ann")
    assert notifier.send("order_paid") == {"user": "ann", "event": "order_paid"}
'''
_SOCKET = """class {name}:
    def __init__(self, user):
        self.user = user

    def send(self, event):
        return {{"user": self.user, "event": event}}
"""
_BEFORE = {
    "shop/__init__.py": "",
    "shop/cart.py": "def total(prices, discount=0):\n    return round(sum(prices) * (1 - discount), 2)\n",
    "shop/ws.py": _SOCKET.format(name="WebSocketNotifier"),
    "shop/bridge.py": _SOCKET.format(name="AgentWebSocketBridge"),
    "tests/test_cart.py": _CART,
    "tests/test_notify.py": _NOTIFY,
}
_AFTER = {
    "tests/test_cart.py": _CART.replace('"pen": 2.5, "book": 17.5}', '"pen: 2.5, book": 17.5}"').replace("s()", "s(}")
    + "\n\ndef test_prices_are_rounded():\n    assert total([0.1, 0.2]) == 0.3\n",
    "tests/test_notify.py": _NOTIFY.replace('"""', "").replace('("ann")', '("ann)"'),
    "tests/test_refund.py": "from shop.cart import total\n\n\ndef test_a_refund_is_the_sum(:\n"
    "    assert total([2, 3]) == 5\n\n\ndef test_nothing_is_paid_twice():\n"
    "    ]] once upon a time { the till was\n    ] short ( of change and nobody } knew why\n",
}


def damaged_project(top: Path) -> Tests:
    """Make the repository at `top`, sound in its first commit, damaged in its second; how stack.yaml has it."""
    top.mkdir(parents=True)
    git(top, "init", "--quiet", "--initial-branch=main")
    for files, message in ((_BEFORE, "The cart and its tests"), (_AFTER, "Bulk edit")):
        for path, text in files.items():
            (top / path).parent.mkdir(exist_ok=True)
            (top / path).write_text(text, encoding="utf-8")
        git(top, "add", "--all")
        person = ("-c", "user.name=Demo", "-c", "user.email=demo@localhost")
        git(top, *person, "commit", "--quiet", "--no-verify", "--no-gpg-sign", "--message", message)
    return Tests(
        repository=str(top),
        suites={"unit": "python -m pytest -q -p no:cacheprovider"},
        renames={"shop.ws.WebSocketNotifier": "shop.bridge.AgentWebSocketBridge"},
    )
