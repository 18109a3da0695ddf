"""The few commands over the wire protocol, against the real server."""

import pytest

from bot.demo.services import valkey
from bot.demo.stack import DemoStack

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_answers_of_every_kind(stack: DemoStack) -> None:
    url = stack.plan.redis_url
    commands = (("SET", "k", "v é"), ("GET", "k"), ("GET", "nothing"), ("DEL", "k"))
    assert await valkey.command(url, *commands) == ["OK", "v é", None, "1"]


async def test_an_error_is_the_servers_own(stack: DemoStack) -> None:
    with pytest.raises(valkey.ValkeyError, match="unknown command"):
        await valkey.command(stack.plan.redis_url, ("NONSENSE",))
    with pytest.raises(valkey.ValkeyError, match="NOAUTH"):
        await valkey.command(f"redis://127.0.0.1:{stack.plan.ports.redis}", ("GET", "k"))
