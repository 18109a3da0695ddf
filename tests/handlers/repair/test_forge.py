"""Pull requests, against a local server that answers as the forges do."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from handlers.core.errors import Permanent, Temporary
from handlers.repair.forge import Proposal, find_forge, open_pull_request, push, remote_address
from tests.handlers.repair.repository import commit, git

PROPOSAL = Proposal("repair/r1", "main", "Repair 2 files", "| file |")


@dataclass
class Served:
    """The server's address and what it was asked to open."""

    address: str
    seen: list[dict[str, Any]]


@pytest.fixture
async def forge_server():
    seen: list[dict[str, Any]] = []

    async def create(request: web.Request) -> web.Response:
        body = await request.json()
        if request.headers.get("Authorization") != "Bearer token" and request.headers.get("PRIVATE-TOKEN") != "token":
            return web.json_response({"message": "Bad credentials token"}, status=401)
        if body["title"] == "limit":
            return web.json_response({}, status=403, headers={"x-ratelimit-remaining": "0", "retry-after": "7"})
        if any(entry["body"].get("head") == body.get("head") for entry in seen if "head" in body):
            return web.json_response({"message": "A pull request already exists"}, status=422)
        seen.append({"path": request.path_qs, "body": body})
        return web.json_response({"html_url": "https://f/pull/1", "web_url": "https://f/mr/1"}, status=201)

    async def find(request: web.Request) -> web.Response:
        return web.json_response([{"html_url": "https://f/pull/1"}] if request.query["head"] == "o:repair/r1" else [])

    app = web.Application()
    app.router.add_post("/repos/o/n/pulls", create)
    app.router.add_get("/repos/o/n/pulls", find)
    app.router.add_post("/projects/{project}/merge_requests", create)
    async with TestServer(app) as server:
        yield Served(str(server.make_url("/")), seen)


@pytest.fixture
async def http():
    async with httpx.AsyncClient() as client:
        yield client


async def test_a_pull_request_is_opened_once(forge_server, http):
    forge = find_forge("https://github.com/o/n.git", "token", forge_server.address)
    assert await open_pull_request(http, forge, PROPOSAL) == "https://f/pull/1"
    assert await open_pull_request(http, forge, PROPOSAL) == "https://f/pull/1"
    assert [entry["body"]["head"] for entry in forge_server.seen] == ["repair/r1"]


async def test_gitlab_gets_a_merge_request(forge_server, http):
    forge = find_forge("git@gitlab.com:group/sub/n.git", "token", forge_server.address)
    assert await open_pull_request(http, forge, PROPOSAL) == "https://f/mr/1"
    assert "group%2Fsub%2Fn" in forge_server.seen[0]["path"]


async def test_a_refusal_is_permanent_and_keeps_the_token_to_itself(forge_server, http):
    forge = find_forge("https://github.com/o/n", "wrong", forge_server.address)
    with pytest.raises(Permanent, match="401"):
        await open_pull_request(http, forge, PROPOSAL)


async def test_a_rate_limit_is_temporary(forge_server, http):
    forge = find_forge("https://github.com/o/n", "token", forge_server.address)
    with pytest.raises(Temporary) as caught:
        await open_pull_request(http, forge, Proposal("b", "main", "limit", ""))
    assert caught.value.retry_after == 7


async def test_no_connection_is_temporary(http, unused_tcp_port):
    forge = find_forge("https://github.com/o/n", "token", f"http://127.0.0.1:{unused_tcp_port}")
    with pytest.raises(Temporary, match="could not be reached"):
        await open_pull_request(http, forge, PROPOSAL)


@pytest.mark.parametrize("address", ["", "nothing", "https://github.com/", "/srv/git"])
def test_an_address_without_a_project_is_said(address):
    with pytest.raises(Permanent, match="names no project"):
        find_forge(address, "token")


async def test_a_branch_is_pushed(tmp_path):
    near, far = tmp_path / "near", tmp_path / "far.git"
    near.mkdir()
    git(tmp_path, "init", "-q", "--bare", "far.git")
    commit(near, {"a.py": "x = 1\n"})
    git(near, "branch", "repair/r1")
    await push(near, str(far), "repair/r1", "token")
    assert "repair/r1" in git(far, "branch")


async def test_a_push_that_fails_says_why(tmp_path):
    commit(tmp_path, {"a.py": "x = 1\n"})
    with pytest.raises(Permanent, match="could not push"):
        await push(tmp_path, str(tmp_path / "nowhere"), "main", "token")


async def test_the_token_goes_with_the_push_to_its_host(tmp_path):
    seen: list[str] = []

    async def refs(request: web.Request) -> web.Response:
        seen.append(request.headers.get("Authorization", ""))
        return web.Response(status=403, text="no")

    app = web.Application()
    app.router.add_get("/o/n.git/info/refs", refs)
    commit(tmp_path, {"a.py": "x = 1\n"})
    async with TestServer(app) as server:
        git(tmp_path, "remote", "add", "origin", str(server.make_url("/o/n.git")))
        with pytest.raises(Permanent, match="could not push") as caught:
            await push(tmp_path, remote_address(tmp_path, "origin"), "main", "hush")
    assert base64.b64decode(seen[0].removeprefix("Basic ")) == b"x-access-token:hush"
    assert "hush" not in str(caught.value)


def test_a_remote_that_is_not_there_is_said(tmp_path):
    commit(tmp_path, {"a.py": "x = 1\n"})
    with pytest.raises(Permanent, match="no remote 'origin'"):
        remote_address(tmp_path, "origin")


async def test_a_server_that_is_no_forge_is_said(http):
    async def page(_: web.Request) -> web.Response:
        return web.Response(text="<html>sign in</html>")

    app = web.Application()
    app.router.add_post("/repos/o/n/pulls", page)
    async with TestServer(app) as server:
        forge = find_forge("https://github.com/o/n", "token", str(server.make_url("/")))
        with pytest.raises(Permanent, match="is its address right"):
            await open_pull_request(http, forge, PROPOSAL)
