"""A changed stack file is picked up however it is changed, and a broken one changes nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.stack import load_stack
from bot.store.stackfiles import StackFileStore
from bot.watch.reload import LiveStack, Reloader
from handlers.core.redaction import Redactor

ENVIRON = {"TOKEN": "a-first-secret-value", "OTHER": "quite-another-secret"}
PLAIN = "version: 1\nenvironments:\n  staging:\n    services:\n      web: {}\n"
MORE = PLAIN + "      search: {}\n"
SECRET = (
    PLAIN + '      api: {probes: [{kind: http, url: "http://127.0.0.1/x", headers: {Authorization: "${OTHER}"}}]}\n'
)
BROKEN = PLAIN + "      search: {depends_on: [wbe]}\n"


class Followed:
    """A stack file that is followed, and what was said of it."""

    def __init__(self, path: Path, engine) -> None:
        self.path = path
        self.said: list[tuple[str, str]] = []
        self.redact = Redactor()
        self.live = LiveStack(load_stack(path, ENVIRON))
        self.reloader = Reloader(self.live, ENVIRON, self.redact, StackFileStore(engine), self.tell)

    async def tell(self, key: str, text: str) -> None:
        self.said.append((key, text))

    async def look(self, times: int = 2) -> list[str]:
        """Look at the file so often; the texts said so far."""
        for _ in range(times):
            await self.reloader.look()
        await self.reloader.settle()
        return [text for _, text in self.said]

    @property
    def services(self) -> list[str]:
        return list(self.live.stack().environments["staging"].services)


@pytest.fixture
def followed(tmp_path, engine):
    path = tmp_path / "stack.yaml"
    path.write_text(PLAIN)
    return Followed(path, engine)


def rename(path: Path, text: str) -> None:
    (path.parent / "new").write_text(text)
    (path.parent / "new").rename(path)


def write(path: Path, text: str) -> None:
    path.write_text(text)


@pytest.mark.parametrize("change", [write, rename])
async def test_a_change_is_picked_up_and_said_in_one_line(followed, change):
    assert await followed.look() == []
    before = followed.live.stack()
    change(followed.path, MORE)
    assert await followed.look(3) == ["stack.yaml was read again: staging: +search."]
    assert followed.services == ["web", "search"]
    assert list(before.environments["staging"].services) == ["web"]


async def test_swapped_links_are_followed(tmp_path, engine):
    for name, text in (("one", PLAIN), ("two", MORE)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "stack.yaml").write_text(text)
    (tmp_path / "..data").symlink_to("one")
    (tmp_path / "stack.yaml").symlink_to("..data/stack.yaml")
    followed = Followed(tmp_path / "stack.yaml", engine)
    assert await followed.look() == []
    (tmp_path / "..next").symlink_to("two")
    (tmp_path / "..next").rename(tmp_path / "..data")
    await followed.look()
    assert followed.services == ["web", "search"]


async def test_a_broken_file_is_refused_once_and_the_old_one_stays(followed):
    await followed.look()
    write(followed.path, BROKEN)
    (text,) = await followed.look(5)
    assert text.startswith("The changed stack.yaml is refused, and what it said before still counts:\n")
    assert "\nstack.yaml:6:29: unknown service 'wbe'" in text
    assert "did you mean 'web'?" in text
    assert followed.services == ["web"]
    write(followed.path, MORE)
    assert len(await followed.look()) == 2
    assert followed.services == ["web", "search"]


async def test_a_broken_file_that_is_taken_back_and_put_there_again_is_refused_again(followed):
    await followed.look()
    for text in (BROKEN, PLAIN, BROKEN):
        write(followed.path, text)
        await followed.look()
    assert len(followed.said) == 2
    assert len({key for key, _ in followed.said}) == 2


async def test_a_file_that_is_still_being_written_is_not_judged(followed):
    await followed.look()
    for length in (20, 60, 90):
        write(followed.path, MORE[:length])
        assert await followed.look(1) == []
    write(followed.path, MORE)
    assert await followed.look() == ["stack.yaml was read again: staging: +search."]


async def test_a_file_that_is_gone_changes_nothing(followed):
    await followed.look()
    followed.path.unlink()
    assert await followed.look() == []
    write(followed.path, MORE)
    assert len(await followed.look()) == 1


async def test_new_secrets_are_redacted_from_then_on(followed):
    write(followed.path, SECRET)
    await followed.look()
    assert followed.services == ["web", "api"]
    assert "quite-another" not in followed.redact("sent quite-another-secret")


async def test_what_is_only_touched_is_no_change(followed):
    await followed.look()
    os.utime(followed.path, (1, 1))
    assert await followed.look(3) == []


async def test_replicas_say_the_same_change_under_the_same_key(followed, engine):
    other = Followed(followed.path, engine)
    await followed.look()
    await other.look()
    write(followed.path, MORE)
    await followed.look()
    await other.look()
    assert followed.said == other.said
    assert len(followed.said) == 1
