"""Each fault of the product's services, seen with plain clients, and gone once lifted."""

import asyncio
import ssl
from email.utils import parsedate_to_datetime

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from bot.demo.services import valkey
from bot.demo.stack import DemoStack
from tests.bot.demo.looking import HEALTHY, Seen, chat, login, look, token_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

NO_BACKEND = Seen(200, 0, 502, 200, 502)


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("auth-down", Seen(0, 503, 503, 0, 401)),
        ("e2e-bypass-missing", Seen(200, 200, 200, 404, 401)),
        ("login-refused", Seen(200, 200, 200, 403, 401)),
        ("clock-skew", Seen(200, 200, 200, 200, 401)),
        ("jwt-mismatch", Seen(200, 200, 200, 200, 401)),
        ("setting-damaged", Seen(200, 200, 200, 200, 401)),
        ("health-missing", Seen(200, 404, 404, 200, 200)),
        ("dns-failure", Seen(200, 503, 503, 200, 200)),
        ("pool-exhausted", Seen(200, 503, 503, 200, 200)),
        ("wrong-port", NO_BACKEND),
        ("missing-setting", NO_BACKEND),
        ("backend-crash-at-start", NO_BACKEND),
        ("backend-down", NO_BACKEND),
        ("upstream-down", Seen(200, 200, 502, 200, 502)),
        ("gateway-down", Seen(200, 200, 0, 200, 0)),
    ],
)
async def test_it_shows_and_is_lifted(name: str, seen: Seen, stack: DemoStack, http: httpx.AsyncClient) -> None:
    await stack.inject(name)
    assert await look(stack, http) == seen
    await stack.lift(name)
    assert await look(stack, http) == HEALTHY


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("backend-crash-at-start", 1, "ModuleNotFoundError: No module named 'billing_rules'"),
        ("missing-setting", 1, "environment variable JWT_SECRET is not set"),
        ("crash-loop", 1, "TypeError: unsupported operand type(s) for /: 'int' and 'NoneType'"),
        ("memory-limit", 137, "Memory limit of 256 MiB exceeded"),
    ],
)
async def test_the_log_says_why_it_ended(name: str, code: int, words: str, stack: DemoStack) -> None:
    await stack.inject(name)
    process = stack.supervisor["backend"]
    assert (process.state, process.exit_code) == ("exited", code)
    assert words in process.log[-1]


async def test_the_wrong_port_is_in_the_log(stack: DemoStack) -> None:
    await stack.inject("wrong-port")
    assert f"listening on 127.0.0.1:{stack.plan.ports.unused}" in stack.supervisor["backend"].log[-1]


async def test_a_mismatched_secret_closes_the_chat_with_4401(stack: DemoStack, http: httpx.AsyncClient) -> None:
    await stack.inject("jwt-mismatch")
    assert await chat(stack, await token_of(stack, http)) == [{"type": "", "close": 4401}]


async def test_a_fast_clock_shows_in_the_date_header(stack: DemoStack, http: httpx.AsyncClient) -> None:
    before = await login(stack, http)
    await stack.inject("clock-skew")
    after = await login(stack, http)
    assert before is not None
    assert after is not None
    ahead = parsedate_to_datetime(after.headers["Date"]) - parsedate_to_datetime(before.headers["Date"])
    assert 3590 < ahead.total_seconds() < 3700


async def test_a_hung_backend_accepts_and_says_nothing(stack: DemoStack, http: httpx.AsyncClient) -> None:
    await stack.inject("backend-not-answering")
    reader, writer = await asyncio.open_connection("127.0.0.1", stack.plan.ports.backend)
    writer.write(b"GET /health HTTP/1.0\r\n\r\n")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reader.read(1), 0.2)
    writer.close()
    await stack.lift("backend-not-answering")
    assert await look(stack, http) == HEALTHY


async def test_the_upgrade_is_stripped(stack: DemoStack, http: httpx.AsyncClient) -> None:
    await stack.inject("upgrade-header-stripped")
    with pytest.raises(InvalidStatus) as caught:
        await chat(stack, await token_of(stack, http))
    assert caught.value.response.status_code == 400
    assert await look(stack, http) == HEALTHY


async def test_no_origin_is_allowed(stack: DemoStack, http: httpx.AsyncClient) -> None:
    asked = {"Origin": "https://app.staging.example.com"}
    name = "Access-Control-Allow-Origin"
    assert (await http.get(f"{stack.plan.gateway_url}/health", headers=asked)).headers[name] == asked["Origin"]
    await stack.inject("cors-blocked")
    assert name not in (await http.get(f"{stack.plan.gateway_url}/health", headers=asked)).headers


async def test_the_certificate_has_expired(stack: DemoStack) -> None:
    context = ssl.create_default_context(cafile=stack.certificates.authority)
    url = f"https://127.0.0.1:{stack.plan.ports.gateway_tls}/health"
    async with httpx.AsyncClient(verify=context, trust_env=False) as client:
        assert (await client.get(url)).status_code == 200
        await stack.inject("certificate-expired")
        with pytest.raises(httpx.ConnectError, match="certificate has expired"):
            await client.get(url)


async def test_jobs_pile_up(stack: DemoStack) -> None:
    await stack.inject("queue-backlog")
    assert await valkey.command(stack.plan.redis_url, ("LLEN", "jobs")) == ["3000"]


async def test_faults_of_one_service_come_and_go_together(stack: DemoStack, http: httpx.AsyncClient) -> None:
    await stack.inject("backend-down", "jwt-mismatch", "crash-loop", "database-missing", "postgres-down")
    assert await look(stack, http) == Seen(503, 0, 502, 500, 502)
    await stack.lift_all()
    assert await look(stack, http) == HEALTHY


async def test_a_socket_without_a_token_is_closed_with_4401(stack: DemoStack) -> None:
    url = stack.plan.gateway_url.replace("http", "ws") + "/ws"
    async with connect(url, proxy=None) as socket:
        await socket.wait_closed()
        assert (socket.close_code, socket.close_reason) == (4401, "no token")
