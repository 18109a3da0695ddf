"""What Cloud Run and Kubernetes say when they cannot run a service."""

from __future__ import annotations

from handlers.diagnosis.catalogue.entry import CERTAIN, Entry, Line, Sign
from handlers.diagnosis.evidence import Effect
from handlers.probes.reasons import Reason

_REVISION = (Reason.NOT_READY, Reason.REVISION_FAILED)

ENTRIES = (
    Entry(
        id="wrong-port",
        title="The container does not listen on the port the platform expects",
        explanation="It either ended before it listened, listens on another port or on localhost only, or is too slow.",
        next_step="Listen on 0.0.0.0:$PORT, or set the container port to the one it listens on; look for a crash above",
        signs=(
            Sign(_REVISION, facts=(("message", "(?i)listen on the port"),), weight=0.85),
            Sign((Reason.REFUSED,), kinds=("http", "tcp", "websocket"), beside=(("process", "ok"),), weight=0.8),
        ),
        log=(
            Line("listen on the port", r"(?:failed to start|unable to)\b.{0,60}listen on the port", quiet=True),
            Line("no open ports detected", quiet=True),
            Line("default startup tcp probe failed", quiet=True),
        ),
        deep=3,
        effect=Effect.DOWN,
        action="roll-back",
    ),
    Entry(
        id="bad-image",
        title="The container image cannot be pulled",
        explanation="The image or tag does not exist, or the platform may not read it.",
        next_step="Deploy a tag that exists, and let the platform's service agent read the registry",
        signs=(
            Sign(_REVISION, facts=(("message", "(?i)image .{0,200}(not found|pull|permission|manifest)"),), weight=0.9),
        ),
        log=(
            Line("container import failed", quiet=True),
            Line("failed to import container image", quiet=True),
            Line("errimagepull", quiet=True),
            Line("imagepullbackoff", quiet=True),
            Line("invalidimagename", quiet=True),
            Line("manifest unknown", quiet=True),
            Line("manifest for", r"manifest for \S+ not found", quiet=True),
            Line("failed to pull", r"failed to pull (?:and unpack )?image", quiet=True),
            Line("pull access denied", quiet=True),
            Line("must have permission to read the image", quiet=True),
            Line("' not found", r"\bImage '[^']+' not found", quiet=True),
        ),
        deep=8,
        effect=Effect.DOWN,
        level=CERTAIN,
        action="roll-back",
    ),
    Entry(
        id="wrong-architecture",
        title="The image was built for another processor",
        explanation="The binary in the image cannot be executed here: usually an ARM image on an x86 platform.",
        next_step="Build the image for the platform's processor (docker build --platform linux/amd64)",
        signs=(Sign(_REVISION, facts=(("message", "(?i)exec format error"),), weight=0.9),),
        log=(
            Line("node_module_version"),
            Line("invalid elf header"),
            Line("exec format error", quiet=True),
            Line("does not match the specified platform", quiet=True),
            Line("no matching manifest for", quiet=True),
        ),
        deep=9,
        effect=Effect.DOWN,
        level=CERTAIN,
        action="roll-back",
    ),
    Entry(
        id="secret-missing",
        title="A secret the service refers to does not exist",
        explanation="The revision names a secret, or a version of it, that is not there; so it cannot start.",
        next_step="Create the secret (or enable that version), or correct the reference, then deploy again",
        signs=(
            Sign(
                _REVISION,
                facts=(("message", "(?i)secret .{0,200}(not found|was not found|disabled|destroyed)"),),
                weight=0.9,
            ),
        ),
        log=(
            Line("secret", r"secret[ :\[].{0,160}\b(?:was )?not found", quiet=True),
            Line("secret version", r"secret version .{0,160}(?:DISABLED|DESTROYED|not found)", quiet=True),
            Line("createcontainerconfigerror", quiet=True),
            Line("couldn't find key", r"couldn't find key \S+ in (?:Secret|ConfigMap)", quiet=True),
            Line("configmap", r"configmap \S+ not found", quiet=True),
        ),
        deep=8,
        effect=Effect.DOWN,
        level=CERTAIN,
        action="roll-back",
    ),
    Entry(
        id="secret-forbidden",
        title="The service may not read one of its secrets",
        explanation="The service account of the revision lacks the right to read a secret it refers to.",
        next_step="Give the revision's service account the role Secret Manager Secret Accessor on that secret",
        signs=(
            Sign(
                _REVISION,
                facts=(("message", "(?i)permission denied on secret|secretmanager.versions.access"),),
                weight=0.9,
            ),
        ),
        log=(
            Line("permission denied on secret", quiet=True),
            Line("secretmanager.versions.access", r"(?:denied|permission)", quiet=True),
        ),
        deep=8,
        effect=Effect.DOWN,
        level=CERTAIN,
    ),
    Entry(
        id="health-check-path",
        title="The platform's health check asks a path that does not answer well",
        explanation="The service runs, but the path configured for its health check answers with an error.",
        next_step="Correct the path of the health check, or let the service answer there with 200",
        log=(
            Line(
                "probe failed",
                r"(?:liveness|readiness|startup) probe failed: HTTP probe failed with statuscode: [45]\d\d",
                quiet=True,
            ),
            Line("health check", r"health ?checks? .{0,80}(?:returned|status|code)\D{0,12}(?:404|403|401)", quiet=True),
            Line("http health check", r"HTTP health check .{0,60}fail", quiet=True),
        ),
        deep=4,
        effect=Effect.DOWN,
    ),
    Entry(
        id="startup-timeout",
        title="The service takes longer to start than the platform allows",
        explanation="Its start-up check ran out of time before the service answered: a cold start that is too slow.",
        next_step="Raise the start-up time-out or give it more CPU at start; look for what it waits for",
        signs=(Sign(_REVISION, facts=(("message", "(?i)startup probe|timed? ?out|deadline"),), weight=0.7),),
        log=(
            Line(
                "startup probe",
                r"startup probes? (?:failed|timed out)(?!: HTTP probe failed with statuscode)",
                quiet=True,
            ),
            Line("container failed to become healthy", quiet=True),
            Line("progressdeadlineexceeded", quiet=True),
            Line("exceeded its progress deadline", quiet=True),
            Line("readiness check timed out"),
        ),
        deep=3,
        effect=Effect.DOWN,
    ),
    Entry(
        id="liveness-failed",
        title="The platform restarts the service because its health check gets no answer",
        explanation="The process runs, but does not answer its health check in time: it hangs or is overloaded.",
        next_step="Look at what the service is busy with; restart it if it hangs",
        log=(
            Line(
                "probe failed",
                r"(?:liveness|readiness) probe failed: (?!HTTP probe failed with statuscode)",
                quiet=True,
            ),
            Line("failed liveness probe", quiet=True),
            Line("liveness http probe failed", quiet=True),
        ),
        deep=2,
        effect=Effect.HUNG,
        action="restart-service",
    ),
    Entry(
        id="revision-failed",
        title="The newest revision of {service} cannot serve",
        explanation="The platform refuses to send traffic to it; an older revision may still answer.",
        next_step="Send the traffic to the last good revision, then mend what the condition names: {detail}",
        signs=(Sign(_REVISION, weight=0.7), Sign((Reason.TRAFFIC,), weight=0.75)),
        log=(
            Line("is not ready and cannot serve traffic", quiet=True),
            Line("ready condition status changed to false", quiet=True),
            Line("healthcheckcontainererror", quiet=True),
        ),
        deep=1,
        action="roll-back",
    ),
    Entry(
        id="{service}-down",
        title="{service} has been shut down on its platform",
        explanation="Its revision does not serve any more, and it did not fail by itself: {detail}",
        next_step="Deploy {service} again, or send its traffic to a revision that can serve",
        signs=(Sign(_REVISION, facts=(("condition_reason", "^Retired$"),), weight=0.92),),
        level=CERTAIN,
        action="restart-service",
    ),
    Entry(
        id="pod-unschedulable",
        title="The cluster has no room for the pod",
        explanation="No node has enough free CPU or memory, or matches the pod's rules.",
        next_step="Lower the pod's requests, add nodes, or remove the taint the message names",
        log=(
            Line("failedscheduling", quiet=True),
            Line("nodes are available", r"0/\d+ nodes are available", quiet=True),
        ),
        deep=8,
        effect=Effect.DOWN,
    ),
    Entry(
        id="pod-evicted",
        title="The pod was evicted because its node ran short",
        explanation="The node had too little memory or disk left and put the pod out.",
        next_step="Give the pod realistic requests and limits, and the node more room",
        log=(
            Line("was low on resource", quiet=True),
            Line("evicted", r"\bEvicted\b.{0,80}(?:node|memory|disk|pressure)", quiet=True),
        ),
        level=CERTAIN,
        deep=7,
        effect=Effect.DOWN,
    ),
)
