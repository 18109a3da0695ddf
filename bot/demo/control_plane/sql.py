"""Cloud SQL admin over the demo's Postgres: describe, restart, stop and start."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from bot.demo.control_plane.errors import PROJECT, REGION, Refused
from bot.demo.process import Process
from bot.demo.spec import State

INSTANCE = "postgres-staging"


class CloudSql:
    """One instance, whose state is the process'."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._numbers = itertools.count(1)
        self._operations: dict[str, dict[str, Any]] = {}

    def instance(self, name: str) -> dict[str, Any]:
        """`GET .../instances/NAME`. A missing one is refused with 403, as Google does."""
        if name != INSTANCE:
            raise Refused(403, "The client is not authorized to make this request.")
        state = self._process.state
        return {
            "kind": "sql#instance",
            "name": INSTANCE,
            "project": PROJECT,
            "state": "FAILED" if state is State.EXITED else "RUNNABLE",
            "databaseVersion": "POSTGRES_18",
            "region": REGION,
            "gceZone": f"{REGION}-a",
            "backendType": "SECOND_GEN",
            "instanceType": "CLOUD_SQL_INSTANCE",
            "connectionName": f"{PROJECT}:{REGION}:{INSTANCE}",
            "ipAddresses": [{"type": "PRIVATE", "ipAddress": "127.0.0.1"}],
            "settings": {
                "kind": "sql#settings",
                "tier": "db-f1-micro",
                "activationPolicy": "NEVER" if state is State.STOPPED else "ALWAYS",
                "availabilityType": "ZONAL",
                "settingsVersion": "1",
                "dataDiskSizeGb": "10",
                "pricingPlan": "PER_USE",
            },
        }

    def instances(self) -> dict[str, Any]:
        """`GET .../instances`."""
        return {"kind": "sql#instancesList", "items": [self.instance(INSTANCE)]}

    async def restart(self, name: str) -> dict[str, Any]:
        """`POST .../instances/NAME/restart`."""
        self.instance(name)
        self._process.note("restart by request")
        await self._process.restart()
        return self._operation("RESTART")

    async def patch(self, name: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """`PATCH .../instances/NAME`: the activation policy starts and stops it."""
        self.instance(name)
        policy = (body.get("settings") or {}).get("activationPolicy")
        if policy == "ALWAYS":
            await self._process.start()
        elif policy == "NEVER":
            await self._process.stop()
        else:
            raise Refused(400, "settings.activationPolicy: ALWAYS or NEVER is all this instance can be told")
        return self._operation("UPDATE")

    def operation(self, name: str) -> dict[str, Any]:
        """`GET .../operations/NAME`."""
        if name not in self._operations:
            raise Refused(404, "The Cloud SQL operation does not exist.")
        return self._operations[name]

    def operations(self) -> dict[str, Any]:
        """`GET .../operations`, newest first."""
        return {"kind": "sql#operationsList", "items": list(reversed(self._operations.values()))}

    def _operation(self, kind: str) -> dict[str, Any]:
        name = f"op{next(self._numbers)}"
        self._operations[name] = {
            "kind": "sql#operation",
            "name": name,
            "status": "DONE",
            "targetProject": PROJECT,
            "targetId": INSTANCE,
            "operationType": kind,
        }
        return self._operations[name]
