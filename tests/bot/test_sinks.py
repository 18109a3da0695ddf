import pytest

from bot.sinks import Sink, Tone, secrets_in
from handlers.core.errors import Permanent, Temporary


def test_a_service_has_the_same_name_wherever_it_is_configured_and_its_name_tells_nothing():
    one = Sink.of("json://user:hunter2@h/token")
    assert one.name == Sink.of("json://user:hunter2@h/token").name != Sink.of("json://h/other").name
    assert "hunter2" not in repr(one)


def test_an_address_is_a_secret_with_every_part_that_is_as_long_as_a_token():
    assert secrets_in("json://h/short") == {"json://h/short"}
    assert "A1b2C3d4E5f6G7h8" in secrets_in("pagerduty://A1b2C3d4E5f6G7h8@key")


@pytest.mark.parametrize(
    ("address", "kind", "words"),
    [
        ("json://127.0.0.1:1/token-of-a-hook", Temporary, "did not take"),
        ("json://${PAGER:?}@h", Permanent, "not set"),
        ("carrier-pigeon://roof", Temporary, "failed"),
    ],
)
async def test_what_is_not_taken_is_a_failure_without_the_address_in_it(address, kind, words):
    with pytest.raises(kind, match=words) as raised:
        await Sink.of(address).send("title", "body", Tone.BEGINS)
    assert address not in str(raised.value)
