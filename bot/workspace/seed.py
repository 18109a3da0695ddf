"""What a new workspace holds: three people, two of them on call, and two channels."""

from __future__ import annotations

from bot.workspace.model.channels import Channel
from bot.workspace.model.people import SLACKBOT, User, UserGroup
from bot.workspace.state import Workspace

ALICE, BOB, CAROL = "U0ALICE000", "U0BOB00000", "U0CAROL000"
INCIDENTS, GENERAL = "C0INCIDENT", "C0GENERAL0"


def seed(workspace: Workspace) -> None:
    """Fill an empty workspace."""
    for user_id, name, real_name in (
        (ALICE, "alice", "Alice Archer"),
        (BOB, "bob", "Bob Baker"),
        (CAROL, "carol", "Carol Cole"),
    ):
        workspace.add_user(User(user_id, name, real_name))
    workspace.add_user(User(SLACKBOT, "slackbot", "Slackbot"))
    workspace.add_group(UserGroup("S0PLATFORM", "platform-oncall", "Platform on call", [ALICE, BOB]))
    everyone = [ALICE, BOB, CAROL]
    workspace.add_channel(
        Channel(INCIDENTS, "incident-staging", members=list(everyone), topic="Staging, when it is red", creator=ALICE)
    )
    workspace.add_channel(Channel(GENERAL, "general", members=list(everyone), topic="All of us", creator=ALICE))
