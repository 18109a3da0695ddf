"""A change has one number, however many replicas see it."""

from bot.store.stackfiles import StackFileStore


async def test_a_change_is_numbered_once_and_a_change_back_is_another(engine):
    one, other = StackFileStore(engine), StackFileStore(engine)
    assert [await store.note(digest) for store, digest in ((one, "a"), (other, "a"))] == [1, 1]
    assert [await store.note(digest) for store, digest in ((one, "b"), (other, "b"))] == [2, 2]
    assert [await store.note(digest) for store, digest in ((other, "a"), (one, "a"))] == [3, 3]
