"""Blocks of ports: free, neighbouring, and nobody else's."""

import socket

import pytest

from bot.demo.ports import PortBlock


def test_two_blocks_never_share_a_port() -> None:
    one, other = PortBlock(), PortBlock()
    try:
        ports = [block.take() for block in (one, other) for _ in range(16)]
        assert len(set(ports)) == 32
        with pytest.raises(IndexError):
            one.take()
    finally:
        one.close()
        other.close()


def test_its_ports_are_free_and_below_the_ephemeral_range() -> None:
    block = PortBlock()
    try:
        port = block.take()
        assert port < 32_000
        with socket.socket() as server:
            server.bind(("127.0.0.1", port))
    finally:
        block.close()
