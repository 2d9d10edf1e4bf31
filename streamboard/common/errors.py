"""Errors that are reported to the user, with advice.

A stream's failure is not an exception but a value (`events.ErrorInfo`).
"""

from __future__ import annotations


class StreamboardError(Exception):
    """Shown as a sentence, without a traceback; the base of all below."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        """What happened, and where."""
        self.advice = advice
        """What to do about it."""

    def __str__(self) -> str:
        return f"{self.message}\n{self.advice}" if self.advice else self.message


class UsageError(StreamboardError):
    """The user asks for something impossible; exit code 2."""


class DocumentError(StreamboardError):
    """All mistakes in a document, each with `file:line:column`; exit code 2."""


class EndpointError(StreamboardError): ...


class SourceEndedError(StreamboardError):
    """A source of run events ended before the run."""


class EngineError(SourceEndedError):
    """The engine process died."""


class RunFileError(StreamboardError): ...
