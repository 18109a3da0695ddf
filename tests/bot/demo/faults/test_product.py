"""Each fault of the product's services, seen with plain clients, and gone once lifted."""

import httpx
import pytest

from bot.demo.stack import DemoStack
from tests.bot.demo.looking import HEALTHY, Seen, chat, look, token_of

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("auth-down", Seen(0, 503, 503, 0, 401)),
        ("e2e-bypass-missing", Seen(200, 200, 200, 404, 401)),
        ("jwt-mismatch", Seen(200, 200, 200, 200, 401)),
        ("backend-crash-at-start", Seen(200, 0, 502, 200, 502)),
    ],
)
async def test_it_shows_and_is_lifted(name: str, seen: Seen, stack: DemoStack, http: httpx.AsyncClient) -> None:
    await stack.inject(name)
    assert await look(stack, http) == seen
    await stack.lift(name)
    assert await look(stack, http) == HEALTHY


async def test_a_crash_at_start_leaves_its_traceback_in_the_log(stack: DemoStack) -> None:
    await stack.inject("backend-crash-at-start")
    process = stack.supervisor["backend"]
    assert (process.state, process.exit_code) == ("exited", 1)
    assert process.log[-1] == "ModuleNotFoundError: No module named 'billing_rules'"
    assert "Traceback (most recent call last):" in process.log


async def test_a_mismatched_secret_closes_the_chat_with_4401(stack: DemoStack, http: httpx.AsyncClient) -> None:
    await stack.inject("jwt-mismatch")
    assert await chat(stack, await token_of(stack, http)) == [{"type": "", "close": 4401}]
