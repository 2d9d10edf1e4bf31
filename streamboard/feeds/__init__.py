"""Sources of run events: a running engine process, or a run file.

`feed.Feed` is what a board needs from either; `process.EngineProcess` is this side of the pipes to the
engine.
"""
