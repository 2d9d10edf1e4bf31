"""The simulated server: the Messages API over real HTTP. Keep it light: the engine imports `sim.process`."""
