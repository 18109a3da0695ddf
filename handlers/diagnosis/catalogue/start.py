"""Why a service does not come up, or does not stay up."""

from __future__ import annotations

from handlers.diagnosis.catalogue.entry import CERTAIN, Entry, Line, Sign
from handlers.diagnosis.evidence import Effect
from handlers.probes.reasons import Reason

ENTRIES = (
    Entry(
        id="{service}-crash-at-start",
        title="{service} crashes when it starts: {because}",
        explanation="Its process ends by itself shortly after it was started: {detail}",
        next_step="Mend what the last lines of its log name, or go back to the last revision that ran",
        signs=(Sign((Reason.EXITED,), weight=0.9),),
        level=CERTAIN,
        action="roll-back",
    ),
    Entry(
        id="missing-module",
        title="A module the program imports is not installed: {module}",
        explanation=(
            "The program stops while it is being loaded, because the image lacks a module or holds another version."
        ),
        next_step="Add {module} to the dependencies the image is built from, or go back to the last good image",
        log=(
            Line("to be installed", r"requires \"?(?P<module>[\w\-]+)\"? to be installed"),
            Line("modulenotfounderror", r"ModuleNotFoundError: No module named '?(?P<module>[\w.\-]+)"),
            Line("importerror", r"ImportError: (?:No module named |cannot import name )'?(?P<module>[\w.\-]+)"),
            Line("shared object file", r"(?P<module>lib[\w.\-+]+): cannot open shared object file"),
            Line("cannot find module", r"Error: Cannot find (?:module|package) '(?P<module>[^']+)'"),
            Line("err_module_not_found", r"ERR_MODULE_NOT_FOUND"),
            Line("classnotfoundexception", r"ClassNotFoundException: (?P<module>[\w.$]+)"),
            Line("can't be imported", r"module '(?P<module>[\w.\-]+)' can't be imported"),
        ),
        deep=9,
        effect=Effect.DOWN,
        action="roll-back",
    ),
    Entry(
        id="entry-point-missing",
        title="The server is told to load an application that does not exist: {module}",
        explanation="The module or attribute in the start command is not in the image.",
        next_step="Correct the start command (module:attribute) or the working directory of the image",
        log=(
            Line(
                "application failed to start",
                r"Application failed to start: .{0,120}(?:no such file|not found|exec)",
                quiet=True,
            ),
            Line("containercannotrun", quiet=True),
            Line("runcontainererror", quiet=True),
            Line("could not import module", r"Could not import module \W?(?P<module>[\w.\-]+)"),
            Line("attribute", r"Attribute \"(?P<module>\w+)\" not found in module"),
            Line("failed to find attribute", r"Failed to find attribute '(?P<module>\w+)' in"),
            Line("appimporterror", r"AppImportError"),
            Line(
                "executable file not found",
                r"exec: \\?\"?(?P<module>[^\s\"\\:]+).{0,4}:? (?:stat .*)?executable file not found",
            ),
            Line(
                "no such file or directory",
                r"(?:exec(?:ve)?[: ]|can't open file|OCI runtime).{0,80}no such file or directory",
            ),
            Line("missing script", r"npm (?:ERR!|error) Missing script"),
        ),
        deep=9,
        effect=Effect.DOWN,
        action="roll-back",
    ),
    Entry(
        id="syntax-error",
        title="The deployed code does not parse",
        explanation="The interpreter refuses a source file, so the program cannot even be loaded.",
        next_step="Mend the file the log names and deploy again, or go back to the last good revision",
        log=(
            Line("syntaxerror", r"^.{0,60}\bSyntaxError: \w"),
            Line("indentationerror", r"\bIndentationError: \w"),
            Line("taberror", r"\bTabError: inconsistent"),
        ),
        deep=9,
        effect=Effect.DOWN,
        action="roll-back",
    ),
    Entry(
        id="missing-setting",
        title="A setting the program needs is not set: {variable}",
        explanation="The program looks for an environment variable at its start and stops when there is none.",
        next_step="Set {variable} for the service (or mend its name: services may call the same thing differently)",
        level=CERTAIN,
        signs=(
            Sign((Reason.SETTING_MISSING, Reason.SETTING_EMPTY), weight=0.8),
            Sign((Reason.EXITED, Reason.RESTARTING), facts=(("variable", r"\w"),), weight=0.92),
        ),
        log=(
            Line("keyerror", r"KeyError: '(?P<variable>(?-i:[A-Z][A-Z0-9]*_[A-Z0-9_]+|DSN|PORT|SECRET))'"),
            Line(
                "environ",
                r"environment variables? [`'\"]?(?P<variable>(?-i:[A-Z][A-Z0-9_]+))[`'\"]? (?:is |was |are )?"
                r"(?:not (?:set|defined|found)|missing|required|unset|must|empty)",
            ),
            Line(
                "environ",
                r"(?:missing|required|unset|undefined|set the|no|needs?)(?: required| mandatory| the)? env(?:ironment)?"
                r"(?: variables?| vars?)?:? [`'\"]?(?P<variable>(?-i:[A-Z][A-Z0-9_]{2,}))",
            ),
            Line(
                "env var",
                r"env vars? [`'\"]?(?P<variable>(?-i:[A-Z][A-Z0-9_]+))[`'\"]? (?:is |was )?"
                r"(?:not (?:set|defined|found)|missing|required|unset)",
            ),
            Line("validation error", r"validation errors? for \w*(?:Settings|Config|Env)"),
            Line("improperlyconfigured", r"ImproperlyConfigured: (?:The )?(?P<variable>[A-Z_]+)"),
            Line("must not be empty", r"(?P<variable>(?-i:[A-Z][A-Z0-9_]{3,})) (?:setting )?must not be empty"),
            Line("must be set", r"(?P<variable>(?-i:[A-Z][A-Z0-9]*_[A-Z0-9_]+)) must be set"),
            Line("is not set", r"(?P<variable>(?-i:[A-Z][A-Z0-9]*_[A-Z0-9_]+))[`'\"]? is not set"),
            Line("is required", r"(?P<variable>(?-i:[A-Z][A-Z0-9]*_[A-Z0-9_]+))[`'\"]? is required"),
            Line("undefinedvalueerror", r"UndefinedValueError: (?P<variable>\w+) not found"),
        ),
        deep=9,
        effect=Effect.DOWN,
        action="set-variable",
    ),
    Entry(
        id="port-in-use",
        title="The port the service wants is taken by another process",
        explanation="Two processes were started for one port, or the former one has not ended.",
        next_step="Stop the process that holds the port, or give this one another",
        log=(
            Line("address already in use", r"(?:error|fail|could not|bind|listen|Errno|EADDRINUSE|\[emerg\])"),
            Line("eaddrinuse"),
            Line("port is already allocated"),
            Line("connection in use", r"Connection in use: \("),
        ),
        deep=8,
        effect=Effect.DOWN,
        action="restart-service",
    ),
    Entry(
        id="worker-boot-failed",
        title="The web server's workers fail to boot",
        explanation="The server itself starts, but each worker ends while it loads the application.",
        next_step="Read the traceback just above this line in the log",
        log=(Line("worker failed to boot"), Line("app failed to load"), Line("application startup failed")),
        deep=2,
        effect=Effect.DOWN,
        action="roll-back",
    ),
    Entry(
        id="crash-loop",
        title="The container starts and ends again and again",
        explanation="Its program ends by itself soon after each start; why is in its own log.",
        next_step="Read the log of the last start that failed; go back to the last good revision meanwhile",
        signs=(
            Sign((Reason.RESTARTING,), weight=0.9),
            Sign((Reason.EXITED,), facts=(("restarts", "^[1-9]"),), weight=0.91),
            Sign((Reason.NOT_READY,), facts=(("condition_reason", r"^ExitCode(?!137$)\d"),), weight=0.85),
        ),
        level=CERTAIN,
        log=(
            Line("crashloopbackoff", quiet=True),
            Line("back-off restarting failed container", quiet=True),
            Line("container called exit(", r"Container called exit\((?!0\))\d+\)"),
            Line("container exited with", r"exited with (?:code|status) (?!0\b)\d+"),
            Line("exited with code", r"\bexited with code (?!0\b|137\b)\d+"),
            Line("start request repeated too quickly"),
        ),
        deep=1,
        effect=Effect.DOWN,
        action="roll-back",
    ),
    Entry(
        id="segmentation-fault",
        title="The program is killed by a segmentation fault",
        explanation="Native code (an extension module, a driver) reads memory that is not its own.",
        next_step="Go back to the last good image; then look for a native dependency that changed",
        signs=(Sign((Reason.CRASH,), facts=(("signal", "^(11|6)$"),), weight=0.8),),
        log=(
            Line("illegal instruction", r"illegal instruction(?: \(core dumped\))?"),
            Line("terminated on signal", r"terminated on signal (?:11|6|4)\b", quiet=True),
            Line("segmentation fault"),
            Line("sigsegv"),
            Line("segfault at"),
            Line("uncaught signal: 11"),
        ),
        deep=8,
        effect=Effect.DOWN,
        action="roll-back",
    ),
    Entry(
        id="setting-malformed",
        title="A setting has a value the program cannot read",
        explanation="An address, a number or a list in the settings is not written as the program expects.",
        next_step="Correct the value the message names: the scheme, the port, quotes and blanks",
        log=(
            Line("could not parse", r"Could not parse (?:SQLAlchemy|rfc1738) URL"),
            Line("invalid dsn"),
            Line("no scheme supplied"),
            Line("url must specify one of the following schemes"),
            Line("invalid connection option"),
            Line("can't load plugin: sqlalchemy.dialects"),
            Line("isn't a valid url", r"request URL is missing|isn't a valid URL"),
            Line("request url is missing"),
        ),
        deep=8,
        effect=Effect.DOWN,
        action="set-variable",
    ),
)
