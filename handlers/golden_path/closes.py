"""What WebSocket close codes and handshake statuses mean, and where to look.

Sources: RFC 6455 section 7.4 (1000-1011), the IANA WebSocket close code registry (1012-1014, 3000, 3003, 3008), and the
custom of 4000-4999 codes that repeat an HTTP status (4401 for 401).
"""

from __future__ import annotations

from http import HTTPStatus

_CODES = {
    1000: "normal closure: the server considers the conversation finished",
    1001: "going away: the server is stopping or its instance is being replaced; look at deployments and scaling",
    1002: "protocol error: one side, or a proxy between, broke the WebSocket protocol",
    1003: "unsupported data: the server does not take this kind of message; look at what is sent",
    1005: "no code was given: the server closed without saying why; look at its log",
    1006: "connection lost without a close: a crash, a killed instance, or a proxy's time-out",
    1007: "invalid data: a message was not valid UTF-8 or not of the expected form",
    1008: "policy violation: usually the token or the origin was refused; look at auth and at the JWT settings",
    1009: "message too big: a size limit of the server or of a proxy was hit",
    1010: "an extension the client wanted was not granted",
    1011: "internal error: an exception in the server ended the connection; look at the backend's log",
    1012: "service restart: the server is restarting; look at deployments and crash loops",
    1013: "try again later: the server is overloaded; look at its load and limits",
    1014: "bad gateway: a gateway got an invalid answer from the server behind it",
    1015: "TLS failure: the certificate could not be verified",
    3000: "unauthorized: the token was missing or not accepted; look at auth and at the JWT settings",
    3003: "forbidden: the user may not do this",
    3008: "time-out: the server waited too long for the client",
}
_LOOK = {
    400: "look at what is sent",
    401: "the token was missing, expired or signed with another key; look at auth and at the JWT settings",
    403: "the user, the origin or the token's scope was refused; look at auth",
    404: "this path or room does not exist there",
    408: "the server waited too long for the client",
    409: "another connection of the same user took over",
    429: "too many connections or messages; look at the rate limits",
    500: "an exception in the server; look at the backend's log",
    503: "the server is overloaded or stopping",
}


def explain_close(code: int) -> str:
    """One line for a person."""
    if code in _CODES:
        return _CODES[code]
    if 4400 <= code <= 4599:
        return f"the server's own code for {explain_status(code - 4000)}"
    if 4000 <= code <= 4999:
        return "a code of the application's own; look it up in the backend's source"
    if 3000 <= code <= 3999:
        return "a code of a library or framework; look it up in its documentation"
    return "a code that no standard defines"


def explain_status(status: int) -> str:
    """One line for an HTTP status in answer to a request or a handshake."""
    try:
        phrase = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status}, which is not an HTTP status"
    return f"{phrase}: {_LOOK[status]}" if status in _LOOK else phrase
