"""The simulated server: the Messages API over real HTTP on loopback, with settings and faults.

Kept light, as the engine imports `process` and `behaviour`: no web server here.
"""
