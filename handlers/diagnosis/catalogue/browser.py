"""What lies between a browser and a service: origins, headers, upgrades."""

from __future__ import annotations

from handlers.diagnosis.catalogue.entry import CERTAIN, LIKELY, Entry, Line, Sign
from handlers.diagnosis.evidence import Effect
from handlers.probes.reasons import Reason

ENTRIES = (
    Entry(
        id="upgrade-header-stripped",
        title="A proxy strips the Upgrade header, so that WebSockets arrive as plain HTTP",
        explanation=(
            "The handshake is answered as an ordinary request: the proxy does not pass Upgrade and Connection on."
        ),
        next_step="Let the proxy speak HTTP/1.1 and pass the Upgrade and Connection headers for this path",
        signs=(
            Sign((Reason.UPGRADE_MISSING,), weight=0.85),
            Sign((Reason.HANDSHAKE_REFUSED,), facts=(("status", "^426$"),), weight=0.85),
        ),
        log=(
            Line("the client is not using the websocket protocol"),
            Line("upgrade header", r"(?:missing|invalid|no|bad)\b.{0,20}upgrade header"),
            Line('can "upgrade" only to "websocket"'),
            Line('can \\"upgrade\\" only to \\"websocket\\"'),
            Line('only to "websocket"', r"upgrade"),
            Line("upgrade required", r"\b426\b.{0,20}Upgrade Required|Upgrade Required.{0,20}\b426\b", quiet=True),
            Line("missing or invalid", r"(?:missing|invalid) (?:upgrade|connection|sec-websocket)"),
            Line("invalidupgrade", r"InvalidUpgrade"),
            Line("unsupported upgrade request"),
            Line("no websocket upgrade hdr"),
            Line("not a websocket handshake", r"not a WebSocket handshake(?: request)?:? ?(?:missing|.{0,40}upgrade)?"),
            Line("upgrade: websocket", r"missing.{0,20}upgrade: websocket"),
            Line("'upgrade' header is missing"),
            Line(" 426 ", r"\"GET [^\"]* HTTP/[\d.]+\" 426 ", quiet=True),
        ),
        level=CERTAIN,
        deep=7,
        effect=Effect.PARTIAL,
    ),
    Entry(
        id="websocket-library-missing",
        title="The web server has no WebSocket support installed",
        explanation="The server ignores upgrades because the library for them is not in the image.",
        next_step="Install the server with its WebSocket extra (for example uvicorn[standard]) and deploy again",
        log=(Line("no supported websocket library detected"),),
        level=CERTAIN,
        deep=9,
        effect=Effect.PARTIAL,
    ),
    Entry(
        id="header-stripped",
        title="A header does not arrive as it should",
        explanation="Something on the way removes or rewrites a header the stack file expects: {detail}",
        next_step="Look at the proxy's header rules for this path",
        signs=(Sign((Reason.HEADER, Reason.SUBPROTOCOL), weight=0.7),),
        level=CERTAIN,
        deep=5,
        effect=Effect.PARTIAL,
    ),
    Entry(
        id="cors-blocked",
        title="The browser's requests are blocked by CORS",
        explanation="The answer does not name the page's origin among those that may read it.",
        next_step="Add the front end's origin to the allowed origins of the service (or of the proxy)",
        signs=(Sign((Reason.HEADER,), facts=(("header", "(?i)^access-control-"),), weight=0.85),),
        log=(
            Line("blocked by cors policy", quiet=True),
            Line("access-control-allow-origin", r"(?:missing|no '|not allowed|does not|must not|blocked)", quiet=True),
            Line("not allowed by cors"),
            Line("disallowed cors origin"),
            Line("cors", r"CORS (?:error|request did not succeed|header .{1,40} missing|rejected|policy violation)"),
            Line("options ", r"\"OPTIONS [^\"]+\" (?:400|403|405)\b"),
            Line("origin", r"(?:origin .{1,80} (?:is )?not allowed|rejected origin|invalid origin)"),
        ),
        level=CERTAIN,
        deep=7,
        effect=Effect.PARTIAL,
    ),
    Entry(
        id="host-not-allowed",
        title="The service refuses the host name it is called by",
        explanation="The Host header is not in the service's list of allowed hosts.",
        next_step="Add the public host name to the allowed hosts",
        log=(
            Line("disallowedhost"),
            Line("invalid http_host header"),
            Line("invalid host header", quiet=True),
            Line("blocked request. this host"),
        ),
        level=CERTAIN,
        deep=8,
        effect=Effect.DENIED,
    ),
    Entry(
        id="csrf-refused",
        title="The service refuses the request's origin (CSRF check)",
        explanation="Behind a proxy the service sees another scheme or host than the browser does.",
        next_step="Add the public origin to the trusted origins, and let the proxy pass X-Forwarded-Proto",
        log=(
            Line(
                "csrf",
                r"(?:Forbidden \(.{0,20}(?:CSRF|Origin checking)|CSRF (?:verification|cookie"
                r"|token).{0,40}(?:failed|missing|incorrect|not set))",
            ),
        ),
        deep=6,
        effect=Effect.DENIED,
    ),
    Entry(
        id="header-too-big",
        title="A response's headers are larger than the proxy's buffer",
        explanation="Usually cookies or tokens that grew; the proxy gives up with 502.",
        next_step="Raise proxy_buffer_size (or shrink the cookies)",
        log=(
            Line("upstream sent too big header"),
            Line("request header or cookie too large"),
            Line("client sent too long header line"),
            Line("header fields too large", r"\b431\b|Request Header Fields Too Large"),
        ),
        level=CERTAIN,
        deep=7,
        effect=Effect.ERROR,
    ),
    Entry(
        id="body-too-large",
        title="Requests are larger than the proxy allows",
        explanation="The proxy answers 413 before the service sees the request.",
        next_step="Raise client_max_body_size (or the service's own limit)",
        log=(
            Line("client intended to send too large body"),
            Line("request entity too large"),
            Line("payloadtoolargeerror"),
            Line("payload too large"),
            Line("content too large", r"\b413\b"),
            Line('" 413 ', r"HTTP/[\d.]+\" 413 "),
        ),
        level=CERTAIN,
        deep=7,
        effect=Effect.ERROR,
    ),
    Entry(
        id="redirect-loop",
        title="The address redirects in a circle",
        explanation="Usually the proxy ends TLS and the service redirects to https again and again.",
        next_step="Let the service trust X-Forwarded-Proto, or switch one of the two redirects off",
        signs=(Sign((Reason.REDIRECT_LOOP,), weight=0.85),),
        log=(
            Line("too many redirects", r"(?:error|exceed|ERR_)"),
            Line("err_too_many_redirects"),
            Line("toomanyredirects"),
        ),
        level=CERTAIN,
        deep=6,
        effect=Effect.ERROR,
    ),
    Entry(
        id="websocket-refused",
        title="A WebSocket handshake is refused ({code})",
        explanation=(
            "401 and 403 speak of the token or the origin, 404 of the path, 502 of the service behind the proxy."
        ),
        next_step="Look at the service's log at that moment, or diagnose it: {code} says which part to look at",
        log=(
            Line("unexpected response code", r"handshake: Unexpected response code: (?P<code>\d{3})"),
            Line("unexpected server response", r"Unexpected server response: (?P<code>\d{3})"),
            Line("server rejected websocket connection", r"server rejected WebSocket connection: HTTP (?P<code>\d{3})"),
            Line("connection rejected", r"connection rejected \((?P<code>\d{3})", quiet=True),
            Line("handshake status", r"Handshake status (?P<code>[45]\d\d)"),
            Line("http authentication failed"),
        ),
        own=False,
        level=LIKELY,
        deep=2,
        effect=Effect.DENIED,
    ),
)
