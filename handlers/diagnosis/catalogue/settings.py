"""What a setting that is not as it should be brings about, by the name it has; the stack file says how it should be."""

from __future__ import annotations

from handlers.diagnosis.catalogue.entry import CERTAIN, Entry, Sign
from handlers.diagnosis.evidence import Effect
from handlers.probes.reasons import Reason

WRONG = (Reason.SETTING_VALUE, Reason.SETTING_MISSING, Reason.SETTING_EMPTY)


def _named(pattern: str, weight: float = 0.85) -> tuple[Sign, ...]:
    return (Sign(WRONG, facts=(("variable", f"(?i){pattern}"),), weight=weight),)


ENTRIES = (
    Entry(
        id="wrong-port",
        title="{service} is told to listen on another port than the one it is asked on",
        explanation="Whatever calls it uses the expected port, where nothing of it listens: {detail}",
        next_step="Set {variable} of {service} back to the port it is asked on",
        signs=_named(r"^(?:HTTP_|APP_|SERVER_|LISTEN_)?PORT$"),
        level=CERTAIN,
        effect=Effect.DOWN,
        action="roll-back",
    ),
    Entry(
        id="health-missing",
        title="{service} has its health check at another path than the one that is asked",
        explanation="The expected path is answered with 404, so the service counts as unwell: {detail}",
        next_step="Set {variable} of {service} back, or ask the path it has now",
        signs=_named(r"(?:health|liveness|readiness)\w*(?:path|route|endpoint)"),
        level=CERTAIN,
        effect=Effect.PARTIAL,
        action="roll-back",
    ),
    Entry(
        id="e2e-bypass-missing",
        title="The end-to-end login of {service} is switched off in its settings",
        explanation="Its route is not mounted in this deployment, so it is answered with 404: {detail}",
        next_step="Switch {variable} of {service} on again and deploy it",
        signs=_named(r"(?:^|_)e2e_(?!.*key$)|(?:^|_)test_?(?:auth|login)", 0.8),
        level=CERTAIN,
        effect=Effect.PARTIAL,
        action="roll-back",
    ),
    Entry(
        id="login-refused",
        title="{service} expects another key at its login than the one its callers have",
        explanation="Who logs in with the key the stack file knows is refused: {detail}",
        next_step="Give {service} and its callers the same {variable}",
        signs=_named(r"(?:bypass|access|client|login)_?(?:key|secret|password|token)$"),
        level=CERTAIN,
        effect=Effect.DENIED,
        action="align-settings",
    ),
    Entry(
        id="dns-failure",
        title="{service} is given the address of a host whose name does not resolve: {host}",
        explanation="It cannot reach what it needs under that name: {detail}",
        next_step="Correct the host in {variable} of {service}, or bring its record back",
        signs=(Sign((Reason.DNS,), kinds=("settings_agree",), weight=0.87),),
        level=CERTAIN,
        effect=Effect.ERROR,
        action="roll-back",
    ),
    Entry(
        id="upstream-down",
        title="{service} is told to forward to another address than that of the service behind it",
        explanation="What is forwarded arrives nowhere, and callers get 502: {detail}",
        next_step="Set {variable} of {service} back to the address of the service behind it",
        signs=_named(r"(?:upstream|backend|target|forward|proxy)_(?:\w+_)?(?:url|host|addr|address|port)$", 0.8),
        level=CERTAIN,
        effect=Effect.CUT_OFF,
        action="roll-back",
    ),
    Entry(
        id="upgrade-header-stripped",
        title="{service} is told not to pass the Upgrade header on, so that WebSockets arrive as plain HTTP",
        explanation="Every handshake through it fails: {detail}",
        next_step="Set {variable} of {service} back, so that Upgrade and Connection are passed on",
        signs=_named(r"upgrade|websocket"),
        level=CERTAIN,
        effect=Effect.PARTIAL,
        action="roll-back",
    ),
    Entry(
        id="cors-blocked",
        title="{service} is not told which origins may read its answers",
        explanation="Browsers keep its answers from the pages that ask for them: {detail}",
        next_step="Set {variable} of {service} to the origin of the front end",
        signs=_named(r"cors|allowed?_?origin"),
        level=CERTAIN,
        effect=Effect.PARTIAL,
        action="set-variable",
    ),
)
