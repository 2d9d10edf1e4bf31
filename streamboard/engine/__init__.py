"""The engine: owns the network, the clock and the recording.

It runs as a process of its own (`__main__` is its entry, `streamboard.feeds.process` the other end of its
pipes), so that drawing a busy screen cannot delay a stamp. `tasks.TaskManager` runs the streams, `attempt`
one request. What goes over the network is the business of `streamboard.wire`.
"""
