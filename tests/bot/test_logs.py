"""Nothing that is logged holds a secret, whichever logger and handler it goes through."""

from __future__ import annotations

import io
import json
import logging

import pytest

from bot.logs import redacted_logging
from handlers.core.redaction import MASK, Redactor

SECRET = "s3cr3t-Pa55word"


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


def refuse() -> None:
    raise PermissionError(f"password {SECRET} refused") from ConnectionError(f"postgres://me:{SECRET}@db/app")


def test_messages_and_their_arguments_are_redacted(stream: io.StringIO) -> None:
    with redacted_logging(Redactor([SECRET]), stream=stream):
        logging.getLogger("any.library").warning("with %s and %r", SECRET, {"dsn": f"x://u:{SECRET}@h"})
    assert SECRET not in stream.getvalue()
    assert stream.getvalue().count(MASK) == 2


def test_exceptions_and_tracebacks_are_redacted_with_their_causes(stream: io.StringIO) -> None:
    with redacted_logging(Redactor([SECRET]), stream=stream):
        try:
            refuse()
        except PermissionError:
            logging.getLogger("any.library").exception("it failed", stack_info=True)
    shown = stream.getvalue()
    assert SECRET not in shown
    assert "PermissionError" in shown
    assert "ConnectionError" in shown
    assert "in refuse" in shown


def test_a_handler_that_a_library_brings_sees_no_secret_either() -> None:
    class Collecting(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append(json.dumps(vars(record), default=repr))

    seen: list[str] = []
    logger = logging.getLogger("library.with.its.own.handler")
    handler = Collecting()
    logger.addHandler(handler)
    try:
        with redacted_logging(Redactor([SECRET]), stream=io.StringIO()):
            try:
                refuse()
            except PermissionError as error:
                logger.error("failed: %s", error, exc_info=True)
    finally:
        logger.removeHandler(handler)
    assert len(seen) == 1
    assert SECRET not in seen[0]


def test_a_message_that_cannot_be_formatted_is_still_said_and_redacted(stream: io.StringIO) -> None:
    with redacted_logging(Redactor([SECRET]), stream=stream):
        logging.getLogger("x").warning("%d items", SECRET)
    assert "%d items" in stream.getvalue()
    assert SECRET not in stream.getvalue()


def test_the_level_is_held(stream: io.StringIO) -> None:
    with redacted_logging(Redactor(), "WARNING", stream):
        logging.getLogger("x").info("too fine")
    assert stream.getvalue() == ""


def test_what_was_set_up_before_is_put_back() -> None:
    root = logging.getLogger()
    before = (logging.getLogRecordFactory(), root.level, list(root.handlers))
    with redacted_logging(Redactor(), stream=io.StringIO()):
        assert logging.getLogRecordFactory() is not before[0]
    assert (logging.getLogRecordFactory(), root.level, list(root.handlers)) == before
