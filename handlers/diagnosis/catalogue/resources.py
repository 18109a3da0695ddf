"""What runs out: memory, disk, descriptors, time."""

from __future__ import annotations

from handlers.diagnosis.catalogue.entry import CERTAIN, Entry, Line, Sign
from handlers.diagnosis.evidence import Effect
from handlers.probes.reasons import Reason

ENTRIES = (
    Entry(
        id="memory-limit",
        title="The service is killed because it uses more memory than its limit",
        explanation="Its memory reached the limit of the container or the machine, and it was killed.",
        next_step="Raise the memory limit (or lower workers and concurrency), then look for what grows",
        signs=(
            Sign((Reason.CRASH,), facts=(("signal", "^9$"),), weight=0.75),
            Sign((Reason.EXITED, Reason.RESTARTING), facts=(("exit_code", "^(137|-9)$"),), weight=0.93),
            Sign((Reason.NOT_READY, Reason.REVISION_FAILED), facts=(("message", "(?i)memory limit"),), weight=0.9),
        ),
        log=(
            Line("using too much memory", quiet=True),
            Line("terminated on signal", r"terminated on signal 9\b", quiet=True),
            Line("memory limit of", r"Memory limit of [\d.]+ ?\w+ exceeded", quiet=True),
            Line("exceeded memory limit", quiet=True),
            Line("oomkilled", quiet=True),
            Line(
                "out of memory",
                r"Out of memory: Kill(?:ed)? process|Memory cgroup out of memory|JavaScript heap out of memory",
            ),
            Line("out of memory?", r"Perhaps out of memory\?"),
            Line("oom-kill", r"(?:invoked oom-killer|oom-kill(?:er)?:)", quiet=True),
            Line("exit code 137", quiet=True),
            Line("code 137", r"(?:code|status)[ =:]*137\b", quiet=True),
            Line("memoryerror", r"^.{0,80}\bMemoryError\b(?!:? *0)"),
            Line("outofmemoryerror", r"java\.lang\.OutOfMemoryError|CUDA out of memory"),
            Line("cannot allocate memory"),
        ),
        deep=8,
        level=CERTAIN,
        effect=Effect.DOWN,
        action="raise-memory",
    ),
    Entry(
        id="disk-full",
        title="The disk is full",
        explanation="Nothing more can be written; databases stop accepting writes or stop altogether.",
        next_step="Make room or enlarge the disk, then restart what stopped",
        signs=(
            Sign((Reason.DISK_FULL,), weight=0.9),
            Sign((Reason.STORAGE_FULL,), weight=0.9),
        ),
        log=(
            Line("no space left on device"),
            Line("enospc"),
            Line("could not extend file"),
            Line("disk quota exceeded"),
            Line("diskfull", r"\bDiskFull\b"),
            Line("not enough space", r"(?:NOT_ENOUGH_SPACE|Cannot reserve .{0,40}not enough space)"),
            Line("disk is full"),
        ),
        deep=9,
        level=CERTAIN,
        blames=("postgres", "cloud_sql", "clickhouse"),
        effect=Effect.ERROR,
    ),
    Entry(
        id="too-many-open-files",
        title="The process has used up its file descriptors",
        explanation="Every connection and file needs one; usually connections are opened and never closed.",
        next_step="Restart the service, raise the limit of open files, and look for connections that leak",
        log=(Line("too many open files"), Line("emfile", r"\bEMFILE\b"), Line("enfile", r"\bENFILE\b")),
        deep=8,
        effect=Effect.ERROR,
        action="restart-service",
    ),
    Entry(
        id="read-only-file-system",
        title="The service writes where nothing may be written",
        explanation="The file system of the container is read-only at that path.",
        next_step="Write to a mounted volume or to /tmp",
        log=(Line("read-only file system"), Line("erofs", r"\bEROFS\b")),
        deep=8,
        effect=Effect.ERROR,
    ),
    Entry(
        id="file-permission",
        title="The service may not open a file or port it needs",
        explanation="The user the process runs as lacks the right: a file owned by root, or a port below 1024.",
        next_step="Give the file to the user of the container, or choose a port above 1024",
        log=(
            Line("permissionerror", r"PermissionError: \[Errno 13\]"),
            Line("eacces", r"\bEACCES\b"),
            Line(
                "permission denied",
                r"(?:open|exec|bind|mkdir|create|write|read|access|stat|unlink)\w*\(?\)?[^\n]{0,120}"
                r"(?:\(13: )?Permission denied(?! on secret)(?! for (?:table|relation|schema|database))",
            ),
        ),
        deep=7,
        effect=Effect.ERROR,
    ),
    Entry(
        id="worker-timeout",
        title="Requests take longer than the web server allows its workers",
        explanation="The server kills a worker that has been silent for too long; the request ends with 502 or 500.",
        next_step="Look at what the request waits for (a slow query, another service); raise the time-out only then",
        log=(
            Line("worker timeout", r"\[CRITICAL\] WORKER TIMEOUT|WORKER TIMEOUT \(pid"),
            Line("maximum request timeout", quiet=True),
            Line("timeoutlayer", r"request timed out after"),
            Line("harakiri", r"HARAKIRI"),
        ),
        deep=3,
        effect=Effect.HUNG,
    ),
    Entry(
        id="cpu-throttled",
        title="The service has too little CPU",
        explanation="It is throttled, so that everything it does takes long.",
        next_step="Raise the CPU limit, or lower the concurrency",
        log=(
            Line("cpu throttl", r"CPU throttl(?:ing|ed)"),
            Line("cputhrottlinghigh"),
            Line("scheduling delay", r"event loop.{0,40}(?:blocked|lag)"),
        ),
        deep=5,
        effect=Effect.SLOW,
    ),
)
