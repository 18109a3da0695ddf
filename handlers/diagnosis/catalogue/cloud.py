"""What surrounds a service in the cloud: permissions, quotas, the way into the private network."""

from __future__ import annotations

from handlers.diagnosis.catalogue.entry import CERTAIN, Entry, Line, Sign
from handlers.diagnosis.evidence import Effect
from handlers.probes.reasons import Reason

_REVISION = (Reason.NOT_READY, Reason.REVISION_FAILED)

ENTRIES = (
    Entry(
        id="no-free-instance",
        title="All instances are busy, and no more may be started",
        explanation="More requests arrive than the highest allowed number of instances can take.",
        next_step="Raise the highest number of instances or the concurrency, and look at what makes requests slow",
        log=(
            Line("no available instance", quiet=True),
            Line("no available container instances", quiet=True),
            Line("rate exceeded.", r"Rate exceeded\."),
            Line("exceeds the limit on the number of instances", quiet=True),
        ),
        deep=4,
        effect=Effect.ERROR,
    ),
    Entry(
        id="vpc-connector-error",
        title="The VPC connector is not working",
        explanation="Services reach databases on private addresses through it; without it they time out.",
        next_step="Describe the connector; when it is in ERROR, delete and create it again with a free /28 range",
        signs=(
            Sign((Reason.STATE, Reason.NOT_FOUND), kinds=("vpc_connector",), weight=0.9),
            Sign(("*",), kinds=("vpc_connector",), weight=0.6),
            Sign(_REVISION, facts=(("message", "(?i)vpc connector"),), weight=0.85),
        ),
        log=(
            Line(
                "connector",
                r"vpc(?:[ -]access)? connector\b.{0,160}(?:not ready|does not exist|not found|error"
                r"|fail|invalid|cannot)",
                quiet=True,
            ),
            Line("connector is not ready", quiet=True),
        ),
        deep=9,
        level=CERTAIN,
        blames=("vpc_connector", "vpc"),
        effect=Effect.HUNG,
    ),
    Entry(
        id="permission-missing",
        title="The service account lacks a permission",
        explanation="A call to the cloud was refused: the identity the service runs as may not do this.",
        next_step="Grant the service's account the role that holds the permission named in the message",
        log=(
            Line("is not authorized to perform", quiet=True),
            Line("permission", r"Permission '?[\w.\-/]+\.[\w.]+'? denied (?:on|for) resource", quiet=True),
            Line("permission_denied", r"\bPERMISSION_DENIED\b", quiet=True),
            Line("does not have permission", r"(?:caller|client|account|user) does not have permission", quiet=True),
            Line("does not have", r"does not have [\w.]+\.[\w.]+ access", quiet=True),
            Line("permissiondenied", r"google\.api_core\.exceptions\.(?:PermissionDenied|Forbidden)"),
            Line("accessdenied", r"AccessDenied(?:Exception)?\b.{0,60}(?:not authorized|Access Denied)"),
            Line("not authenticated", r"The request was not authenticated", quiet=True),
        ),
        deep=6,
        effect=Effect.DENIED,
    ),
    Entry(
        id="quota-exceeded",
        title="A quota or rate limit of the cloud is used up",
        explanation="The cloud refuses further calls until the limit is raised or the window is over.",
        next_step="Look up the quota the message names; raise it, or send fewer calls",
        log=(
            Line("quota", r"quota\b.{0,60}\bexceeded|exceeded.{0,40}\bquota", quiet=True),
            Line("resource_exhausted", r"RESOURCE_EXHAUSTED", quiet=True),
            Line("resourceexhausted", r"exceptions\.ResourceExhausted"),
            Line("ratelimitexceeded", quiet=True),
            Line("ratelimiterror", r"RateLimitError"),
            Line("too many requests", r"\b429\b.{0,40}Too Many Requests"),
            Line("throttlingexception"),
        ),
        deep=5,
        effect=Effect.ERROR,
    ),
    Entry(
        id="service-account-missing",
        title="The service account the revision runs as does not exist",
        explanation="It was deleted or misspelt, so nothing can be deployed as it.",
        next_step="Create the service account again, or deploy with one that exists",
        log=(Line("service account", r"service account\b.{0,120}does not exist", quiet=True),),
        level=CERTAIN,
        deep=8,
        effect=Effect.DOWN,
    ),
    Entry(
        id="api-disabled",
        title="A Google Cloud API is not enabled in the project",
        explanation="Calls to it are refused until it is switched on.",
        next_step="Enable the API the message names, wait a minute, and try again",
        log=(
            Line("has not been used in project", quiet=True),
            Line("service_disabled", r"\bSERVICE_DISABLED\b", quiet=True),
        ),
        level=CERTAIN,
        deep=8,
        effect=Effect.ERROR,
    ),
    Entry(
        id="billing-disabled",
        title="Billing is switched off for the project",
        explanation="The cloud stops services whose project has no active billing account.",
        next_step="Link an active billing account to the project",
        log=(
            Line(
                "billing",
                r"billing (?:account |for )?.{0,80}(?:is |been )?(?:disabled|closed"
                r"|not enabled|not active)",
                quiet=True,
            ),
            Line("billing_disabled", quiet=True),
        ),
        level=CERTAIN,
        deep=9,
        effect=Effect.DOWN,
    ),
)
