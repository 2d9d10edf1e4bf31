"""The engine: owns the network, the clock and the recording.

It runs in its own process (`__main__` is the entry point, `streamboard.feeds.process` the other end of its
pipes), so that drawing a busy screen cannot delay a stamp. `tasks.TaskManager` runs the streams, `attempt`
one request. `streamboard.wire` handles the network protocols.
"""
