"""A whole local Slack: start it, install an app by its manifest, point slack-sdk or slack-bolt at `api_url`.

slack = LocalSlack()
await slack.start()
app = slack.install(manifest, join=["#incident-staging"])
client = AsyncWebClient(token=app.bot_token, base_url=slack.api_url)
...
await slack.stop()
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from ipaddress import ip_address

from aiohttp import web

from bot.workspace import manifest as manifests
from bot.workspace.api.endpoint import Endpoint
from bot.workspace.api.faults import Faults
from bot.workspace.api.ratelimit import RateLimiter
from bot.workspace.api.uploads import Uploads
from bot.workspace.clock import Clock, SystemClock
from bot.workspace.control.control import Control
from bot.workspace.control.http import ControlHttp
from bot.workspace.delivery.courier import Courier
from bot.workspace.errors import Misuse
from bot.workspace.ids import Ids
from bot.workspace.interaction.responses import ResponseUrls
from bot.workspace.json_types import Json
from bot.workspace.limits import Limits
from bot.workspace.model.apps import AppRegistration, Credentials
from bot.workspace.model.people import User
from bot.workspace.page.feed import Feed
from bot.workspace.page.guard import only_local
from bot.workspace.page.routes import Page
from bot.workspace.seed import seed
from bot.workspace.state import Workspace

_LARGEST_REQUEST = 64 * 1024 * 1024


class LocalSlack:
    """One workspace, served on loopback."""

    def __init__(self, clock: Clock | None = None, limits: Limits | None = None) -> None:
        """`clock`: whose time counts (a VirtualClock in tests); `limits`: what is refused when."""
        self.workspace = Workspace(clock or SystemClock(), limits or Limits())
        seed(self.workspace)
        self.faults = Faults()
        self._limiter = RateLimiter(self.workspace.clock, self.workspace.limits)
        self.courier = Courier(self.workspace)
        self.control = Control(self.workspace, self.courier, self.faults)
        self.control_token = Ids.secret()
        self._feed = Feed(self.workspace)
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """The address of the page, `http://127.0.0.1:PORT`."""
        return self.workspace.base_url

    @property
    def api_url(self) -> str:
        """The `base_url` for slack-sdk's clients, with the slash at its end that they want."""
        return f"{self.url}/api/"

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen on a loopback address; port 0 takes a free one. Raises Misuse for an address others could reach."""
        if host != "localhost" and not ip_address(host).is_loopback:
            raise Misuse(f"a local Slack listens on loopback only, not on {host}: whoever reaches it may be anyone")
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        self.workspace.base_url = f"http://{f'[{host}]' if ':' in host else host}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Close every connection and stop listening."""
        self.faults.clear()
        self._feed.close()
        await self.courier.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def install(self, manifest: Json, *, join: Iterable[str] = ()) -> AppRegistration:
        """Install an app; its bot becomes a member of the channels in `join` (ids or #names).

        Of these memberships no event tells, as they are older than the app's first connection.
        Raises `manifest.InvalidManifest` with every fault of the manifest.
        """
        features, workspace = manifests.features_of(manifest), self.workspace
        app_id, bot_id, user_id = workspace.ids.new("A"), workspace.ids.new("B"), workspace.ids.new("U")
        app = AppRegistration(
            id=app_id,
            name=manifest["display_information"]["name"],
            bot_user_id=user_id,
            bot_id=bot_id,
            scopes=manifests.scopes_of(manifest),
            features=features,
            credentials=_credentials(app_id),
        )
        workspace.apps[app.id] = app
        name = manifests.bot_name_of(manifest)
        bot = workspace.add_user(User(user_id, name.lower().replace(" ", "-"), name, app_id, bot_id))
        for where in join:
            workspace.channel(where).members.append(bot.id)
        workspace.journal.record("app")
        return app

    def move(self, app: AppRegistration, url: str) -> AppRegistration:
        """Enter another request URL for an app's commands, clicks and events, as in its settings."""
        commands = tuple(replace(command, url=url) for command in app.features.commands)
        features = replace(app.features, commands=commands, interactivity_url=url, events_url=url)
        self.workspace.apps[app.id] = moved = replace(app, features=features)
        return moved

    def _application(self) -> web.Application:
        application = web.Application(client_max_size=_LARGEST_REQUEST, middlewares=[only_local(self.workspace)])
        control = ControlHttp(self.control, self.control_token)
        page = Page(self.workspace, control, self._feed, self.control_token)
        uploads = Uploads(self.workspace)
        endpoint = Endpoint(self.workspace, self._limiter, self.faults)
        application.add_routes(
            [
                web.route("*", "/api/{method}", endpoint.answer),
                web.post("/upload/v1/{key}", uploads.receive),
                web.get("/files-pri/{file}/{rest:.*}", uploads.send),
                web.get("/link/", self.courier.sockets.link),
                web.post("/hooks/{family}/{team}/{key}", ResponseUrls(self.workspace).receive),
                web.post("/control/{verb}", control.receive),
                *page.routes(),
            ]
        )
        return application


def _credentials(app_id: str) -> Credentials:
    return Credentials(
        bot_token=f"xoxb-{Ids.secret(6)}-{Ids.secret(12)}",
        app_token=f"xapp-1-{app_id}-{Ids.secret(24)}",
        signing_secret=Ids.secret(16),
        verification_token=Ids.secret(12),
    )
