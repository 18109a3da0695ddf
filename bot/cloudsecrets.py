"""Secrets from Google Secret Manager, for platforms that mount none: NAME_RESOURCE names the secret that NAME is.

Its value is `projects/PROJECT/secrets/SECRET`, with `/versions/VERSION` behind it if it is not to be the latest one;
`secrets/SECRET` means the project the bot itself runs in (GOOGLE_CLOUD_PROJECT, which App Engine sets).
"""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Mapping

from bot.settings import SettingsError
from bot.stackfile.problem import Problem
from handlers.core.cloud import GoogleCloud
from handlers.core.errors import Failure
from handlers.platforms.google import GoogleApi
from handlers.platforms.google_identity import GoogleIdentity
from handlers.probes.client import open_tools

_SUFFIX = "_RESOURCE"
_SECRET = re.compile(
    r"(?:projects/(?P<project>[\w.:-]+)/)?secrets/(?P<secret>[\w-]+)(?:/versions/(?P<version>[\w-]+))?", re.ASCII
)
_EXPECTED = "projects/PROJECT/secrets/SECRET, or secrets/SECRET of the bot's own project"
_TIMEOUT = 20.0  # seconds for all of them; a start that hangs is worse than one that says why it fails


async def with_cloud_secrets(environ: Mapping[str, str]) -> dict[str, str]:
    """`environ` with the secrets it only names fetched. Without any, nothing is contacted.

    Raises SettingsError that names every secret that cannot be had, and why.
    """
    if not _wanted(environ):
        return dict(environ)
    async with open_tools() as tools:
        project = environ.get("GOOGLE_CLOUD_PROJECT", "")
        return await fetch_secrets(environ, GoogleApi(tools.http, project, "global", GoogleIdentity()))


async def fetch_secrets(environ: Mapping[str, str], cloud: GoogleCloud) -> dict[str, str]:
    """The same, through `cloud`; every secret is asked for at once."""
    wanted = _wanted(environ)
    values = await asyncio.gather(*(_fetch(name, resource, cloud) for name, resource in wanted.items()))
    problems = tuple(value for value in values if isinstance(value, Problem))
    if problems:
        raise SettingsError(problems)
    found = {name: value for name, value in zip(wanted, values, strict=True) if isinstance(value, str)}
    return {**environ, **found}


def _wanted(environ: Mapping[str, str]) -> dict[str, str]:
    """What is named and not given directly. Other programs may end a variable like this too: only secrets count."""
    named = {key.removesuffix(_SUFFIX): value for key, value in environ.items() if key.endswith(_SUFFIX)}
    return {name: value for name, value in named.items() if name and "secrets/" in value and not environ.get(name)}


async def _fetch(name: str, resource: str, cloud: GoogleCloud) -> str | Problem:
    match = _SECRET.fullmatch(resource)
    project = (match and match["project"]) or cloud.project
    if not match or not project:
        return _problem(name, f"{resource[:120]!r} does not name a secret", _EXPECTED)
    path = f"/v1/projects/{project}/secrets/{match['secret']}/versions/{match['version'] or 'latest'}:access"
    try:
        async with asyncio.timeout(_TIMEOUT):
            answer = await cloud.get("secretmanager", path)
        data = base64.b64decode(str((answer.get("payload") or {}).get("data", "")), validate=True)
        return data.decode().removesuffix("\n")
    except TimeoutError:
        return _problem(name, f"{resource} was not answered within {_TIMEOUT:g} s")
    except Failure as error:
        return _problem(name, f"{resource} cannot be read: {error}", "the role Secret Manager Secret Accessor on it")
    except ValueError:
        return _problem(name, f"{resource} does not hold text")


def _problem(name: str, what: str, expected: str = "") -> Problem:
    return Problem(f"{name}{_SUFFIX}: {what}", expected, file="environment")
