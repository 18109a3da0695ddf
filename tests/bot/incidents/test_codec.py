"""A watch in full swing survives its process."""

import pytest
from pydantic import ValidationError

from bot.incidents.codec import decode, encode
from bot.incidents.events import Acknowledge, Claimed, Quieten
from tests.bot.incidents.watching import Watch


def test_everything_comes_back_as_it_was():
    watch = Watch(sends=False)
    watch.see(ok="redis", failing="postgres auth", at=1_700_000_000.125)
    watch.wait(2)
    watch.do(Quieten(1_700_009_000.5, ("a*",), "ann", "upgrade"))
    watch.do(Acknowledge(watch.incidents[0].id, "ann"))
    watch.wait(4000)
    watch.do(Claimed(watch.state.outbox[0].key))
    assert watch.state.flying
    assert watch.incidents[0].holder.reminded_at is not None
    assert decode(encode(watch.state)) == watch.state


def test_what_is_no_watch_is_refused():
    with pytest.raises(ValidationError):
        decode('{"environment": 1}')
