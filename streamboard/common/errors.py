"""Errors that streamboard reports to the user, with advice on what to do about them.

    StreamboardError
    ├── UsageError          a wrong command line                          exit 2
    ├── DocumentError       mistakes in a prompt set or in the settings   exit 2
    ├── EndpointError       an endpoint cannot be used
    ├── SourceEndedError    the source of run events ended early
    │   └── EngineError     the engine process died
    └── RunFileError        a run file cannot be read or written

A failure of a stream is not an exception but a value on that stream (`events.ErrorInfo`).
"""

from __future__ import annotations


class StreamboardError(Exception):
    """The base of all errors that are shown as a sentence rather than a traceback."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        """What happened, and where."""
        self.advice = advice
        """What to do about it."""

    def __str__(self) -> str:
        return f"{self.message}\n{self.advice}" if self.advice else self.message


class UsageError(StreamboardError):
    """The command line, or a request of the user's, asks for something impossible."""


class DocumentError(StreamboardError):
    """A prompt set or the settings have mistakes; the message lists all, each with `file:line:column`."""


class EndpointError(StreamboardError):
    """An endpoint cannot be used."""


class SourceEndedError(StreamboardError):
    """The source of run events ended before its run did."""


class EngineError(SourceEndedError):
    """The engine process died."""


class RunFileError(StreamboardError):
    """A run file cannot be read or written."""
