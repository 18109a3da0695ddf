"""The auth service: issues HS256 tokens; the end-to-end login is guarded by a bypass key."""

from __future__ import annotations

import hmac
import time
import uuid
from dataclasses import dataclass
from email.utils import formatdate

from aiohttp import web

from bot.demo.services import defects, health, serve, tokens, valkey
from bot.demo.services.database import Database
from bot.demo.services.settings import optional, required

_LIFETIME = 900  # seconds
_UPSERT = """
    insert into users (email) values ($1)
    on conflict (email) do update set last_login = now() returning id::text
"""


@dataclass(frozen=True, slots=True)
class Auth:
    """The service's parts."""

    database: Database
    redis_url: str
    secret: str
    bypass_key: str
    clock_offset: int

    def now(self) -> float:
        """This service's clock (seconds since the epoch)."""
        return time.time() + self.clock_offset

    async def stamp(self, _: web.Request, response: web.StreamResponse) -> None:
        """Date every answer by this service's clock."""
        response.headers["Date"] = formatdate(self.now(), usegmt=True)

    async def check_postgres(self) -> None:
        """The users table answers, and takes writes."""
        await self.database.beat("auth")
        await self.database.fetch_value("select id from users limit 1")

    async def check_redis(self) -> None:
        """A session can be written."""
        await valkey.command(self.redis_url, ("SET", "health:auth", "1", "EX", "60"))

    async def login(self, request: web.Request) -> web.Response:
        """`POST /auth/e2e/test-auth` with `{"email": ...}`."""
        given = request.headers.get("X-E2E-Bypass-Key", "")
        if not hmac.compare_digest(given.encode(), self.bypass_key.encode()):
            return web.json_response({"error": "invalid E2E bypass key"}, status=403)
        try:
            email = str((await request.json())["email"])
        except (ValueError, KeyError, TypeError):
            return web.json_response({"error": "expected a JSON object with an email"}, status=400)
        user = await self.database.fetch_value(_UPSERT, email)
        await valkey.command(self.redis_url, ("SET", f"session:{user}", email, "EX", str(_LIFETIME)))
        body = {"access_token": self._token(user, email), "token_type": "Bearer", "expires_in": _LIFETIME}
        return web.json_response(body)

    def _token(self, user: str, email: str) -> str:
        issued = int(self.now()) - (2 * _LIFETIME if defects.has("token-expired") else 0)
        claims = {
            "sub": user, "email": email, "iat": issued, "exp": issued + _LIFETIME,
            "iss": tokens.ISSUER, "jti": uuid.uuid4().hex,
        }  # fmt: skip
        return tokens.mint(claims, self.secret, "none" if defects.has("token-alg-none") else "HS256")


def main() -> None:
    """Build it from the environment and serve."""
    auth = Auth(
        Database(required("DATABASE_URL")),
        required("REDIS_URL"),
        required("JWT_SECRET_KEY"),
        required("E2E_BYPASS_KEY"),
        int(optional("CLOCK_OFFSET", "0")),
    )
    app = web.Application()
    app.on_response_prepare.append(auth.stamp)
    app.router.add_get("/health", health.Endpoint("auth", {"postgres": auth.check_postgres, "redis": auth.check_redis}))
    if optional("E2E_TEST_AUTH", "disabled") == "enabled":
        app.router.add_post("/auth/e2e/test-auth", auth.login)
    serve.run("auth", app)


if __name__ == "__main__":
    main()
