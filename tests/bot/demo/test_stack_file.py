"""The demo's stack.yaml: valid for the bot's own loader, complete, and without a secret."""

from pathlib import Path

from bot.demo import stack_file
from bot.demo.plan import Plan, Ports, Secrets
from bot.stack import parse_stack

PLAN = Plan(Path("state"), Ports(*range(20_001, 20_012)), Secrets())


def test_it_loads_without_a_remark() -> None:
    text = stack_file.text(PLAN, Path("authority.pem"))
    loaded = parse_stack(text.encode(), stack_file.variables(PLAN))
    assert loaded.warnings == ()
    assert loaded.missing == ()
    environment = loaded.stack.environments["staging"]
    assert list(environment.services) == ["postgres", "redis", "auth", "backend", "gateway"]
    assert environment.golden_path is not None


def test_it_holds_no_secret_and_no_blank() -> None:
    text = stack_file.text(PLAN, Path("authority.pem"))
    assert not any(secret in text for secret in stack_file.variables(PLAN).values())
    assert "@{" not in text.split("version:")[1]
