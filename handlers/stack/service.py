"""A service: a node of the dependency graph, with the probes that measure it."""

from __future__ import annotations

from pydantic import Field

from handlers.core.model import Model
from handlers.probes.registry import AnyProbe


class Service(Model):
    """`depends_on`: all of these are needed. `any_of`: groups of redundant paths, one of each group is enough.

    `cloud_run` or `process` names the thing on the platform that runs this service.
    """

    title: str = ""
    depends_on: tuple[str, ...] = ()
    any_of: tuple[tuple[str, ...], ...] = ()
    cloud_run: str | None = None
    process: str | None = None
    probes: tuple[AnyProbe, ...] = Field(default=())
