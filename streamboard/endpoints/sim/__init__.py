"""The simulated server: the Messages API over real HTTP on loopback, with settings and faults.

Kept light: the engine imports `process` and `behaviour` from here, never the web server itself.
"""
