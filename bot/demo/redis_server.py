"""Valkey for the demo, without persistence."""

from __future__ import annotations

from bot.demo.binaries import valkey_server
from bot.demo.launching import Command
from bot.demo.plan import HOST, Plan
from bot.demo.spec import Spec


def redis_spec(plan: Plan) -> Spec:
    """Write the configuration (readable by us alone: it holds the password) and describe the server."""
    home = plan.directory / "redis"
    home.mkdir(mode=0o700)
    config = home / "valkey.conf"
    config.write_text(
        f"bind {HOST}\nport {plan.ports.redis}\ndir {home}\nrequirepass {plan.secrets.redis}\n"
        f"user monitor on >{plan.secrets.monitor} ~* -@all +ping +info +type +llen\n"
        'save ""\nappendonly no\ndaemonize no\nrepl-diskless-sync-delay 0\nenable-protected-configs local\n'
        "shutdown-on-sigterm nosave now force\n"
    )
    config.chmod(0o600)
    command = Command((str(valkey_server()), str(config)), directory=str(home))
    return Spec("redis", command, plan.ports.redis, ready="Ready to accept connections")
