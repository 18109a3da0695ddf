import asyncio

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.connection import SocketConnection
from bot.slack.manifest import manifest
from bot.slack.watchdog import Patience, Signs, Watchdog, fault_of
from bot.workspace.api.faults import Fault, Trouble
from bot.workspace.server import LocalSlack
from handlers.core.ports import SystemClock

PATIENCE = Patience(unanswered=30.0, quiet=300.0)
GOOD = Signs(opened_at=0.0, ponged_at=995.0, heard_at=900.0)


@pytest.mark.parametrize(
    ("signs", "fault"),
    [
        (GOOD, ""),
        (Signs(0.0, 995.0, 900.0, is_open=False), "the socket is closed"),
        (Signs(0.0, 995.0, 900.0, is_tended=False), "nobody reads"),
        (Signs(0.0, 960.0, 999.0), "no ping was answered for 30 s"),
        (Signs(990.0, None, 990.0), ""),
        (Signs(960.0, None, 960.0), "no ping was answered"),
        (Signs(0.0, 999.0, 600.0), "nothing was heard for 300 s"),
        (Signs(800.0, 999.0, 600.0), ""),
    ],
)
def test_a_socket_is_judged_by_what_can_be_seen_of_it(signs, fault):
    assert fault_of(signs, 1000.0, PATIENCE).startswith(fault)
    assert bool(fault_of(signs, 1000.0, PATIENCE)) == bool(fault)


@pytest.fixture
async def slack():
    slack = LocalSlack()
    await slack.start()
    yield slack
    await slack.stop()


@pytest.fixture
async def connected(slack):
    """A socket to the local Slack, and the commands that arrive over it."""
    app = slack.install(manifest(), join=["#incident-staging"])
    client = AsyncWebClient(token=app.credentials.bot_token, base_url=slack.api_url)
    bolt, typed = AsyncApp(client=client, signing_secret="unused"), []

    @bolt.command("/diagnose")
    async def listener(ack, body):
        typed.append(body["text"])
        await ack()

    connection = SocketConnection(bolt, app.credentials.app_token, SystemClock())
    await connection.open()
    await slack.courier.sockets.connected(app.id)
    yield connection, app, typed
    await connection.close()


@pytest.fixture
async def watched(connected):
    """The same under a watchdog without patience; why it replaced the socket, which it does once."""
    replaced: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def once(reason):
        replaced.set_result(reason)
        running.cancel()

    patience = Patience(look_every=0.02, unanswered=60.0, quiet=0.3)
    running = asyncio.create_task(Watchdog(connected[0], SystemClock(), once, patience).run())
    yield replaced
    running.cancel()


async def test_a_deaf_socket_is_replaced_and_commands_arrive_again(slack, connected, watched):
    _, app, typed = connected
    (first,) = slack.courier.sockets.of(app.id)
    first.deaf = True
    assert "nothing was heard" in await asyncio.wait_for(watched, 20)
    await slack.control.slash("alice", "#incident-staging", "/diagnose staging")
    assert typed == ["staging"]
    assert first not in slack.courier.sockets.of(app.id)


async def test_a_socket_that_nobody_reads_is_replaced(slack, connected, watched):
    connection, _, typed = connected
    connection._socket._client.message_receiver.cancel()
    assert await asyncio.wait_for(watched, 20)
    await slack.control.slash("alice", "#incident-staging", "/diagnose staging")
    assert typed == ["staging"]


async def test_a_mute_socket_shows_that_no_ping_is_answered(slack, connected):
    connection, app, _ = connected
    (socket,) = slack.courier.sockets.of(app.id)
    socket.mute = True
    signs = connection.signs()
    assert fault_of(signs, signs.opened_at + 31, Patience()) == "no ping was answered for 30 s"


async def test_replacing_opens_the_new_socket_before_the_old_one_goes(slack, connected):
    connection, app, typed = connected
    counts = []

    async def count():
        while True:
            counts.append(len(slack.courier.sockets.of(app.id)))
            await slack.courier.sockets.changed()

    counting = asyncio.create_task(count())
    await asyncio.sleep(0)
    await connection.replace()
    await slack.control.slash("alice", "#incident-staging", "/diagnose staging")
    counting.cancel()
    assert min(counts) == 1
    assert max(counts) == 2
    assert typed == ["staging"]


async def test_a_slack_that_takes_no_new_socket_leaves_the_old_one(slack, connected):
    connection = connected[0]
    before = connection._socket
    slack.control.faults.order(Fault("apps.connections.open", Trouble.ERROR, times=50))
    reasons: list[str] = []
    watchdog = Watchdog(connection, SystemClock(), reasons.append, Patience(unanswered=0.2))
    await watchdog._replace("a test")
    assert (connection._socket, reasons) == (before, [])
