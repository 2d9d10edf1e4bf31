"""Where run events come from: an engine process that is running, or a run file.

`feed.Feed` is what a board needs of either; `process.EngineProcess` is this side of the pipe to the engine.
"""
