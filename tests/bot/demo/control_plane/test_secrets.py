"""Secret Manager's stand-in: versions, references, refusals."""

import base64

import pytest

from bot.demo.control_plane.errors import Refused
from bot.demo.control_plane.secrets import SecretManager


def test_versions_are_numbered_and_latest_is_the_last() -> None:
    secrets = SecretManager({"a": "one"})
    added = secrets.add("a", {"payload": {"data": base64.b64encode(b"two").decode()}})
    assert added["name"].endswith("secrets/a/versions/2")
    assert [secrets.value("a", version) for version in ("1", "2", "latest")] == ["one", "two", "two"]
    assert base64.b64decode(secrets.access("a", "1")["payload"]["data"]) == b"one"


def test_a_value_is_known_by_its_newest_version_only() -> None:
    secrets = SecretManager({"a": "one"})
    assert secrets.reference("one") == "a"
    secrets.add("a", {"payload": {"data": base64.b64encode(b"two").decode()}})
    assert secrets.reference("one") is None


@pytest.mark.parametrize(("name", "version"), [("a", "2"), ("a", "x"), ("a", "0"), ("b", "latest")])
def test_what_is_not_there_is_404(name: str, version: str) -> None:
    with pytest.raises(Refused, match="was not found") as caught:
        SecretManager({"a": "one"}).value(name, version)
    assert caught.value.status == 404


@pytest.mark.parametrize("body", [{}, {"payload": {}}, {"payload": {"data": "***"}}, {"payload": None}])
def test_a_bad_payload_is_400(body: dict[str, object]) -> None:
    with pytest.raises(Refused) as caught:
        SecretManager({"a": "one"}).add("a", body)
    assert caught.value.status == 400
