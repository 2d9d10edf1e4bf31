"""The engine: owns the network, the clock and the recording.

Runs in its own process (entry point `__main__`; `feeds.process` holds the other end of its pipes), so that
drawing cannot delay a stamp. `tasks` runs the streams, `attempt` one request.
"""
