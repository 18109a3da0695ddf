"""Logging without secrets: every record of every logger is redacted when it is made, before any handler sees it."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from handlers.core.redaction import Redactor

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


@contextmanager
def redacted_logging(redact: Redactor, level: str = "INFO", stream: TextIO | None = None) -> Iterator[None]:
    """Log to `stream` (stderr when None) from `level` on, without secrets, until the end of the block.

    The record is where it is done, not a formatter: libraries bring handlers and formatters of their own. Messages,
    exception texts, tracebacks and stack dumps are all covered. What was set up before is put back at the end.
    """
    root = logging.getLogger()
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(logging.Formatter(_FORMAT))
    before, level_before = logging.getLogRecordFactory(), root.level
    logging.setLogRecordFactory(_factory(redact, before))
    root.addHandler(handler)
    root.setLevel(level)
    try:
        yield
    finally:
        root.setLevel(level_before)
        root.removeHandler(handler)
        logging.setLogRecordFactory(before)


def _factory(redact: Redactor, make: Callable[..., logging.LogRecord]) -> Callable[..., logging.LogRecord]:
    def clean(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make(*args, **kwargs)
        record.msg, record.args = redact(_message(record)), ()
        if record.exc_info and record.exc_info[0]:
            record.exc_text = redact("".join(traceback.format_exception(*record.exc_info)).rstrip())
        if record.stack_info:
            record.stack_info = redact(record.stack_info)
        # A handler that formats exceptions by itself would find the secrets in the exception again.
        record.exc_info = None
        return record

    return clean


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception as error:
        return f"{record.msg} {record.args!r} (the message cannot be formatted: {type(error).__name__})"
