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
from handlers.repair.git import environment

_SCP = re.compile(r"^(?:[\w.-]+@)?(?P<host>[\w.-]+):(?!//)(?P<path>.+)$")
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


async def push(top: Path, remote: str, branch: str, token: str) -> None:
    """Push `branch` to `remote`. The token travels in the environment, never on a command line."""
    secret = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    settings = environment()
    if token and remote.startswith("https://"):
        settings |= {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "http.extraHeader",
            "GIT_CONFIG_VALUE_0": f"Authorization: Basic {secret}",
        }
    command = ["git", "push", "--quiet", "--no-verify", remote, f"refs/heads/{branch}:refs/heads/{branch}"]
    done = await asyncio.to_thread(subprocess.run, command, cwd=top, env=settings, capture_output=True, check=False)
    if done.returncode:
        said = os.fsdecode(done.stderr).strip().replace(secret, "").replace(token or "\0", "")[-300:]
        raise Permanent(f"git could not push {branch}: {said}")


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
    except httpx.TransportError as problem:
        raise Temporary(f"{forge.api} could not be reached: {type(problem).__name__}") from problem
    if answer.status_code not in (200, 201):
        raise _refused(forge, answer)
    return str(answer.json()[request.address])


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
