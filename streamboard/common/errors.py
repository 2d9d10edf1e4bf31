"""Errors shown to the user; a stream's failure is a value (`events.ErrorInfo`)."""

from __future__ import annotations


class StreamboardError(Exception):
    """Shown as a sentence, without a traceback."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.message}\n{self.advice}" if self.advice else self.message


class UsageError(StreamboardError):
    """The user asks for something impossible; exit code 2."""


class DocumentError(StreamboardError):
    """All mistakes in a document, each with `file:line:column`; exit code 2."""


class EndpointError(StreamboardError): ...


class SourceEndedError(StreamboardError): ...


class EngineError(SourceEndedError): ...


class RunFileError(StreamboardError): ...
