"""A watch in virtual time for tests: results in, messages out."""

from bot.incidents import outbox
from bot.incidents.codec import decode, encode
from bot.incidents.events import Results
from bot.incidents.machine import next_due, step
from bot.incidents.machine import tick as tick_step
from bot.incidents.model import Result, State
from bot.incidents.rules import Rules
from handlers.core.ports import Health
from handlers.stack.environment import Environment

SHOP = {
    "postgres": {},
    "redis": {},
    "auth": {"depends_on": ["postgres", "redis"]},
    "backend": {"depends_on": ["postgres", "auth"]},
    "gateway": {"depends_on": ["backend"]},
    "socket": {"depends_on": ["backend"]},
}


def rules_of(fail_after=1, recover_after=1, services=None, impact="chat", **alerts):
    """The rules of an environment called `staging`."""
    check = {"check": "diagnose", "every": "1m", "fail_after": fail_after, "recover_after": recover_after}
    data = {"impact": impact, "services": services or SHOP, "schedule": [check], "alerts": alerts}
    return Rules.of("staging", Environment.model_validate(data))


class Watch:
    """Every message is sent at once, unless `sends` is turned off; the state goes through JSON at every step."""

    def __init__(self, rules=None, sends=True):
        self.rules = rules or rules_of()
        self.state = State("staging")
        self.now = 0.0
        self.sends = sends
        self.said = []
        self.confirms = []

    def do(self, event):
        """One event, now."""
        self._keep(step(self.state, event, self.now, self.rules))

    def see(self, *, ok=(), failing=(), unknown=(), at=None, detail="refused"):
        """A round of results, at a later time where one is given."""
        if at is not None:
            self.wait(at - self.now)
        by_status = {Health.OK: ok, Health.FAILING: failing, Health.UNKNOWN: unknown}
        results = [
            Result(service, status, detail if status is Health.FAILING else "")
            for status, services in by_status.items()
            for service in (services.split() if isinstance(services, str) else services)
        ]
        self.do(Results(tuple(results)))

    def wait(self, seconds):
        """Let time pass; what falls due is done at its own time."""
        end = self.now + seconds
        while (due := next_due(self.state, self.now, self.rules)) is not None and due <= end:
            self.now = due
            self._keep(tick_step(self.state, due, self.rules))
        self.now = end

    def _keep(self, made):
        assert decode(encode(made.state)) == made.state
        self.state = made.state
        self.said += made.said
        self.confirms += made.confirms
        if self.sends:
            self.send_all()

    def send_all(self):
        """Send what waits."""
        for message in self.state.outbox:
            self.state = outbox.sent(self.state, message.key)

    @property
    def incidents(self):
        """All incidents that are still remembered, oldest first."""
        return list(self.state.incidents.values())

    def told(self, *kinds):
        """(time, kind, reason) of what was said; only of `kinds` where some are given."""
        return [
            (said.at, said.kind.value, said.why.value) for said in self.said if not kinds or said.kind.value in kinds
        ]

    def reasons(self, *kinds):
        """The reasons alone."""
        return [reason for _, _, reason in self.told(*kinds)]
