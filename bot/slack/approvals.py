"""Who may change something: looked up in Slack at the moment of the act, never remembered from before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bot.runs import Run
from bot.slack.calls import SlackCalls, retries
from handlers.core.errors import Permanent
from handlers.stack.environment import Environment


class Approvals:
    """Approvers are user groups (`@platform-oncall`, `S...`) and users (`U...`), as stack.yaml names them."""

    def __init__(self, calls: SlackCalls, approvers: Callable[[], Sequence[str]], deadline: float = 30.0) -> None:
        self._calls = calls
        self._named = approvers
        self._deadline = deadline

    @property
    def _approvers(self) -> tuple[str, ...]:
        return tuple(name.lstrip("@") for name in self._named())

    async def check(self, run: Run, environment: Environment) -> None:
        """Raise Permanent, with the reason, unless the person who pressed the button may make this change now.

        In a protected environment a change needs two people: one who asked and another who approves. What nobody asked
        for, because an alert started the diagnosis, has the first of them still to come.
        """
        await self.check_person(run.origin.user)
        if not environment.protected:
            return
        protected = f"{run.request.environment} is protected"
        if not run.origin.asked_by:
            raise Permanent(
                f"{protected}: no person has asked for this yet; run the diagnosis again; nothing was changed"
            )
        if run.origin.user == run.origin.asked_by:
            raise Permanent(f"{protected}: you asked for this, so somebody else must approve it; nothing was changed")

    async def check_person(self, person: str) -> None:
        """Raise Permanent, with the reason, unless this person may approve changes at all."""
        if not self._approvers:
            raise Permanent("nobody may change anything: stack.yaml names no approvers under `slack`")
        if person not in await self._people():
            named = ", ".join(f"@{name}" for name in self._approvers)
            raise Permanent(f"only {named} may approve a change, and you are not among them; nothing was changed")

    async def _people(self) -> set[str]:
        people = {name for name in self._approvers if name.startswith(("U", "W"))}
        groups = await self._call("usergroups.list")
        for group in groups.get("usergroups", ()):
            if group.get("handle") in self._approvers or group.get("id") in self._approvers:
                members = await self._call("usergroups.users.list", usergroup=group["id"])
                people.update(members.get("users", ()))
        return people

    async def _call(self, method: str, **arguments: str) -> dict[str, Any]:
        for attempt in retries(self._deadline):
            with attempt:
                return await self._calls.form(method, **arguments)
        raise AssertionError("retries either return or raise")
