import base64
import hashlib
import hmac

import pytest

from bot.inbound.guard import is_allowed
from handlers.stack.outside import Inbound

TOKEN, SECRET, BODY, NOW = "token-of-twenty-chars", "secret-of-grafana", b'{"alerts": []}', 1_800_000_000.0
TOKENED = Inbound(kind="alertmanager", token=TOKEN)
SIGNED = Inbound(kind="grafana", secret=SECRET)


def basic(password):
    return "Basic " + base64.b64encode(f"opsmedic:{password}".encode()).decode()


def signature(text=BODY, secret=SECRET):
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


@pytest.mark.parametrize(
    ("header", "allowed"),
    [
        (f"Bearer {TOKEN}", True),
        (f"bearer {TOKEN}", True),
        (basic(TOKEN), True),
        (f"Bearer {TOKEN}x", False),
        (basic("else"), False),
        ("Basic nonsense!", False),
        (TOKEN, False),
        ("", False),
    ],
)
def test_a_token_must_be_the_hooks_own(header, allowed):
    assert is_allowed(TOKENED, {"Authorization": header}, BODY, NOW) is allowed


def test_a_signature_is_of_this_body_with_this_secret():
    assert is_allowed(SIGNED, {"X-Grafana-Alerting-Signature": signature()}, BODY, NOW)
    assert not is_allowed(SIGNED, {"X-Grafana-Alerting-Signature": signature(secret="other")}, BODY, NOW)
    assert not is_allowed(SIGNED, {"X-Grafana-Alerting-Signature": signature()}, BODY + b" ", NOW)
    assert not is_allowed(SIGNED, {}, BODY, NOW)


@pytest.mark.parametrize(("age", "allowed"), [(10, True), (-10, True), (400, False), (-400, False)])
def test_a_signed_time_must_be_fresh(age, allowed):
    stamp = str(int(NOW) - age)
    headers = {
        "X-Grafana-Alerting-Timestamp": stamp,
        "X-Grafana-Alerting-Signature": signature(stamp.encode() + b":" + BODY),
    }
    assert is_allowed(SIGNED, headers, BODY, NOW) is allowed


def test_a_hook_with_both_wants_both():
    hook = Inbound(kind="grafana", token=TOKEN, secret=SECRET)
    signed = {"X-Grafana-Alerting-Signature": signature()}
    assert not is_allowed(hook, signed, BODY, NOW)
    assert is_allowed(hook, {**signed, "Authorization": f"Bearer {TOKEN}"}, BODY, NOW)


def test_a_hook_whose_variable_is_not_set_believes_nobody():
    hook = Inbound(kind="alertmanager", token="${HOOK_TOKEN:?}")
    assert not is_allowed(hook, {"Authorization": "Bearer ${HOOK_TOKEN:?}"}, BODY, NOW)


def test_a_hook_without_a_guard_is_a_mistake_of_the_file():
    with pytest.raises(ValueError, match="anybody could open incidents"):
        Inbound(kind="alertmanager")
    with pytest.raises(ValueError, match="is for Grafana"):
        Inbound(kind="alertmanager", secret="x")
