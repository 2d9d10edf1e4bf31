"""What goes wrong before a run starts, as types. Each says what to do about it.

    StreamboardError
    ├── UsageError          a wrong command line                          exit 2
    ├── DocumentError       mistakes in a prompt set or in the settings   exit 2
    ├── EndpointError       an endpoint cannot be used
    ├── SourceEndedError    the source of run events is gone
    │   └── EngineError     the engine process is
    └── RunFileError        a run file cannot be read or written

What goes wrong within a stream is not an exception but a value on that stream (`events.ErrorInfo`).
"""

from __future__ import annotations


class StreamboardError(Exception):
    """The base of the errors that streamboard shows as a sentence, never as a traceback."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        """What happened, and where."""
        self.advice = advice
        """What to do about it."""

    def __str__(self) -> str:
        return f"{self.message}\n{self.advice}" if self.advice else self.message


class UsageError(StreamboardError):
    """The command line asks for something that cannot be."""


class DocumentError(StreamboardError):
    """A prompt set or the settings have mistakes; the message lists them all, a `file:line:column` each."""


class EndpointError(StreamboardError):
    """An endpoint cannot be used as things are."""


class SourceEndedError(StreamboardError):
    """The source of run events ended before its run did."""


class EngineError(SourceEndedError):
    """The engine process died."""


class RunFileError(StreamboardError):
    """A run file cannot be read or written."""
