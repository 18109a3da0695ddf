"""What is no text file is refused with a clear word."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.stackfile.problem import Mark
from bot.stackfile.source import LARGEST, Unreadable, decode, mark_at, read_bytes


@pytest.mark.parametrize(
    ("content", "what", "mark"),
    [
        (b"a: 1\nb: \x00\n", "U+0000", Mark(2, 4)),
        (b"a: \x07", "U+0007", Mark(1, 4)),
        (b"a: 1\nb: caf\xe9\n", "0xe9 is not UTF-8", Mark(2, 7)),
        ("a: 1".encode("utf-16"), "UTF-16", None),
        ("a: 1".encode("utf-32-be"), "U+0000", Mark(1, 1)),
        (b"\x1f\x8b\x08\x00", "gzip", None),
        (b"\x7fELF\x02\x01", "U+007F", Mark(1, 1)),
        (b"a" * (LARGEST + 1), "too large", None),
    ],
)
def test_foreign_bytes_are_named_with_their_place(content: bytes, what: str, mark: Mark | None) -> None:
    with pytest.raises(Unreadable) as refused:
        decode(content)
    assert what in refused.value.problem.what
    assert refused.value.problem.mark == mark


@pytest.mark.parametrize("content", [b"", b"a: 1\r\nb: 2\r\n", b"\xef\xbb\xbfa: 1", "a: ünïcode 🙂\u2028".encode()])
def test_text_is_read_without_its_byte_order_mark(content: bytes) -> None:
    assert decode(content).text == content.decode("utf-8-sig")


def test_the_digest_tells_contents_apart() -> None:
    assert decode(b"a: 1").digest != decode(b"a: 2").digest


def test_line_ends_of_all_systems_are_counted() -> None:
    assert mark_at("a\r\nb\nc\rd", 7) == Mark(4, 1)


@pytest.mark.parametrize("size", [LARGEST + 1, 10 * 1024 * 1024])
def test_a_large_file_is_refused_by_its_size(tmp_path: Path, size: int) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(size)
    with pytest.raises(Unreadable, match="too large"):
        read_bytes(path)


def test_a_directory_a_pipe_and_nothing_at_all_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, what in (("", "a directory"), ("pipe", "a pipe"), ("none", "no such file"), ("a\0b", "cannot be read")):
        with pytest.raises(Unreadable, match=what):
            read_bytes(tmp_path / name)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "stack.yaml"
    path.write_text("version: 1")
    path.chmod(0)
    with pytest.raises(Unreadable, match="Permission denied"):
        read_bytes(path)
