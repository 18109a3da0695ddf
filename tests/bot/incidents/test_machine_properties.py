"""No interleaving of results, people, silences, restarts and failed sends loses or doubles a word."""

from collections import Counter

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from bot.incidents import outbox, words
from bot.incidents.codec import decode, encode
from bot.incidents.draft import Draft
from bot.incidents.events import (
    Acknowledge,
    Assign,
    Claimed,
    Cleared,
    Close,
    Fired,
    Note,
    Open,
    Quieten,
    Results,
    Sent,
    Unquieten,
    Unsent,
)
from bot.incidents.grouping import fresh
from bot.incidents.machine import next_due, step, tick
from bot.incidents.model import Kind, Result, State, Why
from handlers.core.ports import Health
from tests.bot.incidents.watching import SHOP, rules_of

NAMES = tuple(SHOP)
RULES = rules_of(
    2, 2, escalate_to=["@oncall"], escalate_after=60, remind_every=120, unacknowledge_after=30, repeat_every=90
)
PEOPLE = st.sampled_from(["ann", "ben"])
rounds = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(list(Health)), min_size=1)
whole_rounds = st.fixed_dictionaries({name: st.sampled_from([Health.OK, Health.FAILING]) for name in NAMES})


class Incidents(RuleBasedStateMachine):
    """A watch whose messages are posted by unreliable replicas to a channel that remembers everything."""

    silences = Bundle("silences")

    def __init__(self):
        super().__init__()
        self.now = 0.0
        self.state = State("staging")
        self.posted = []
        self.said = []
        self.elsewhere = []

    def keep(self, made):
        self.state = made.state
        self.said += made.said

    def do(self, event):
        self.keep(step(self.state, event, self.now, RULES))

    @rule(seen=rounds | whole_rounds, times=st.integers(1, 3), gap=st.sampled_from([1.0, 4.0, 20.0, 60.0]))
    def results(self, seen, times, gap):
        for _ in range(times):
            self.pass_time(gap)
            self.do(Results(tuple(Result(name, status, "refused") for name, status in seen.items())))

    @rule(seconds=st.sampled_from([0.5, 5.0, 31.0, 61.0, 200.0, 4000.0]))
    def pass_time(self, seconds):
        end = self.now + seconds
        self.keep(tick(self.state, self.now, RULES))
        while (due := next_due(self.state, self.now, RULES)) is not None and due <= end:
            self.now = due
            self.keep(tick(self.state, due, RULES))
        self.now = end

    @rule(seconds=st.sampled_from([5.0, 100.0]))
    def sleep_through(self, seconds):
        """The process was down; nothing ticked."""
        self.now += seconds

    def some_open(self, data):
        found = [incident.id for incident in self.state.incidents.values() if incident.is_open]
        return data.draw(st.sampled_from(found)) if found else None

    @rule(data=st.data(), by=PEOPLE, deed=st.sampled_from(["acknowledge", "assign", "note", "close"]))
    def person(self, data, by, deed):
        if incident := self.some_open(data):
            events = {
                "acknowledge": Acknowledge(incident, by),
                "assign": Assign(incident, "cid", by),
                "note": Note(incident, "hm", by),
                "close": Close(incident, by),
            }
            self.do(events[deed])

    @rule(by=PEOPLE)
    def open_by_hand(self, by):
        if sum(incident.by_hand for incident in self.state.incidents.values()) < 2:
            self.do(Open("it smells", by))

    @rule(seconds=st.sampled_from([20.0, 500.0]), services=st.sampled_from([(), ("postgres",), ("*a*",)]))
    def silence(self, seconds, services):
        self.do(Quieten(self.now + seconds, services, "ann"))

    @rule()
    def unsilence(self):
        for silence in self.state.silences:
            if silence.until > self.now:
                self.do(Unquieten(silence.id))
                break

    @rule(key=st.sampled_from(["am:1", "am:2"]), service=st.sampled_from(["", "redis", "gateway"]))
    def alerted(self, key, service):
        self.do(Fired(key, service, "it burns", "", self.now, "am"))

    @rule(key=st.sampled_from(["am:1", "am:2"]))
    def cleared(self, key):
        self.do(Cleared(key, "it burns", "am"))

    @rule(most=st.integers(1, 5))
    def send(self, most):
        for _ in range(most):
            self.attempt(arrives=True, answered=True)

    @rule(arrives=st.booleans(), answered=st.booleans())
    def attempt(self, arrives, answered):
        """One post: it arrives or not, and the poster learns of it or dies before it does."""
        for message in outbox.sendable(self.state)[:1]:
            before = self.state.flying
            self.do(Claimed(message.key))
            assert self.state.flying == (*before, message.key)
            self.do(Claimed(message.key))
            assert self.state.flying == (*before, message.key), "a second replica claimed it as well"
            if arrives:
                self.posted.append(message)
            if answered:
                self.settle(message)

    def settle(self, message):
        """It is known whether the message arrived. What other services were told stays claimed until it does."""
        if message in self.posted:
            self.owe(message)
            self.do(Sent(message.key))
        elif message not in self.elsewhere:
            self.do(Unsent(message.key))

    def owe(self, end):
        """Other services that heard of it, hear of its end."""
        if end.why in ENDS and end not in self.elsewhere and heard(self.elsewhere, end.incident):
            self.elsewhere.append(end)

    @rule()
    def fall_back(self):
        """Slack has taken nothing for a while: other services are told what the channel should know."""
        for message in self.state.outbox:
            if message.kind is Kind.CHANNEL or message.why is Why.MERGED:
                self.do(Claimed(message.key))
                is_new_to_them = message.why in ENDS and not heard(self.elsewhere, message.incident)
                if message not in self.elsewhere and not is_new_to_them:
                    self.elsewhere.append(message)

    @rule(arrives=st.booleans())
    def take_over(self, arrives):
        """Another replica ends what a dead one, or the fallback, left claimed: it looks before it posts."""
        for message in outbox.sendable(self.state, busy=())[:1]:
            self.do(Claimed(message.key))
            if arrives and message not in self.posted:
                self.posted.append(message)
            self.settle(message)

    @rule()
    def restart(self):
        """The process dies and comes back: JSON is all that is left; what was in flight is looked for."""
        self.state = decode(encode(self.state))
        for message in self.state.outbox:
            if message.key in self.state.flying:
                self.settle(message)

    @invariant()
    def nothing_is_posted_twice(self):
        assert not [key for key, count in Counter(message.key for message in self.posted).items() if count > 1]

    @invariant()
    def everything_said_is_posted_or_waits_or_was_taken_back_for_good(self):
        posted = {message.key for message in self.posted}
        waiting = {message.key for message in self.state.outbox}
        for message in self.said:
            if message.key not in posted | waiting:
                assert message.kind is not Kind.CHANNEL or message.why in TAKEN_BACK, message

    @invariant()
    def every_incident_is_told_in_order(self):
        self.standing = told(self.posted)

    @invariant()
    def other_services_hear_of_no_end_without_a_beginning_and_of_nothing_twice(self):
        keys = [message.key for message in self.elsewhere]
        assert len(keys) == len(set(keys))
        for number, message in enumerate(self.elsewhere):
            assert message.why not in ENDS or heard(self.elsewhere[:number], message.incident)

    @invariant()
    def nothing_is_in_two_incidents(self):
        members = [name for incident in self.state.incidents.values() for name in incident.members if incident.is_open]
        assert len(members) == len(set(members))
        causes = [incident.cause for incident in self.state.incidents.values() if incident.members]
        assert len(causes) == len(set(causes))

    @invariant()
    def every_confirmed_failure_is_looked_after(self):
        known = {name for incident in self.state.incidents.values() for name in incident.members}
        waits = set(fresh(Draft.of(self.state, RULES, self.now)))
        for name, vital in self.state.vitals.items():
            assert not vital.confirmed or vital.dismissed or name in known | waits

    def teardown(self):
        """Everyone who is concerned heard; then all becomes well, and everyone heard of that too."""
        self.pass_time(1000.0)
        self.drain()
        standing = told(self.posted)
        for incident in self.state.incidents.values():
            quiet = Draft.of(self.state, RULES, self.now).quiet_until(incident)
            assert quiet is not None or (standing.get(incident.id) == "up") == incident.is_open, incident
        for key in ("am:1", "am:2"):
            self.cleared(key)
        for _ in range(25):
            self.results(dict.fromkeys(NAMES, Health.OK), 1, 60.0)
        for incident in list(self.state.incidents.values()):
            if incident.is_open:
                assert incident.by_hand
                self.do(Close(incident.id, "ann"))
        self.pass_time(60.0)
        self.drain()
        assert set(told(self.posted).values()) <= {"down", "merged"}
        assert not self.state.outbox
        assert not [message for message in self.elsewhere if heard(self.elsewhere, message.incident)]
        self.roots_show_what_is()

    def drain(self):
        self.restart()
        while self.state.outbox:
            self.take_over(arrives=True)

    def roots_show_what_is(self):
        shown = {}
        for message in self.posted:
            if message.why is Why.BEGAN or message.kind is Kind.EDIT:
                shown[message.incident] = message.text
        for incident in self.state.incidents.values():
            if incident.root:
                assert shown[incident.id] == words.root(incident, RULES)


ENDS = {Why.ENDED, Why.CLOSED, Why.MERGED}


def heard(told, incident):
    """Whether the last word of an incident was that it goes on."""
    last = next((message for message in reversed(told) if message.incident == incident), None)
    return last is not None and last.why not in ENDS


TAKEN_BACK = {Why.BEGAN, Why.REOPENED, Why.CAUSE_CHANGED, Why.SEVERITY_RAISED, Why.ENDED, Why.CLOSED}


def told(posted):
    """Incident -> how the channel last saw it; fails when it was told in an order that makes no sense."""
    standing: dict[str, str] = {}
    for message in posted:
        now = standing.get(message.incident)
        if message.why is Why.BEGAN:
            assert now is None, "it began twice"
            standing[message.incident] = "up"
        elif message.why is Why.REOPENED:
            assert now == "down", "it came back without having ended"
            standing[message.incident] = "up"
        elif message.why in (Why.ENDED, Why.CLOSED):
            assert now == "up", "the end of what nobody saw begin"
            standing[message.incident] = "down"
        elif message.why is Why.MERGED:
            assert now == "up"
            standing[message.incident] = "merged"
        elif message.kind is Kind.EDIT:
            assert now is not None, "an edit of what was never posted"
        elif message.why in (Why.ACKNOWLEDGED, Why.ASSIGNED):
            assert now is not None, "an answer in a thread that is not there"
        else:
            assert now == "up", (message, now)
    return standing


TestIncidents = Incidents.TestCase
TestIncidents.settings = settings(
    max_examples=30, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
