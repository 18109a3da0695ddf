"""What stands in an incident's thread once it is over: the summary, and the draft of the post-mortem as a file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.incidents import mentions
from bot.incidents.postmortem import Account, in_short, post_mortem
from bot.slack.blocks import Block, Message, clip, code, code_block, context, section, sections
from bot.slack.poster import Poster
from bot.store.incidents import Filed
from bot.store.posts import Intent, Posted, PostStore
from handlers.core.report import File

_VALUE, _PROOFS = 600, 2

Root = Callable[[str], Awaitable[Posted | None]]
"""Where an incident's root message stands."""


class Closing:
    """See `historian.Paper`. Every ending of an incident that came back has its own two posts."""

    def __init__(self, poster: Poster, posts: PostStore, root: Root) -> None:
        self._poster, self._posts, self._root = poster, posts, root

    async def is_written(self, filed: Filed) -> bool:
        """Whether the file, which comes last, is there."""
        return await self._posts.is_done(_key(filed, "post-mortem"))

    async def write(self, filed: Filed, account: Account) -> bool:
        """The summary, then the file; False when there is no thread to write into."""
        incident = filed.incident
        root = await self._root(incident.id)
        if root is None:
            return False
        intents = [Intent(_key(filed, part), incident.id, root.channel, root.ts) for part in ("summary", "post-mortem")]
        await self._poster.post(intents[0], summary(account))
        number = f"-{incident.reopened + 1}" if incident.reopened else ""
        content = post_mortem(account).encode()
        file = File(f"post-mortem{number}.md", "text/markdown", content, f"The draft of a post-mortem of {incident.id}")
        await self._poster.upload(intents[1], file)
        return True


def summary(account: Account) -> Message:
    """The summary as a message."""
    lines = [f"*{name}*: {mentions.in_slack(clip(value, _VALUE))}" for name, value in in_short(account)]
    blocks: list[Block] = [section(f":memo: *Summary of* {code(account.incident.id)}"), *sections(lines)]
    blocks += [
        section(f"*Evidence* · _{mentions.in_slack(clip(proof.source, 120))}_\n{code_block(proof.text)}")
        for proof in account.proofs[:_PROOFS]
    ]
    blocks.append(context("The draft of the post-mortem follows as a file."))
    return Message(f"Summary of {account.incident.id}", tuple(blocks))


def _key(filed: Filed, part: str) -> str:
    return f"{filed.incident.id}:{part}:{filed.incident.reopened}"[-160:]
