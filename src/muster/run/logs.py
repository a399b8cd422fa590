"""Logs: one JSON object a line on standard error. No token, no address, no name in any."""

import json
import logging
import sys
import traceback
from pathlib import Path
from types import TracebackType

import structlog

_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}


def configure(level: str) -> None:
    """Set structlog up for this process; the standard library's loggers go the same way."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.ExceptionRenderer(_exception_name),
            structlog.processors.JSONRenderer(serializer=json.dumps, ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_Handler()], force=True)


def _exception_name(
    exc_info: tuple[type[BaseException], BaseException, TracebackType | None],
) -> str:
    # An exception's text may quote what a request contained: its class and place say enough.
    frames = traceback.extract_tb(exc_info[2])[-3:]
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames)]
    return " < ".join([exc_info[0].__name__, *places])


class _Handler(logging.Handler):
    """Passes records of libraries on: logger, level and the unformatted message."""

    def emit(self, record: logging.LogRecord) -> None:
        log = structlog.get_logger(record.name)
        method = log.error if record.levelno >= logging.ERROR else log.warning
        kind = record.exc_info[0] if record.exc_info else None
        method("library", logger=record.name, message=str(record.msg), error=kind and kind.__name__)
