"""Tokens, secrets and endpoints that two services must agree on."""

from __future__ import annotations

from handlers.diagnosis.catalogue.entry import CERTAIN, KNOWN, Entry, Sign
from handlers.probes.reasons import Reason

ENTRIES = (
    Entry(
        id="jwt-mismatch",
        title="{service} refuses the tokens that the auth service mints: their JWT secrets differ",
        explanation="A token fresh from the login was shown to {service} and refused: the two do not share one secret.",
        next_step="Give both services the same JWT secret (it may have a different name in each) and restart them",
        signs=(
            Sign((Reason.TOKEN_REFUSED, Reason.TOKEN_SIGNATURE), weight=0.8),
            Sign((Reason.SETTINGS_DIFFER,), facts=(("setting", "(?i)jwt|token"),), weight=0.9),
        ),
        level=CERTAIN,
        action="align-settings",
    ),
    Entry(
        id="{endpoint}-missing",
        title="The endpoint behind {probe} is not there (404), although {service} runs",
        explanation="{service} answers, but does not know this path: the route is not mounted in this deployment.",
        next_step="Switch the route on in the settings of {service} and deploy it again",
        signs=(
            Sign((Reason.STATUS,), kinds=("http", "auth", "token"), facts=(("status", "^(404|405)$"),), weight=0.8),
        ),
        level=KNOWN,
        action="roll-back",
    ),
)
