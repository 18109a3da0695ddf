"""Signed HTTP, with slack-bolt's own web application at the other end."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier

from bot.workspace.clock import VirtualClock
from bot.workspace.control.transcript import Query
from bot.workspace.server import LocalSlack
from tests.bot.workspace import kit
from tests.bot.workspace.kit import ROOM, actions, button, modal, text_input


def register(bolt: AsyncApp) -> None:
    @bolt.command("/diagnose")
    async def _(ack: Any, command: Any, respond: Any) -> None:
        await ack(f"on {command['text']}")
        await respond("later")

    @bolt.action("go")
    async def _(ack: Any, body: Any, client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal(text_input(), callback_id="form"))

    @bolt.view("form")
    async def _(ack: Any, view: Any) -> None:
        await ack(response_action="errors", errors={"why": view["state"]["values"]["why"]["text"]["value"]})

    @bolt.event("message")
    async def _() -> None:
        pass

    @bolt.event("app_mention")
    async def _(event: Any, say: Any) -> None:
        await say("yes?", thread_ts=event["ts"])


async def test_bolt_answers_commands_clicks_modals_and_events(slack: LocalSlack) -> None:
    control = slack.control
    async with kit.over_http(slack, register) as app:
        seen = await control.slash("alice", ROOM, "/diagnose staging")
        assert seen.acknowledged
        assert {message["text"] for message in seen.messages} >= {"on staging"}
        await control.wait_for_message(ROOM, Query("later", visible_to=kit.ALICE))
        client = kit.client_of(slack, app)
        await client.chat_postMessage(channel=ROOM, text="x", blocks=[actions(button())])
        assert (await control.click("alice", ROOM, "Go")).acknowledged
        await control.wait_for(lambda: control.modal("alice"))
        refused = await control.submit("alice", {"why": "because"})
        assert refused.view is not None
        assert refused.view["errors"] == {"why": "because"}
        await control.say("bob", ROOM, "hey @medic")
        await control.wait_for_message(ROOM, Query("yes?"))
        await slack.courier.settled()


class Recorder:
    """A request URL that keeps what it gets and answers as it is told."""

    def __init__(self) -> None:
        self.requests: list[tuple[web.Request, bytes]] = []
        self.answer: dict[str, Any] = {}

    async def receive(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.requests.append((request, body))
        if b"url_verification" in body:
            return web.json_response({"challenge": (await request.json())["challenge"]})
        return web.Response(**self.answer)


async def recorded(slack: LocalSlack) -> tuple[Recorder, TestServer, Any]:
    recorder = Recorder()
    application = web.Application()
    application.router.add_post("/in", recorder.receive)
    server = TestServer(application)
    await server.start_server()
    app = slack.install(kit.manifest(url=str(server.make_url("/in"))), join=[ROOM])
    return recorder, server, app


async def test_every_request_is_signed(slack: LocalSlack) -> None:
    recorder, server, app = await recorded(slack)
    await slack.control.slash("alice", ROOM, "/diagnose staging")
    await slack.courier.settled()
    verifier = SignatureVerifier(app.signing_secret)
    for request, body in recorder.requests:
        assert verifier.is_valid_request(body, dict(request.headers))
        assert not verifier.is_valid_request(body + b" ", dict(request.headers))
    await server.close()


async def test_a_url_is_verified_by_its_challenge(slack: LocalSlack) -> None:
    recorder, server, app = await recorded(slack)
    assert await slack.courier.verify_url(app)
    recorder.requests.clear()
    await server.close()
    assert not await slack.courier.verify_url(app)


async def test_errors_have_their_names(slack: LocalSlack) -> None:
    recorder, server, _ = await recorded(slack)
    for status, error in ((500, "http_service_error"), (404, "http_client_error")):
        recorder.answer = {"status": status}
        assert (await slack.control.slash("alice", ROOM, "/diagnose")).error == error
    await server.close()
    assert (await slack.control.slash("alice", ROOM, "/diagnose")).error == "dispatch_failed"


async def test_an_event_is_retried_with_the_same_id(slack: LocalSlack, clock: VirtualClock) -> None:
    recorder, server, app = await recorded(slack)
    await slack.courier.settled()
    recorder.requests.clear()
    recorder.answer = {"status": 500}
    await slack.control.say("alice", ROOM, "hello")
    for pause in (60.0, 300.0):
        await clock.asleep(longer_than=pause - 1)
        await clock.advance(pause)
    await slack.courier.settled()
    bodies = [await request.json() for request, _ in recorder.requests]
    assert [request.headers.get("X-Slack-Retry-Num") for request, _ in recorder.requests] == [None, "1", "2", "3"]
    assert recorder.requests[1][0].headers["X-Slack-Retry-Reason"] == "http_error"
    assert len({body["event_id"] for body in bodies}) == 1
    await server.close()
    assert app.features.events_url


async def test_no_retry_where_the_app_asks_for_none(slack: LocalSlack) -> None:
    recorder, server, _ = await recorded(slack)
    await slack.courier.settled()
    recorder.requests.clear()
    recorder.answer = {"status": 500, "headers": {"X-Slack-No-Retry": "1"}}
    await slack.control.say("alice", ROOM, "hello")
    await slack.courier.settled()
    assert len(recorder.requests) == 1
    await server.close()
