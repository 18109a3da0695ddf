"""What a proxy or gateway says of the services behind it."""

from __future__ import annotations

from handlers.diagnosis.catalogue.entry import CERTAIN, LIKELY, Entry, Line, Sign
from handlers.diagnosis.evidence import Effect
from handlers.probes.reasons import Reason

ENTRIES = (
    Entry(
        id="upstream-down",
        title="The proxy finds nothing listening behind it",
        explanation="The service the proxy sends requests to is down or on another port; callers get 502.",
        next_step="Start the service named as upstream, or correct the upstream's address",
        signs=(Sign((Reason.STATUS, Reason.HANDSHAKE_REFUSED), facts=(("status", "^(502|504)$"),), weight=0.6),),
        log=(
            Line(
                "connect() failed",
                r"connect\(\) failed \(111: .{0,30}Connection refused\)|connect\(\) to \S+ failed \((?:111|2):",
            ),
            Line("connect() to", r"connect\(\) to \S+ failed \((?:111|2):"),
            Line("no live upstreams"),
            Line("connection_failure", r"upstream connect error or disconnect/reset before headers"),
            Line("upstream connect error"),
            Line("is down, reason", r"Server \S+ is DOWN, reason"),
            Line("has no server available"),
            Line("dial tcp", r"(?:502|reverse_proxy|proxy).{0,200}dial tcp .{1,80}connection refused"),
            Line("failed to connect to all addresses"),
        ),
        own=False,
        level=LIKELY,
        deep=3,
        effect=Effect.CUT_OFF,
    ),
    Entry(
        id="upstream-closed",
        title="The service behind the proxy ends connections before it has answered",
        explanation="It crashes or is killed while it handles the request; callers get 502.",
        next_step="Read the service's own log at that moment: a crash, a worker time-out, a memory kill",
        log=(
            Line("truncated response body", quiet=True),
            Line("upstream prematurely closed connection"),
            Line(
                "connection reset by peer",
                r"(?:upstream|recv\(\) failed|readv\(\) failed).{0,200}(?:reset by peer|upstream)",
            ),
            Line("malformed response", r"malformed response or connection to the instance had an error", quiet=True),
            Line("socket hang up", r"(?:error|proxy).{0,60}socket hang up"),
        ),
        own=False,
        level=LIKELY,
        deep=2,
        effect=Effect.ERROR,
    ),
    Entry(
        id="upstream-timeout",
        title="The service behind the proxy takes too long to answer",
        explanation="The proxy gives up waiting; callers get 504.",
        next_step=(
            "Look at what the service is waiting for; raise the proxy's time-out only if the work is meant to take long"
        ),
        log=(
            Line("upstream timed out"),
            Line("upstream request timeout"),
            Line("504 gateway", r"504 Gateway Time-?out"),
        ),
        own=False,
        level=LIKELY,
        deep=2,
        effect=Effect.HUNG,
    ),
    Entry(
        id="bad-gateway",
        title="A gateway has no good answer from the service behind it",
        explanation="Callers get 502 or 503; the reason is in the service behind the gateway.",
        next_step="Diagnose the service behind the gateway",
        log=(
            Line("bad gateway", r"\b502\b.{0,10}Bad Gateway"),
            Line('" 502 ', r"HTTP/[\d.]+\" 502 ", quiet=True),
            Line('" 503 ', r"HTTP/[\d.]+\" 503 ", quiet=True),
            Line("service unavailable", r"\b503\b.{0,10}Service (?:Temporarily )?Unavailable"),
        ),
        own=False,
        level=LIKELY,
        deep=0,
        effect=Effect.ERROR,
    ),
    Entry(
        id="proxy-config",
        title="The proxy cannot load its configuration",
        explanation="A line of its configuration is wrong, or a file it names is missing; it does not start or reload.",
        next_step="Mend the line the message names and test it (nginx -t) before the next reload",
        log=(
            Line(
                "[emerg]",
                r"\[emerg\].{0,20} (?:unknown directive|invalid (?:number|parameter"
                r"|value)|duplicate|unexpected)",
            ),
            Line(
                "[emerg]",
                r"\[emerg\].{0,20} (?:cannot load certificate|open\(\)|directive|getpwnam"
                r"|no .{1,40} is defined)",
            ),
            Line("configuration file", r"configuration file \S+ test failed"),
        ),
        level=CERTAIN,
        deep=9,
        effect=Effect.DOWN,
    ),
)
