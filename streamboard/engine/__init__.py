"""The engine: network, clock and recording, in its own process so that drawing cannot delay a stamp."""
