"""Push a branch and open a pull request: GitHub's REST API, or GitLab's."""

from __future__ import annotations

import asyncio
import base64
import os
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx

from handlers.core.errors import Failure, Permanent, Temporary
from handlers.repair.git import environment, git

_SCP = re.compile(r"^(?:[\w.-]+@)?(?P<host>[\w.-]+):(?!//)(?P<path>.+)$")
_USER = re.compile(r"//[^/@\s]*@")  # who logs in, and the password, in an address
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_PATIENCE = 300.0  # seconds
_LONGEST_BODY = 60_000  # characters; GitHub refuses 65,536


@dataclass(frozen=True, slots=True)
class Forge:
    """Where pull requests are opened. `kind`: github or gitlab; `api`: its address; `project`: owner/name."""

    kind: str
    api: str
    project: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A pull request to open: the branch `head` onto `base`."""

    head: str
    base: str
    title: str
    body: str


def find_forge(repository: str, token: str, api: str | None = None) -> Forge:
    """The forge a repository's address belongs to; `api` where it is not the public one. Permanent where unclear."""
    scp = _SCP.match(repository)
    url = urlsplit(f"ssh://{scp['host']}/{scp['path']}" if scp else repository)
    project = url.path.strip("/").removesuffix(".git")
    if not url.hostname or "/" not in project:
        raise Permanent(f"{repository!r} names no project a pull request could be opened in")
    if "gitlab" in url.hostname:
        return Forge("gitlab", (api or f"https://{url.hostname}/api/v4").rstrip("/"), project, token)
    public = "https://api.github.com" if url.hostname == "github.com" else f"https://{url.hostname}/api/v3"
    return Forge("github", (api or public).rstrip("/"), project, token)


def remote_address(top: Path, remote: str) -> str:
    """Where `remote` is pushed to. Permanent where the repository has no such remote."""
    try:
        return git(top, "remote", "get-url", "--push", remote).strip()
    except subprocess.CalledProcessError as problem:
        raise Permanent(f"the repository has no remote {remote!r} to push to") from problem


async def push(top: Path, address: str, branch: str, token: str) -> None:
    """Push `branch` to `address`. Permanent where git refuses, Temporary where it does not end.

    The token travels in the environment, never on a command line, to that host alone, and not without TLS.
    """
    secret = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    url = urlsplit(address) if "://" in address else urlsplit("")
    settings = environment()
    if token and (url.scheme == "https" or (url.scheme == "http" and url.hostname in _LOOPBACK)):
        settings |= {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"http.{url.scheme}://{url.netloc.rpartition('@')[2]}/.extraHeader",
            "GIT_CONFIG_VALUE_0": f"Authorization: Basic {secret}",
        }
    command = ["git", "push", "--quiet", "--no-verify", "--", address, f"refs/heads/{branch}:refs/heads/{branch}"]
    try:
        done = await asyncio.to_thread(
            subprocess.run, command, cwd=top, env=settings, capture_output=True, check=False, timeout=_PATIENCE
        )
    except subprocess.TimeoutExpired as problem:
        raise Temporary(f"pushing {branch} did not end within {_PATIENCE:.0f} s") from problem
    if done.returncode:
        said = os.fsdecode(done.stderr).strip().replace(secret, "").replace(token or "\0", "")[-300:]
        raise Permanent(f"git could not push {branch}: {_USER.sub('//', said)}")


async def open_pull_request(http: httpx.AsyncClient, forge: Forge, proposal: Proposal) -> str:
    """The address of the pull request, opened now or found open already (opening twice opens one).

    Temporary for what may pass (no connection, 5xx, a rate limit), Permanent for the rest, with the forge's own words.
    """
    request = _gitlab(forge, proposal) if forge.kind == "gitlab" else _github(forge, proposal)
    try:
        answer = await http.post(request.url, json=request.body, headers=request.headers)
        if answer.status_code in (409, 422):
            found = await http.get(request.url, params=request.search, headers=request.headers)
            if found.status_code == 200 and found.json():
                return str(found.json()[0][request.address])
        if answer.status_code in (200, 201):
            return str(answer.json()[request.address])
    except (ValueError, KeyError, TypeError) as problem:
        raise Permanent(f"{forge.api} does not answer as {forge.kind} does: is its address right?") from problem
    except httpx.TransportError as problem:
        raise Temporary(f"{forge.api} could not be reached: {type(problem).__name__}") from problem
    raise _refused(forge, answer)


@dataclass(frozen=True, slots=True)
class _Request:
    url: str
    headers: dict[str, str]
    body: dict[str, str]
    search: dict[str, str]
    address: str


def _github(forge: Forge, proposal: Proposal) -> _Request:
    owner = forge.project.split("/")[0]
    return _Request(
        f"{forge.api}/repos/{forge.project}/pulls",
        {
            "Authorization": f"Bearer {forge.token}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": "2022-11-28",
        },
        {"title": proposal.title, "head": proposal.head, "base": proposal.base, "body": proposal.body[:_LONGEST_BODY]},
        {"head": f"{owner}:{proposal.head}", "state": "open"},
        "html_url",
    )


def _gitlab(forge: Forge, proposal: Proposal) -> _Request:
    return _Request(
        f"{forge.api}/projects/{quote(forge.project, safe='')}/merge_requests",
        {"PRIVATE-TOKEN": forge.token},
        {
            "title": proposal.title,
            "source_branch": proposal.head,
            "target_branch": proposal.base,
            "description": proposal.body[:_LONGEST_BODY],
        },
        {"source_branch": proposal.head, "state": "opened"},
        "web_url",
    )


def _refused(forge: Forge, answer: httpx.Response) -> Failure:
    text = answer.text.replace(forge.token or "\0", "")[:300]
    said = f"{forge.kind} answered {answer.status_code} to the pull request for {forge.project}: {text}"
    limited = answer.status_code == 429 or (
        answer.status_code == 403 and answer.headers.get("x-ratelimit-remaining") == "0"
    )
    if answer.status_code < 500 and not limited:
        return Permanent(said)
    after = answer.headers.get("retry-after", "")
    return Temporary(said, retry_after=float(after) if after.isdigit() else None)
